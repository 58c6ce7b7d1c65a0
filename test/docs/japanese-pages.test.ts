/** The Japanese pages say what the English ones do, as far as commands go. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { mondoWords, shellLines } from './shell-commands.ts'

const linesOf = (path: string) => shellLines(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'))

test.each([
  ['README.md', 'README.ja.md', 25],
  ['docs/first-crawl.md', 'docs/first-crawl.ja.md', 18],
])('%s and %s have the same commands', (english, japanese, atLeast) => {
  const lines = linesOf(english)
  expect(lines.length).toBeGreaterThanOrEqual(atLeast)
  expect(linesOf(japanese)).toEqual(lines)
})

test('of a block stay the commands, and of a command its words', () => {
  const page =
    '# A\n\n```sh\n# first\nmondo run last   # the newest\nnpm ci && npm start\n\n```\n\n```ts\nmondo()\n```\n'
  expect(shellLines(page)).toEqual(['mondo run last', 'npm ci && npm start'])
  expect(mondoWords(`0 3 * * *  flock -n x mondo sql "select 'a  b'" --data 'it is' >>a 2>>b`)).toEqual([
    'sql',
    "select 'a  b'",
    '--data',
    'it is',
  ])
  expect(mondoWords('mondo completion zsh > ~/a && echo b >> c')).toEqual(['completion', 'zsh'])
  expect(mondoWords('npm ci')).toBeNull()
})
