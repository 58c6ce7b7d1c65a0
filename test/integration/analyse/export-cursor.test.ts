/** `export --cursor`: the next export has what was written since the last one, whatever the times of the captures. */
import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { DuckDBInstance } from '@duckdb/node-api'
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { exportTables } from '../../../src/analyse/export/export-tables.ts'
import { renewChangeLog } from '../../../src/analyse/export/prune-change-log.ts'
import { loadPages } from '../../../src/app/load-pages.ts'
import { pageStateStore } from '../../../src/crawl/frontier/page-state.ts'
import { openPgliteStore } from '../../../src/database/pglite-store.ts'
import { openStore, type Store } from '../../../src/database/store.ts'
import { loadRecords } from '../../../src/load/load-records.ts'
import type { QuestionPage } from '../../../src/model/question-page.ts'
import { afterThisFile } from '../../clean-ups.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'
import { anAnswer, aPage } from '../../load/pages.ts'
import { everyStoreName, freshStore, freshUrl } from '../stores.ts'

const folder = temporaryFolder()
let exports = 0
type Row = Readonly<Record<string, unknown>>

describe.each(everyStoreName)('%s', (name) => {
  let store: Store
  const cursor = () => join(folder.path, `${name.replace(' ', '-')}.cursor`)
  const options = () => ({
    format: 'jsonl' as const,
    out: join(folder.path, `export-${++exports}`),
    since: null,
    tables: null,
    pseudonymKey: null,
    cursor: cursor(),
  })
  /** The rows of each table that has any. */
  const next = async (): Promise<Record<string, Row[]>> => {
    await settled()
    return await nextNow()
  }
  /** Transactions of other test files, in other databases of the server, count as running too. */
  const settled = async () => {
    const isOver = sql<{ over: boolean }>`
      select coalesce(max(transaction_id), 0) < pg_snapshot_xmin(pg_current_snapshot())::text::bigint as over
      from qa.change_log`
    while ((await isOver.execute(store.db)).rows[0]?.over !== true) await setImmediate()
  }
  const nextNow = async (): Promise<Record<string, Row[]>> => {
    const given = options()
    const { tables } = await exportTables(store, given)
    const found: Record<string, Row[]> = {}
    for (const { file, table } of tables) {
      const lines = (await readFile(join(given.out, file), 'utf8')).split('\n').filter((line) => line !== '')
      if (lines.length > 0) found[table.replace('qa.', '')] = lines.map((line) => JSON.parse(line))
    }
    return found
  }
  const load = (day: number, ...pages: QuestionPage[]) =>
    loadPages(store.db, pages, { capturedAt: new Date(`2026-11-0${day}T00:00:00Z`) })
  const parsed = (parserVersion: string, page: QuestionPage) =>
    store.db
      .transaction()
      .execute((trx) =>
        loadRecords(
          trx,
          [{ page, parserVersion, captureId: 'urn:uuid:9', capturedAt: new Date('2026-11-09T00:00:00Z') }],
          pageStateStore,
        ),
      )

  beforeAll(async () => {
    store = await freshStore(name)
    await load(5, aPage(), aPage({ questionId: '7' }))
  })

  test('begins with everything, and then has nothing until something is written', async () => {
    const all = await next()
    expect(Object.fromEntries(Object.entries(all).map(([table, rows]) => [table, rows.length]))).toEqual({
      question: 2,
      answer: 4,
      reply: 4,
      related_question: 4,
    })
    expect(await next()).toEqual({})
    await load(6, aPage(), aPage({ questionId: '7' }))
    expect(await next()).toEqual({})
  })

  test('has an old capture that is loaded late', async () => {
    await load(2, aPage({ title: 'もとの題名' }))
    const { question, question_version, ...others } = await next()
    expect(question_version).toMatchObject([{ question_id: '101', title: 'もとの題名' }])
    expect(question).toMatchObject([{ question_id: '101', first_seen_at: '2026-11-02T00:00:00.000000Z' }])
    // They were seen earlier too.
    expect(Object.keys(others).toSorted()).toEqual(['answer', 'related_question', 'reply'])
  })

  test('has the keys of rows that a newer parser does not find', async () => {
    const page = aPage({ questionId: '9', replies: [] })
    await parsed('2026-11-01', page)
    expect(Object.keys(await next())).toEqual(['answer', 'question', 'related_question', 'reply'])
    await parsed('2026-11-02', { ...page, answers: [anAnswer('1', { isBest: true })] })
    const { deleted, ...written } = await next()
    expect(deleted).toEqual([
      { table_name: 'answer', key: { site: page.site, question_id: '9', answer_key: '2' } },
      {
        table_name: 'reply',
        key: { site: page.site, question_id: '9', answer_key: '2', kind: 'thanks', ordinal: 1 },
      },
    ])
    expect(written['answer']).toMatchObject([{ answer_key: '1', is_best: true }])
    expect(await next()).toEqual({})
  })

  test('has the rows and the keys in Parquet and in CSV too, each by a cursor of its own', async () => {
    await parsed('2026-11-03', aPage({ questionId: '9', replies: [], title: '"題", 1' }))
    await next()
    const formats = ['parquet', 'csv'] as const
    for (const format of formats) await copyFile(cursor(), `${cursor()}.${format}`)
    await parsed(
      '2026-11-04',
      aPage({ questionId: '9', replies: [], title: '"題", 2', answers: [anAnswer('1')] }),
    )
    await settled()
    const instance = await DuckDBInstance.create()
    const connection = await instance.connect()
    const found = new Map<string, unknown>()
    for (const format of formats) {
      const given = { ...options(), format, cursor: `${cursor()}.${format}` }
      const { tables } = await exportTables(store, given)
      expect(tables.filter(({ rows }) => rows > 0).map(({ table }) => table)).toEqual(
        expect.arrayContaining(['qa.question', 'qa.deleted']),
      )
      const file = (table: string) => `'${join(given.out, `${table}.${format}`)}'`
      const read = { parquet: 'read_parquet', csv: 'read_csv' }[format]
      const all = format === 'csv' ? ', all_varchar = true' : ''
      const rows = async (columns: string, table: string) =>
        (
          await connection.runAndReadAll(`select ${columns} from ${read}(${file(table)}${all}) order by 1, 2`)
        ).getRows()
      found.set(format, {
        deleted: (await rows('table_name, key::varchar', 'deleted')).map(([table, key]) => [
          table,
          JSON.parse(String(key)),
        ]),
        question: await rows('question_id::varchar, title', 'question'),
      })
    }
    connection.closeSync()
    instance.closeSync()
    const key = { site: 'sample', question_id: '9', answer_key: '2' }
    const expected = {
      deleted: [
        ['answer', key],
        ['reply', { ...key, kind: 'thanks', ordinal: 1 }],
      ],
      question: [['9', '"題", 2']],
    }
    expect(Object.fromEntries(found)).toEqual({ parquet: expected, csv: expected })
    await next()
  })

  test('applied one after the other, exports give the present tables', async () => {
    const keyOf = (row: Row) => JSON.stringify([row['site'], row['question_id'], row['answer_key']])
    const present = new Map((await exported('answer')).map((row) => [keyOf(row), row]))
    await next()
    await load(7, aPage({ answers: [anAnswer('1', { isBest: true, thanksCount: 9 })] }))
    await load(1, aPage({ questionId: '7', answers: [anAnswer('1', { body: '前' }), anAnswer('3')] }))
    const { answer = [], deleted = [] } = await next()
    for (const { table_name, key } of deleted) if (table_name === 'answer') present.delete(keyOf(key as Row))
    for (const row of answer) present.set(keyOf(row), row)
    expect([...present.values()].toSorted(byKey)).toEqual((await exported('answer')).toSorted(byKey))
    function byKey(a: Row, b: Row) {
      return keyOf(a) < keyOf(b) ? -1 : 1
    }
  })

  async function exported(table: string): Promise<Row[]> {
    const given = { ...options(), tables: [table], cursor: null }
    await exportTables(store, given)
    const text = await readFile(join(given.out, `${table}.jsonl`), 'utf8')
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line))
  }

  // The embedded database has one connection: no transaction is open beside an export.
  if (name !== 'pglite') {
    test('waits for a transaction that began earlier and is not over', async () => {
      await next()
      const client = await poolOf(store).connect()
      try {
        await client.query('begin')
        await client.query("update qa.question set thanks_count = 41 where question_id = '7'")
        await load(8, aPage({ questionId: '11' }))
        expect(await nextNow()).toEqual({})
        await client.query('commit')
      } finally {
        client.release()
      }
      const { question } = await next()
      expect(question?.map((row) => row['question_id'])).toEqual(['11', '7'])
    })
  }

  test('refuses the cursor of another database, of other tables, and a file that is none, and keeps it', async () => {
    const refused = (change: object) => exportTables(store, { ...options(), ...change })
    const kept = await readFile(cursor(), 'utf8')
    await expect(refused({ tables: ['question'] })).rejects.toMatchObject({ code: 'usage' })
    await expect(refused({ tables: ['person'] })).rejects.toMatchObject({ code: 'usage' })
    await writeFile(`${cursor()}.bad`, '{"epoch":1}')
    await expect(refused({ cursor: `${cursor()}.bad` })).rejects.toMatchObject({ code: 'usage' })
    expect(await readFile(cursor(), 'utf8')).toBe(kept)
    // As docs/operations.md tells the operator to do after files were copied back.
    const epoch = await renewChangeLog(store)
    expect(epoch).not.toBe(JSON.parse(kept).epoch)
    await expect(refused({})).rejects.toMatchObject({
      code: 'usage',
      hint: expect.stringContaining('Export in full'),
    })
  })

  test('has another epoch once the table of the log was restored', async () => {
    const epoch = async () =>
      (await sql<{ epoch: string }>`select qa.change_epoch() as epoch`.execute(store.db)).rows[0]?.epoch
    const before = await epoch()
    expect(await epoch()).toBe(before)
    // As pg_restore --clean does: the same rows in a new table.
    await sql`alter table crawl.change_log rename to change_log_of_before`.execute(store.db)
    await sql`create table crawl.change_log (like crawl.change_log_of_before including all)`.execute(store.db)
    expect(await epoch()).not.toBe(before)
  })
})

