/** `mondo sql` over a server that this file answers for. */
import { describe, expect, test } from 'vitest'
import { answeringServer } from '../../../database/answering-server.ts'
import type { Answer } from '../../../database/answers.ts'
import { runMondo } from '../../run-mondo.ts'
import { temporaryFolder } from '../../temporary-folder.ts'

const server = await answeringServer()
const folder = temporaryFolder()
const mondo = async (...args: readonly string[]) =>
  await runMondo(['sql', ...args, '--db', server.url, '--data', folder.path])
const columns = { site: 'text', answers: 'integer' } as const
const answerWith = (answer: Answer | Error) => {
  server.answers = [[/from t/, answer]]
  server.asked.length = 0
}
const query = 'select site, answers from t'
const two = {
  columns,
  rows: [
    ['sample', '3'],
    ['goo', null],
  ],
}
const manyRows = (count: number) => ({
  columns,
  rows: Array.from({ length: count }, (_, id) => ['sample', String(id)]),
})

describe('rows are printed', () => {
  test.each([
    [[], 'site    answers\nsample        3\ngoo        NULL\n(2 rows)\n'],
    [['--json'], '[\n{"site":"sample","answers":3},\n{"site":"goo","answers":null}\n]\n'],
    [['--csv'], 'site,answers\r\nsample,3\r\ngoo,\r\n'],
    [['--for-spreadsheet'], 'site,answers\r\nsample,3\r\ngoo,\r\n'],
    [
      ['-x'],
      '-[ row 1 ]--------------------\nsite    | sample\nanswers | 3\n-[ row 2 ]--------------------\nsite    | goo\nanswers | NULL\n(2 rows)\n',
    ],
  ])('with %j', async (flags, stdout) => {
    answerWith(two)
    expect(await mondo(query, ...flags)).toEqual({ exitCode: 0, stdout, stderr: '' })
  })

  test('up to 1,000 as a table, and all of them otherwise', async () => {
    const last = async (count: number, ...flags: readonly string[]) => {
      answerWith(manyRows(count))
      return (await mondo(query, ...flags)).stdout.trimEnd().split('\n').at(-1)
    }
    expect(await last(1_000)).toBe('(1000 rows)')
    expect(await last(1_001)).toBe('(the first 1000 rows; there are more: --csv and --json print all)')
    expect(await last(1_001, '--csv')).toBe('sample,1000')
  })
})

describe('the query', () => {
  const asked = async (args: readonly string[], stdin = '') => {
    answerWith(two)
    await runMondo(['sql', ...args, '--db', server.url, '--data', folder.path], stdin)
    return server.asked.at(-1)
  }
  const prefix = 'declare mondo_rows no scroll cursor for '

  test('comes from the command line, from stdin, or from a file', async () => {
    expect((await asked([`\n${query}`]))?.text).toBe(prefix + query)
    expect((await asked(['-'], `${query} -- stdin`))?.text).toBe(`${prefix}${query} -- stdin`)
    const path = await folder.file('query.sql', `${query} -- file`)
    expect((await asked([path]))?.text).toBe(`${prefix}${query} -- file`)
    const plain = await folder.file('query', `${query} -- word`)
    expect((await asked([plain]))?.text).toBe(`${prefix}${query} -- word`)
  })

  test('of a saved one has its parameters', async () => {
    await folder.file('sql/mine.sql', '-- :n = 10\nselect :n, :word from t')
    const found = await asked(['@mine', '-p', 'word=派遣=a'])
    expect(found?.text).toMatch(/select \$1, \$2 {3} from t$/)
    expect(found?.parameters).toEqual(['10', '派遣=a'])
    expect((await asked(['@mine', '-p', ':N=1', '-p', 'n=5', '-p', 'word=']))?.parameters).toBeUndefined()
    expect((await asked(['@mine', '-p', 'n=5', '-p', 'word=']))?.parameters).toEqual(['5', ''])
  })

  test('may take as long as --timeout says', async () => {
    server.answers = [
      [/from t/, Object.assign(new Error('canceling statement due to statement timeout'), { code: '57014' })],
    ]
    expect(await mondo(query, '--timeout', '5s')).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        'mondo: The query failed: canceling statement due to statement timeout. Ask for less, or give a longer --timeout\n',
    })
  })
})

describe('is refused', () => {
  test.each([
    [
      [],
      'mondo: sql: there is no query. Give one, as in mondo sql "select count(*) from qa.question"; mondo sql --list shows saved ones\n',
    ],
    [['select 1', '--json', '--csv'], 'mondo: sql: --json and --csv exclude each other. Give one of them\n'],
    [
      ['select 1', '--json', '--for-spreadsheet', '-x'],
      'mondo: sql: --json and --csv and --expanded exclude each other. Give one of them\n',
    ],
    [
      ['select 1', '-p', 'category'],
      'mondo: sql: -p category gives no value. Write it as in -p category=派遣\n',
    ],
    [
      ['@nothing'],
      `mondo: There is no saved query @nothing. mondo sql --list shows them; your own are files NAME.sql in ${folder.path}/sql\n`,
    ],
  ])('%j', async (args, stderr) => {
    answerWith(two)
    expect(await mondo(...args)).toEqual({ exitCode: 2, stdout: '', stderr })
    expect(server.asked).toEqual([])
  })
})

test('saved queries are listed, with their parameters', async () => {
  await folder.file('sql/mine.sql', '-- Mine?\n-- :n = 10\nselect :n, :word from t')
  const { stdout } = await mondo('--list')
  expect(stdout).toMatch(/^query +parameters +answers\n/)
  expect(stdout).toMatch(/^@mine +n=10 word= +Mine\?$/m)
  const listed = JSON.parse((await mondo('--list', '--json')).stdout)
  expect(listed).toContainEqual({ name: 'mine', question: 'Mine?', parameters: { n: '10', word: null } })
})
