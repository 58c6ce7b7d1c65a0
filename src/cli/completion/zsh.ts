/** Writes the completion script for zsh, by its own completion system: `_arguments` for each command. */
import type { CompletedCommand, CompletedOption } from './command-tree.ts'

/** A script to source, or to keep as `_mondo` in a folder of `$fpath`. Words are in the script, so it starts no process. */
export function zshCompletion(commands: readonly CompletedCommand[]): string {
  const paths = commands.filter(({ path }) => path.length > 0).map(({ path }) => quoted(path.join(' ')))
  const described = new Map(commands.map(({ path, description }) => [path.join(' '), description]))
  return `#compdef mondo
# zsh completion of mondo. Install: mondo completion zsh > ~/.mondo-completion.zsh, and source that in ~/.zshrc
_mondo() {
  local at="" try from=1 i state line ret=1
  for ((i = 2; i < CURRENT; i++)); do
    try="\${at:+$at }\${words[i]}"
    case "$try" in
      ${paths.join(' | ')}) at="$try" from=$i ;;
    esac
  done
  # What _arguments looks at begins with the command itself.
  words=("\${(@)words[from,-1]}")
  (( CURRENT -= from - 1 ))
  local -a options subcommands
  case "$at" in
${commands.map((command) => branchOf(command, described)).join('\n')}
  esac
  (( $#subcommands )) && options+=('1: :->command')
  _arguments : $options && ret=0
  [[ $state == command ]] && _describe -t commands command subcommands && ret=0
  return ret
}
if [[ $funcstack[1] == _mondo ]]; then
  _mondo "$@"
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
  compdef _mondo mondo
fi
`
}

function branchOf(command: CompletedCommand, described: ReadonlyMap<string, string>): string {
  const { path, options, subcommands, choices, takesArguments } = command
  const subs = subcommands.map((name) => {
    const text = described.get([...path, name].join(' ')) ?? ''
    return `      ${quoted(`${name}:${text.replaceAll(':', '\\:')}`)}`
  })
  const rest = choices.length > 0 ? [`1: :(${choices.join(' ')})`] : takesArguments ? ['*:file:_files'] : []
  const lines = [...options.map(specOf), ...rest].map((spec) => `      ${quoted(spec)}`)
  return [
    `    ${quoted(path.join(' '))})`,
    ...(subs.length === 0 ? [] : ['    subcommands=(', ...subs, '    )']),
    '    options=(',
    ...lines,
    '    ) ;;',
  ].join('\n')
}

/** May be repeated: what zsh leaves out once it is typed would be missed where an option may be given twice. */
function specOf({ name, description, value, choices }: CompletedOption): string {
  const told = description.replace(/[[\]\\]/g, '\\$&')
  const after = value === 'none' ? '' : value === 'file' ? ':value:_files' : `:value:(${choices.join(' ')})`
  return `*${name}[${told}]${after}`
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