test.each(['postgres 15', 'postgres 18'] as const)(
  'a copy of a database on the same server has another epoch, and refuses its cursor: %s',
  async (name) => {
    const url = new URL(await freshUrl(name))
    const original = await openStore(url.href)
    const cursor = join(folder.path, `copied-${name.replace(' ', '-')}.cursor`)
    const options = { format: 'jsonl', since: null, tables: null, pseudonymKey: null, cursor } as const
    await loadPages(original.db, [aPage({ questionId: '1' })])
    await exportTables(original, { ...options, out: join(folder.path, `export-${++exports}`) })
    await original.close()
    // A database cannot be copied from within.
    const admin = await openStore(await freshUrl(name))
    const copy = `copy_of${url.pathname.slice(1)}`
    await sql.raw(`create database "${copy}" template "${url.pathname.slice(1)}"`).execute(admin.db)
    const restored = await openStore(new URL(`/${copy}`, url).href)
    try {
      const again = exportTables(restored, { ...options, out: join(folder.path, `export-${++exports}`) })
      await expect(again).rejects.toMatchObject({
        code: 'usage',
        hint: expect.stringContaining('Export in full'),
      })
    } finally {
      await restored.close()
      await sql.raw(`drop database "${copy}"`).execute(admin.db)
      await admin.close()
    }
  },
)

test('a database that is made anew has another epoch', async () => {
  const epochs = new Set<unknown>()
  for (let i = 0; i < 2; i++) {
    const store = await openPgliteStore(null)
    afterThisFile(() => store.close())
    const { rows } = await sql<{ epoch: string }>`select qa.change_epoch() as epoch`.execute(store.db)
    epochs.add(rows[0]?.epoch)
  }
  expect(epochs.size).toBe(2)
})

function poolOf({ pool }: Store) {
  if (pool === null) throw new Error('a server has a pool')
  return pool
}
