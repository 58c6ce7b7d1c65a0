/** Writes the completion script for fish, one `complete` line for each command and option. */
import type { CompletedCommand } from './command-tree.ts'

export function fishCompletion(commands: readonly CompletedCommand[]): string {
  const described = new Map(commands.map(({ path, description }) => [path.join(' '), description]))
  const paths = commands.filter(({ path }) => path.length > 0).map(({ path }) => quoted(path.join(' ')))
  const lines = commands.flatMap(({ path, options, subcommands, choices, takesArguments }) => {
    const here = `-n ${quoted(`__mondo_at ${quoted(path.join(' '))}`)}`
    const takesFiles = takesArguments && choices.length === 0
    return [
      ...(takesFiles ? [] : [`complete -c mondo -f ${here}`]),
      ...subcommands.map((name) => {
        const text = described.get([...path, name].join(' ')) ?? ''
        return `complete -c mondo -f ${here} -a ${quoted(name)} -d ${quoted(text)}`
      }),
      ...choices.map((word) => `complete -c mondo -f ${here} -a ${quoted(word)}`),
      ...options.map(({ name, description, value, choices: words }) => {
        const takes =
          value === 'none' ? '' : value === 'file' ? ' -r -F' : ` -x -a ${quoted(words.join(' '))}`
        return `complete -c mondo ${here} -l ${name.slice(2)}${takes} -d ${quoted(description)}`
      }),
    ]
  })
  return `# fish completion of mondo. Install: mondo completion fish > ~/.config/fish/completions/mondo.fish
# Whether the command that is typed so far is this one: words that are no command, such as values of options, are passed over.
function __mondo_at
  set -l at ''
  for word in (commandline -opc)[2..]
    set -l try (string trim -- "$at $word")
    contains -- $try ${paths.join(' ')}
    and set at $try
  end
  test "$at" = "$argv[1]"
end
${lines.join('\n')}
`
}

/** In fish a backslash within single quotes escapes a quote or a backslash. */
function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`
}
