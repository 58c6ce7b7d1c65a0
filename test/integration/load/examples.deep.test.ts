/**
 * The examples for analysts, run over the sample database against the results that they state: the lines after
 * `-- Over the sample database:`, one row of JSON each. With `MONDO_WRITE_EXAMPLES=1` the results are written instead.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { runSql } from '../../../src/analyse/run-sql.ts'
import type { Store } from '../../../src/database/store.ts'
import { everyStoreName, freshStore } from '../stores.ts'
import { type ExampleTruth, exampleTruths } from './example-truths.ts'
import { fillSampleDatabase } from './sample-database.ts'

const folder = new URL('../../../sql/examples/', import.meta.url)
const marker = '\n-- Over the sample database:\n'
const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).toSorted()

describe.each(everyStoreName)('%s', (name) => {
  let store: Store
  let truths: Readonly<Record<string, ExampleTruth>>
  beforeAll(async () => {
    store = await freshStore(name)
    truths = exampleTruths(await fillSampleDatabase(store))
  })

  test.each(files)('%s returns the rows that it states', async (file) => {
    const text = await readFile(new URL(file, folder), 'utf8')
    const [query = '', stated = ''] = text.split(marker)
    const { columns, rows } = await runSql(store, query)
    const lines = rows.map(
      (row) =>
        `-- ${JSON.stringify(Object.fromEntries(columns.map((column, index) => [column, row[index]])))}\n`,
    )
    if (process.env['MONDO_WRITE_EXAMPLES'] === '1') {
      await writeFile(new URL(file, folder), `${query}${marker}${lines.join('')}`)
    } else {
      expect(lines.join('')).toBe(stated)
      expect(lines).not.toEqual([])
    }
  })

  test.each(files)('%s tells the truth about the pages', async (file) => {
    const { columns: wanted = [], rows: expected = [] } = truths[file.replace('.sql', '')] ?? {}
    const { columns, rows } = await runSql(store, await readFile(new URL(file, folder), 'utf8'))
    const places = wanted.map((column) => columns.indexOf(column))
    expect(rows.map((row) => places.map((place) => row[place]))).toEqual(expected)
    expect(expected).not.toEqual([])
  })

  test('the queries of docs/analysts.md run', async () => {
    const text = await readFile(new URL('../../../docs/analysts.md', import.meta.url), 'utf8')
    const blocks = text.split('```sql\n').slice(1)
    const queries = blocks.flatMap((block) => (block.split('\n```')[0] ?? '').split(';\n\n'))
    const own = queries.filter((query) => query.includes('qa.'))
    expect(own.length).toBeGreaterThanOrEqual(6)
    for (const query of own) expect((await runSql(store, query)).columns, query).not.toEqual([])
  })

  test('every view and table function has an example', async () => {
    const { rows } = await sql<{ object: string }>`
      select relname as object from pg_class where relnamespace = 'qa'::regnamespace and relkind = 'v'
      union all
      select relname from pg_class where relnamespace = 'qa'::regnamespace and relname like '%_version' and relkind = 'r'
      union all
      select proname from pg_proc where pronamespace = 'qa'::regnamespace and proretset
    `.execute(store.db)
    expect(rows.map(({ object }) => `${object}.sql`).toSorted()).toEqual(files)
  })
})
