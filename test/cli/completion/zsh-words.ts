/** What zsh offers for a line, asked as a person asks: Tab in an interactive zsh, which runs in a terminal of zsh's own (zpty). */
import { execFileSync } from 'node:child_process'

/** In place of `compadd`, which offers words: prints them, each on a line, with what stands before it. */
const shown = `
PROMPT=
autoload -Uz compinit && compinit -D -u
source "$SCRIPT"
bindkey '^I' complete-word
begin-line () { print -r -- $'\\x02' }
end-line () { print -r -- $'\\x03'; exit }
compprefuncs=( begin-line )
comppostfuncs=( end-line )
compadd () {
  if [[ \${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]]; then builtin compadd "$@"; return; fi
  typeset -a offered apart
  builtin compadd -A offered "$@"
  setopt localoptions extendedglob
  zparseopts -E S:=apart
  (( $#offered )) && print -rl -- $offered
  builtin compadd "$@"
}
print ready
`

const driver = `
zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z "SCRIPT=$1; source $2"
while zpty -r z line; do [[ $line == *ready* ]] && break; done
zpty -w -n z "$3"$'\\t'
while zpty -r z line; do
  [[ $line == *$'\\x03'* ]] && break
  print -r -- "$line"
done
zpty -d z
`

/** @param shown Path of a file with `zshShownWords`. */
export function zshWords(
  typed: string,
  { script, shown: file, cwd }: { readonly script: string; readonly shown: string; readonly cwd: string },
): readonly string[] {
  const said = execFileSync('zsh', ['-f', '-c', driver, 'zsh', script, file, typed], {
    encoding: 'utf8',
    cwd,
  })
  const [, offered = ''] = said.split('\u0002')
  // Files come as the shell takes them, spaces with a backslash.
  const words = offered.split(/\r?\n/).map((word) => word.replaceAll('\\', ''))
  return words.filter((word) => word !== '')
}

export { shown as zshShownWords }
