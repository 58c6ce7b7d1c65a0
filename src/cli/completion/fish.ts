/** Writes the completion script for fish, one `complete` line for each command and option. */
import type { CompletedCommand } from './command-tree.ts'

export function fishCompletion(commands: readonly CompletedCommand[]): string {
  const described = new Map(commands.map(({ path, description }) => [path.join(' '), description]))
  const lines = commands.flatMap(({ path, options, subcommands, choices }) => {
    const here = conditionOf(path, subcommands)
    return [
      ...subcommands.map((name) => {
        const text = described.get([...path, name].join(' ')) ?? ''
        return `complete -c mondo -f -n ${here} -a ${quoted(name)} -d ${quoted(text)}`
      }),
      ...choices.map((word) => `complete -c mondo -f -n ${here} -a ${quoted(word)}`),
      ...options.map(({ name, description, value, choices: words }) => {
        const takes = value === 'none' ? '' : value === 'file' ? ' -r' : ` -x -a ${quoted(words.join(' '))}`
        return `complete -c mondo -n ${here} -l ${name.slice(2)}${takes} -d ${quoted(description)}`
      }),
    ]
  })
  return `# fish completion of mondo. Install: mondo completion fish > ~/.config/fish/completions/mondo.fish\n${lines.join('\n')}\n`
}

/** True where exactly this command has been typed, and none of its subcommands. */
function conditionOf(path: readonly string[], subcommands: readonly string[]): string {
  if (path.length === 0) return '__fish_use_subcommand'
  const seen = path.map((name) => `__fish_seen_subcommand_from ${name}`)
  const not = subcommands.length === 0 ? [] : [`not __fish_seen_subcommand_from ${subcommands.join(' ')}`]
  return quoted([...seen, ...not].join('; and '))
}

/** In fish a backslash within single quotes escapes a quote or a backslash. */
function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`
}
