/** The queries of docs/notebook.md, run by DuckDB over an export of the sample database. */
import { readFile } from 'node:fs/promises'
import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import { exportTables } from '../../src/analyse/export/export-tables.ts'
import { runSql } from '../../src/analyse/run-sql.ts'
import { temporaryFolder } from '../cli/temporary-folder.ts'
import { fillSampleDatabase } from '../integration/load/sample-database.ts'
import { freshStore } from '../integration/stores.ts'

const folder = temporaryFolder()

test('every query of the notebook gives rows, as pasted', async () => {
  const store = await freshStore('pglite')
  await fillSampleDatabase(store)
  const out = `${folder.path}/export`
  await exportTables(store, { format: 'parquet', out, since: null, tables: null, pseudonymKey: null })
  const text = await readFile(new URL('../../docs/notebook.md', import.meta.url), 'utf8')
  const queries = [...text.matchAll(/```sql\n([\s\S]*?)```/g)].map(([, query]) => query ?? '')
  expect(queries).toHaveLength(6)
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    const results: unknown[][][] = []
    for (const query of queries) {
      const here = query.replaceAll("'export/", `'${out}/`)
      results.push((await connection.runAndReadAll(here)).getRowsJS())
    }
    const [categories = [], delays = [], people = [], , columns = [], threads = []] = results
    const { rows } = await runSql(
      store,
      `select (select count(*) from qa.question where gone_at is null), (
        select max(best) from (
          select count(*) filter (where is_best) as best from qa.answer
          where gone_at is null and author_name is not null group by author_name having count(*) > 1
        ) people)`,
    )
    const [shown, best] = rows[0] ?? []
    expect(categories.reduce((sum, [, questions]) => sum + Number(questions), 0)).toBe(shown)
    for (const [, questions, hours] of delays) expect(Number(questions) * Number(hours)).toBeGreaterThan(0)
    expect(Number(people[0]?.[2])).toBe(best)
    expect(columns).toContainEqual(['is_best', 'boolean', 'Whether the asker chose it as the best answer.'])
    expect(threads).toHaveLength(5)
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
})
