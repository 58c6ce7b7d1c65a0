/** Completion scripts as shells run them: sourced in bash, zsh and fish, and asked for words. */
import { execFileSync, spawnSync } from 'node:child_process'
import { beforeAll, describe, expect, test } from 'vitest'
import { runMondo } from '../run-mondo.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { zshShownWords, zshWords } from './zsh-words.ts'

const folder = temporaryFolder()
const shells = ['bash', 'zsh', 'fish'] as const
type Shell = (typeof shells)[number]
const isInstalled = (shell: Shell) => spawnSync(shell, ['--version']).status === 0

const scripts = new Map<Shell, string>()
let shown = ''
beforeAll(async () => {
  for (const shell of shells) {
    const { stdout } = await runMondo(['completion', shell])
    scripts.set(shell, await folder.file(`mondo.${shell}`, stdout))
  }
  shown = await folder.file('shown.zsh', zshShownWords)
  await folder.file('files/seeds.txt', '')
  await folder.file('files/two words.txt', '')
})

/** What a shell offers for a line whose last word is being typed, in a folder with two files. */
function offered(shell: Shell, line: string): readonly string[] {
  const script = scripts.get(shell) ?? ''
  const cwd = `${folder.path}/files`
  if (shell === 'zsh') return zshWords(line, { script, shown, cwd })
  const options = { encoding: 'utf8', cwd } as const
  if (shell === 'fish') {
    const asked = `source ${script}; complete -C '${line}'`
    const lines = execFileSync('fish', ['--no-config', '-c', asked], options).split('\n')
    return lines.map((one) => one.split('\t')[0] ?? '').filter((word) => word !== '')
  }
  const words = line.split(' ').map((word) => `'${word}'`)
  const asked = `source ${script}; COMP_WORDS=(${words.join(' ')}); COMP_CWORD=${words.length - 1}; _mondo; printf '%s\\n' "\${COMPREPLY[@]}"`
  const said = execFileSync('bash', ['--norc', '-c', asked], options)
  return said.split('\n').filter((word) => word !== '')
}

/** A line, and all that is offered for it. */
const lines: ReadonlyArray<readonly [string, readonly string[]]> = [
  ['mondo cra', ['crawl']],
  ['mondo run', ['run', 'runs']],
  ['mondo schedule r', ['remove', 'run']],
  ['mondo schedule run --al', ['--allow-private']],
  ['mondo crawl --max-p', ['--max-pages']],
  ['mondo crawl https://okwave.jp/ --foll', ['--follow']],
  // A word that is the name of a command, and here a value.
  ['mondo crawl --data status --on', ['--on-end']],
  ['mondo --log-format json schedule r', ['remove', 'run']],
  ['mondo --log-format ', ['json', 'text']],
  ['mondo export --format s', ['sqlite']],
  ['mondo frontier ls --status du', ['due']],
  ['mondo completion z', ['zsh']],
  ['mondo crawl --urls se', ['seeds.txt']],
  ['mondo parse two', ['two words.txt']],
  ['mondo nothing', []],
]

describe.each(shells)('the script for %s', (shell) => {
  test.runIf(isInstalled(shell)).each(lines)('completes "%s"', (line, words) => {
    expect(offered(shell, line).toSorted()).toEqual(words)
  })

  test.runIf(isInstalled(shell))('offers no files to a command that takes no argument', () => {
    expect(offered(shell, 'mondo status ')).not.toContain('seeds.txt')
  })

  test('names every command', async () => {
    const { stdout } = await runMondo(['completion', shell])
    for (const name of ['crawl', 'status', 'schedule run']) expect(stdout).toContain(`'${name}'`)
  })
})

test('another shell is refused, exit 2', async () => {
  expect(await runMondo(['completion', 'ksh'])).toMatchObject({ exitCode: 2, stdout: '' })
})
