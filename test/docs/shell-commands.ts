/** The shell commands of a page of the documentation: what its `sh` and `cron` blocks say. */

/** Line by line, without comments and without empty lines. */
export function shellLines(markdown: string): readonly string[] {
  const blocks = [...markdown.matchAll(/^```(?:sh|cron)\n(.*?)^```$/gms)].map(([, block = '']) => block)
  return blocks
    .flatMap((block) => block.split('\n'))
    .map((line) => line.replace(/(?:^|\s)#\s.*$/, '').trim())
    .filter((line) => line !== '')
}

/** The words of the one `mondo` command in a line, as a shell splits them, without redirections; null where there is none. */
export function mondoWords(line: string): readonly string[] | null {
  const [, command] = /(?:^|\s)mondo (.*)$/.exec(line) ?? []
  if (command === undefined) return null
  const [own = ''] = command.split(/ (?:&&|\||\d?>{1,2}) ?/)
  return [...own.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  )
}
