/** Completion scripts as a shell runs them: the script of bash is sourced in bash, and asked for words. */
import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { runMondo } from '../run-mondo.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const folder = temporaryFolder()

async function completions(...typed: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await runMondo(['completion', 'bash'])
  const script = await folder.file('mondo.bash', stdout)
  const words = typed.map((word) => `'${word}'`).join(' ')
  const asked = `source ${script}; COMP_WORDS=(mondo ${words}); COMP_CWORD=${typed.length}; _mondo; printf '%s\\n' "\${COMPREPLY[@]}"`
  return execFileSync('bash', ['--norc', '-c', asked], { encoding: 'utf8' }).trim().split('\n')
}

test.each([
  [['cra'], ['crawl']],
  [
    ['schedule', ''],
    ['add', 'list', 'remove'],
  ],
  [['crawl', '--max-p'], ['--max-pages']],
  [['crawl', 'https://okwave.jp/', '--foll'], ['--follow']],
  [
    ['export', '--format', ''],
    ['parquet', 'jsonl', 'csv'],
  ],
  [['completion', 'b'], ['bash']],
  [['frontier', 'ls', '--status', 'du'], ['']],
])('bash completes %j', async (typed, wanted) => {
  expect(await completions(...typed)).toEqual(expect.arrayContaining(wanted))
})

test('a file is completed where an option takes a value', async () => {
  await folder.file('seeds.txt', '')
  expect(await completions('crawl', '--urls', `${folder.path}/see`)).toEqual([`${folder.path}/seeds.txt`])
})

test('the scripts of zsh and fish name every command', async () => {
  const [zsh, fish] = await Promise.all(
    ['zsh', 'fish'].map(async (shell) => (await runMondo(['completion', shell])).stdout),
  )
  expect(zsh).toContain('bashcompinit')
  for (const name of ['crawl', 'status', 'completion']) {
    expect(zsh).toContain(`'${name}')`)
    expect(fish).toContain(`-a '${name}'`)
  }
})

test('another shell is refused, exit 2', async () => {
  expect(await runMondo(['completion', 'ksh'])).toMatchObject({ exitCode: 2, stdout: '' })
})
