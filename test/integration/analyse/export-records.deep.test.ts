/** `mondo export --format records`: what `mondo load` takes, and makes the same rows of. */
import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { exportTables } from '../../../src/analyse/export/export-tables.ts'
import { runSql } from '../../../src/analyse/run-sql.ts'
import { openStore, type Store } from '../../../src/database/store.ts'
import { closing } from '../../../src/model/closing.ts'
import { runMondo } from '../../cli/run-mondo.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'
import { fillSampleDatabase } from '../load/sample-database.ts'
import { loadedTables } from '../load/tables.ts'
import { freshStore, freshUrl, storeNames } from '../stores.ts'

const folder = temporaryFolder()
const all = { format: 'records', since: null, tables: null, pseudonymKey: null } as const

/** Everything that analysts read, but what the site no longer has: `mondo load` has no line for that. */
async function rowsOf(store: Store, gone: string) {
  const rows: Record<string, unknown> = {}
  for (const table of loadedTables) {
    rows[table] = (
      await runSql(store, `select * from qa.${table} t where question_id <> '${gone}' order by t::text`)
    ).rows
  }
  return rows
}

describe.each(storeNames)('from %s', (name) => {
  let store: Store
  let gone: string
  beforeAll(async () => {
    store = await freshStore(name)
    await fillSampleDatabase(store)
    const { rows } = await runSql(
      store,
      "select question_id from qa.question where gone_reason = 'page-gone'",
    )
    gone = String(rows[0]?.[0])
  })

  test.each(storeNames)('to %s and back, every row of qa is the same', async (other) => {
    const expected = await rowsOf(store, gone)
    const first = `${folder.path}/${name}-${other}-there`
    await exportTables(store, { ...all, out: first })
    const url = await freshUrl(other)
    expect(await runMondo(['load', `${first}/records.jsonl`, '--db', url])).toMatchObject({
      exitCode: 0,
      stderr: '',
    })
    await using there = closing(await openStore(url))
    expect(await rowsOf(there, gone)).toEqual(expected)
    const second = `${folder.path}/${name}-${other}-back`
    await exportTables(there, { ...all, out: second })
    const records = async (at: string) =>
      (await readFile(`${at}/records.jsonl`, 'utf8'))
        .split('\n')
        .filter((line) => !line.includes(`q${gone}.`))
    const [before, after] = [await records(first), await records(second)]
    expect(after.filter((line) => !before.includes(line))).toHaveLength(0)
    expect(after).toHaveLength(before.length)
  })

  test('tables and pseudonyms are refused, because a record is whole', async () => {
    const out = `${folder.path}/${name}-refused`
    await expect(exportTables(store, { ...all, out, tables: ['question'] })).rejects.toMatchObject({
      code: 'usage',
    })
    await expect(exportTables(store, { ...all, out, pseudonymKey: 'k'.repeat(32) })).rejects.toMatchObject({
      code: 'usage',
    })
  })
})
