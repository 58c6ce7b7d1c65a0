import { readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { record } from '../records.ts'
import { runMondo } from './run-mondo.ts'
import { temporaryFolder } from './temporary-folder.ts'

const folder = temporaryFolder()
const good = JSON.stringify(record())
const schemaHint = 'Nothing was loaded. docs/record.schema.json describes a record\n'
const lineHint = 'Nothing was loaded. Give one JSON value a line, as mondo parse prints them\n'

// The database cannot be opened, so whatever fails here fails before it is opened.
const load = (path: string, stdin = '') =>
  runMondo(['load', path, '--db', 'postgres://nobody@127.0.0.1:1/none'], stdin)

describe('a damaged line stops the load before the database is opened', () => {
  test.each([
    ['a line that is cut off', `${good}\n${good.slice(0, 50)}\n`, `line 2 is not JSON. ${lineHint}`],
    ['bytes that are not UTF-8', Buffer.from([0x22, 0xff, 0x22]), `line 1 is not UTF-8. ${lineHint}`],
    [
      'a value that is no object',
      '\n[]\n',
      `line 2: expected an object, a record or a line that mondo parse printed. ${schemaHint}`,
    ],
    [
      'a kind that does not exist',
      '{"kind":"maybe"}\n',
      `line 1: kind: expected question, rejected, not-found or not-a-question. ${schemaHint}`,
    ],
    [
      'a question without a record',
      '{"kind":"question"}\n',
      `line 1: page: expected object, received undefined. ${schemaHint}`,
    ],
    [
      'a field of another type, deep inside',
      `${good}\n{"kind":"question","page":${good.replace('"key":"1"', '"key":7')}}`,
      `line 2: page.answers[0].key: expected string, received number. ${schemaHint}`,
    ],
    [
      'a field that no record has',
      JSON.stringify({ ...record(), colour: 'red' }),
      `line 1: Unrecognized key: "colour". ${schemaHint}`,
    ],
    [
      'a day that no calendar has',
      good.replace('2024-05-01T', '2024-02-30T'),
      `line 1: Question 1 of sample: postedAt is 2024-02-30T09:30:00+09:00. ${schemaHint}`,
    ],
  ])('names file, line and field of %s', async (name, content, message) => {
    const path = await folder.file(`${name}.jsonl`, content)
    expect(await load(path)).toEqual({ exitCode: 2, stdout: '', stderr: `mondo: ${path} ${message}` })
  })

  test('names stdin too, and removes its spooled copy', async () => {
    const temporary = await folder.file('tmp/.keep', '')
    vi.stubEnv('TMPDIR', dirname(temporary))
    const said = await load('-', `${good}\nnot json\n`)
    vi.unstubAllEnvs()
    expect(said).toEqual({ exitCode: 2, stdout: '', stderr: `mondo: stdin line 2 is not JSON. ${lineHint}` })
    expect(readdirSync(dirname(temporary))).toEqual(['.keep'])
  })
})

test('a missing file is named, exit 2', async () => {
  expect(await load('/no/such/file.jsonl')).toEqual({
    exitCode: 2,
    stdout: '',
    stderr:
      'mondo: cannot read /no/such/file.jsonl: no such file or folder. Check the path and its permissions\n',
  })
})

test('a folder without lines to load is refused, exit 2, and makes no database', async () => {
  await folder.file('nothing/records.json', '[]')
  const said = await load(`${folder.path}/nothing`)
  expect(said).toMatchObject({ exitCode: 2, stdout: '' })
  expect(said.stderr).toMatch(/^mondo: nothing to read in \S+\/nothing: it has no \*\.jsonl or [^\n]+\n$/)
})

test('a record with U+2028 in its text is one line', async () => {
  const path = await folder.file(
    'separator.jsonl',
    `${JSON.stringify(record({ body: 'a\u2028b' }))}\nnot json`,
  )
  expect((await load(path)).stderr).toContain('line 2 is not JSON')
})

test('an invalid time is reported with its option', async () => {
  const said = await runMondo(['load', '-', '--captured-at', 'yesterday'])
  expect(said.exitCode).toBe(2)
  expect(said.stderr).toContain("option '--captured-at <time>' argument 'yesterday' is invalid")
})
