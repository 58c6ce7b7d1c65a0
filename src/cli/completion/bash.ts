/** Writes the completion script for bash. */
import type { CompletedCommand, CompletedOption } from './command-tree.ts'

/** A script to source: it defines `_mondo` and registers it for `mondo`. Words are in the script, so it starts no process. */
export function bashCompletion(commands: readonly CompletedCommand[]): string {
  const paths = commands.filter(({ path }) => path.length > 0).map(({ path }) => quoted(path.join(' ')))
  return `# bash completion of mondo. Install: mondo completion bash > ~/.local/share/bash-completion/completions/mondo
_mondo() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" path="" try word i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    try="\${path:+$path }$word"
    case "$try" in
      ${paths.join(' | ')}) path="$try" ;;
    esac
  done
  local words="" files="" choices="" alone=""
  case "$path" in
${commands.map(branchOf).join('\n')}
  esac
  if [[ -n "$choices" ]]; then
    COMPREPLY=($(compgen -W "$choices" -- "$cur"))
  elif [[ -z "$files" && ( "$cur" == -* || "$words" != -* || -n "$alone" ) ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
  else
    # A name with a space is one word.
    local IFS=$'\\n'
    COMPREPLY=($(compgen -f -- "$cur"))
  fi
}
complete -o filenames -F _mondo mondo
`
}

/** Words begin with those that are no option: a first word with a dash says that there are none. */
function branchOf({ path, options, subcommands, choices, takesArguments }: CompletedCommand): string {
  const words = [...subcommands, ...choices, ...options.map(({ name }) => name)]
  const valued = options.filter(({ value }) => value === 'file').map(({ name }) => name)
  const chosen = options.filter(({ value }) => value === 'choices')
  const cases = [
    ...(valued.length === 0 ? [] : [`        ${valued.join(' | ')}) files=1 ;;`]),
    ...chosen.map(choiceLine),
  ]
  const after = cases.length === 0 ? '' : `\n      case "$prev" in\n${cases.join('\n')}\n      esac`
  return `    ${quoted(path.join(' '))})
      words=${quoted(words.join(' '))}${takesArguments ? '' : ' alone=1'}${after} ;;`
}

function choiceLine({ name, choices }: CompletedOption): string {
  return `        ${name}) choices=${quoted(choices.join(' '))} ;;`
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
