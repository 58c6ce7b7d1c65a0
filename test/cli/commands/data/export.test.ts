/** `mondo export`: what it prints, and which options exclude each other. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { rows, started } from '../../../analyse/export/example-tables.ts'
import { answeringServer } from '../../../database/answering-server.ts'
import { runMondo } from '../../run-mondo.ts'
import { temporaryFolder } from '../../temporary-folder.ts'

const server = await answeringServer([...started, ...rows])
const folder = temporaryFolder()
let exports = 0
const mondo = async (...flags: readonly string[]) => {
  const out = join(folder.path, `export-${++exports}`)
  return { ...(await runMondo(['export', '--out', out, '--db', server.url, ...flags])), out }
}

test('tables are listed with their files', async () => {
  const { exitCode, stdout, stderr, out } = await mondo('--format', 'jsonl')
  expect([exitCode, stderr]).toEqual([0, ''])
  expect(stdout.split('\n').map((line) => line.split(/ +/))).toEqual([
    ['table', 'rows', 'bytes', 'in', out],
    ['qa.question', '2', expect.any(String), 'question.jsonl'],
    ['qa.answer', '1', '56', 'answer.jsonl'],
    [''],
  ])
  const { stdout: json } = await mondo('--format', 'csv', '--tables', 'answer,question', '--json')
  expect(JSON.parse(json)).toMatchObject({
    format: 'csv',
    tables: [{ file: 'answer.csv' }, { file: 'question.csv' }],
  })
})

describe('pseudonyms', () => {
  test('need a key, from a file or the environment', async () => {
    const key = await folder.file('key', '0123456789abcdef\n')
    const { exitCode, stderr } = await mondo('--format', 'jsonl', '--pseudonymise', '--key-file', key)
    expect([exitCode, stderr]).toEqual([
      0,
      '4 columns can still lead to a person, as texts and URLs do: manifest.json lists them\n',
    ])
    vi.stubEnv('MONDO_PSEUDONYM_KEY', '0123456789abcdef')
    const { stdout } = await mondo('--format', 'jsonl', '--pseudonymise', '--json')
    expect(JSON.parse(stdout).pseudonymised).toEqual({ keyId: expect.any(String) })
  })

  test('with a short key, or none, are refused', async () => {
    const stderr =
      'mondo: --pseudonymise needs a key of 16 characters or more. Make one with: openssl rand -hex 32 > pseudonym.key; and give --key-file pseudonym.key or $MONDO_PSEUDONYM_KEY\n'
    const short = await folder.file('short', '0123456789abcde\n')
    vi.stubEnv('MONDO_PSEUDONYM_KEY', undefined)
    expect(await mondo('--pseudonymise', '--key-file', short)).toMatchObject({ exitCode: 2, stderr })
    expect(await mondo('--pseudonymise')).toMatchObject({ exitCode: 2, stderr })
  })
})

test.each<readonly [readonly string[], string]>([
  [['--key-file', 'key'], '--key-file is for --pseudonymise. Give both, or neither'],
  [
    ['--for-spreadsheet'],
    'export: --for-spreadsheet is for --format csv, not for parquet. Give both, or neither',
  ],
  ...[
    ['--since', '2026-11-01'],
    ['--format', 'sqlite'],
    ['--format', 'records'],
  ].map(
    (flags) =>
      [
        ['--cursor', 'c', ...flags] as readonly string[],
        'export: --cursor is for parquet, jsonl and csv, and not with --since. A cursor says by itself since when; SQLite and records are whole',
      ] as const,
  ),
])('%j is refused', async (flags, why) => {
  const { out, ...said } = await mondo(...flags)
  expect(said).toEqual({ exitCode: 2, stdout: '', stderr: `mondo: ${why}\n` })
  expect(existsSync(out)).toBe(false)
})
