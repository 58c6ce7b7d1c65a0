/** Writes the completion script for bash, and for zsh, which runs bash's completions by `bashcompinit`. */
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
  local words="" files="" choices=""
  case "$path" in
${commands.map(branchOf).join('\n')}
  esac
  if [[ -n "$choices" ]]; then
    COMPREPLY=($(compgen -W "$choices" -- "$cur"))
  elif [[ -n "$files" ]]; then
    COMPREPLY=($(compgen -f -- "$cur"))
  elif [[ "$cur" == -* || "$words" != -* ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
  else
    COMPREPLY=($(compgen -f -- "$cur"))
  fi
}
complete -o filenames -F _mondo mondo
`
}

/** For zsh: its own completion system first, then that of bash over it. */
export function zshCompletion(commands: readonly CompletedCommand[]): string {
  return `# zsh completion of mondo. Install: mondo completion zsh > ~/.mondo-completion.zsh, and source that in ~/.zshrc
autoload -U +X compinit && compinit
autoload -U +X bashcompinit && bashcompinit
${bashCompletion(commands)}`
}

/** Words begin with those that are no option: a first word with a dash says that there are none. */
function branchOf({ path, options, subcommands, choices }: CompletedCommand): string {
  const words = [...subcommands, ...choices, ...options.map(({ name }) => name)]
  const valued = options.filter(({ value }) => value === 'file').map(({ name }) => name)
  const chosen = options.filter(({ value }) => value === 'choices')
  const cases = [
    ...(valued.length === 0 ? [] : [`        ${valued.join(' | ')}) files=1 ;;`]),
    ...chosen.map(choiceLine),
  ]
  const after = cases.length === 0 ? '' : `\n      case "$prev" in\n${cases.join('\n')}\n      esac`
  return `    ${quoted(path.join(' '))})
      words=${quoted(words.join(' '))}${after} ;;`
}

function choiceLine({ name, choices }: CompletedOption): string {
  return `        ${name}) choices=${quoted(choices.join(' '))} ;;`
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
