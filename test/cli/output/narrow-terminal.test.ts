/** What commands print on a narrow and on a wide terminal. */
import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, test, vi } from 'vitest'
import { Terminal } from '../../../src/cli/output/terminal.ts'
import { wrapped } from '../../../src/cli/output/wrapped.ts'
import { run } from '../../../src/cli/program.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const folder = temporaryFolder()

async function linesOn(columns: number, args: readonly string[]): Promise<readonly string[]> {
  const stdout = Object.assign(new PassThrough(), { isTTY: true, columns, rows: 40 })
  const printed = text(stdout)
  await run(args, new Terminal({ stdin: Readable.from([]), stdout, stderr: new PassThrough() }))
  stdout.end()
  return (await printed).split('\n')
}

/** Without the examples, which are there to be copied, and without lines of a single word or term. */
const breakable = (lines: readonly string[]) =>
  lines
    .slice(0, lines.indexOf('Examples:'))
    .filter((line) => line.trim().includes(' ') && !/^ {2}\S+(?:, --\S+)?(?: [[<]\S+)*$/.test(line))

test.each([40, 80, 200])(
  'at %i columns no line of a help is wider, and none has a colour',
  async (columns) => {
    for (const args of [['--help'], ['crawl', '--help'], ['frontier', 'ls', '--help']]) {
      const lines = await linesOn(columns, args)
      expect(breakable(lines).length).toBeGreaterThan(10)
      expect(breakable(lines).filter((line) => line.length > columns)).toEqual([])
      expect(lines.join('')).not.toContain('\u001b')
    }
  },
)

test.each([40, 80, 200])('at %i columns the doctor breaks its lines between words', async (columns) => {
  vi.stubEnv('NODE_EXTRA_CA_CERTS', undefined)
  const lines = await linesOn(columns, ['doctor', '--data', `${folder.path}/data`, '--contact', 'nobody'])
  expect(lines.some((line) => line.startsWith('MEND  contact'))).toBe(true)
  expect(lines.filter((line) => line.trim().includes(' ') && line.length > columns)).toEqual([])
})

test('a word that is longer than a line keeps whole', () => {
  expect(wrapped('see https://example.org/a/long/path for more of it', 10)).toEqual([
    'see',
    'https://example.org/a/long/path',
    'for more',
    'of it',
  ])
})
