/** `mondo sql` as people type it. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { beforeAll, expect, test } from 'vitest'
import { runSql } from '../../../src/analyse/run-sql.ts'
import { openStore } from '../../../src/database/store.ts'
import { closing } from '../../../src/model/closing.ts'
import { runMondo } from '../../cli/run-mondo.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'

const folder = temporaryFolder()
const data = `${folder.path}/data`
const sql = (...args: readonly string[]) => runMondo(['sql', '--data', data, ...args])
const examples = new URL('../../../sql/examples/', import.meta.url)

beforeAll(async () => {
  await (await openStore(`pglite:${data}/db`)).close()
  await mkdir(`${data}/sql`)
  await writeFile(
    `${data}/sql/double.sql`,
    '-- Twice as much?\n-- of a number\n-- :n = 21\nselect 2 * :n::int as twice;',
  )
  await writeFile(`${data}/sql/site.sql`, "-- Mine\nselect 'mine' as site")
})

test('every example runs as it stands, and as pasted', async () => {
  await using store = closing(await openStore(`pglite:${data}/db`))
  for (const file of await readdir(examples)) {
    const { columns } = await runSql(store, await readFile(new URL(file, examples), 'utf8'))
    expect(columns, file).not.toEqual([])
  }
})

test('an example is pasted, or asked by its name with other values', async () => {
  const text = await readFile(new URL('search.sql', examples), 'utf8')
  const none = { exitCode: 0, stdout: 'question_id,answer_key,excerpt\r\n', stderr: '' }
  expect(await runMondo(['sql', text, '--csv', '--data', data])).toEqual(none)
  expect(await sql('@search', '-p', 'words=洗濯', '-p', 'rows=5', '--csv')).toEqual(none)
})

test('a saved query of the data folder has a name too, before those of mondo', async () => {
  expect((await sql('@double', '--csv')).stdout).toBe('twice\r\n42\r\n')
  expect((await sql('@double', '--csv', '--param', 'n=4')).stdout).toBe('twice\r\n8\r\n')
  expect((await sql('@site', '--csv')).stdout).toBe('site\r\nmine\r\n')
  const list = JSON.parse((await sql('--list', '--json')).stdout)
  expect(list).toContainEqual({
    name: 'double',
    question: 'Twice as much? of a number',
    parameters: { n: '21' },
  })
  expect((await sql('--list')).stdout).toMatch(
    /^query +parameters +answers\n[\s\S]*^@double +n=21 +Twice as much\? of a number$/m,
  )
})

test.each([
  ['--', '--\nselect 1 as one'],
  ['--what', '--what is one?\nselect 1 as one'],
  ['---', '--- one ---\nselect 1 as one'],
  ['/*', '/* one */ select 1 as one'],
])('a query may begin with %s', async (_, query) => {
  expect(await sql(query, '--csv')).toEqual({ exitCode: 0, stdout: 'one\r\n1\r\n', stderr: '' })
})

test('an error of the query is shown with its place and the hint of Postgres', async () => {
  expect(await sql("-- wrong\nselect 題, lenght('a')")).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: [
      "LINE 2: select 題, lenght('a')",
      '               ^',
      'mondo: The query failed: column "題" does not exist (line 2). Correct the query. Tables and views are in the schema qa: mondo db docs lists them\n',
    ].join('\n'),
  })
  expect((await sql("select lenght('a')")).stderr).toContain(
    'No function matches the given name and argument types. You might need to add explicit type casts',
  )
})

test('NULL is visible, wide rows have one line a column, and spreadsheets get no formula', async () => {
  const query = "select null as a, '' as b, '=1+1' as c, -3 as d"
  expect((await sql(query)).stdout).toBe('a     b  c      d\nNULL     =1+1  -3\n(1 row)\n')
  expect((await sql(query, '-x')).stdout).toBe(
    `-[ row 1 ]${'-'.repeat(20)}\na | NULL\nb | \nc | =1+1\nd | -3\n(1 row)\n`,
  )
  // The mark of UTF-8 before it is gone when this process reads it as text.
  expect((await sql(query, '--for-spreadsheet')).stdout).toBe('a,b,c,d\r\n,"",\'=1+1,-3\r\n')
})

test.each([
  ['no query', [], 'there is no query'],
  ['an unknown name', ['@nothing'], 'There is no saved query @nothing'],
  ['a parameter without a value', ['select :x'], 'The query needs a value for :x'],
  ['a value without a parameter', ['select 1', '-p', 'x=1'], 'The query has no parameter :x'],
  ['half a value', ['select :x', '-p', 'x'], '-p x gives no value'],
  ['two formats', ['select 1', '-x', '--json'], '--json and --expanded exclude each other'],
  ['an option that is none', ['select 1', '--exact'], "unknown option '--exact'"],
])('refuses %s in one line', async (_, args, message) => {
  const said = await sql(...args)
  expect(said).toMatchObject({ exitCode: 2, stdout: '' })
  expect(said.stderr).toMatch(/^mondo: [^\n]+\n$/)
  expect(said.stderr).toContain(message)
})
