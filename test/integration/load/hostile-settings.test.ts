/** A server, database or role with unusual settings: mondo sets what it relies on, and reports what it may not set. */
import { sql } from 'kysely'
import pg from 'pg'
import { expect, test } from 'vitest'
import { loadPages } from '../../../src/app/load-pages.ts'
import { databaseError } from '../../../src/database/errors.ts'
import { openStore, openStoreToRead } from '../../../src/database/store.ts'
import { aPage } from '../../load/pages.ts'
import { freshUrl } from '../stores.ts'

const servers = ['postgres 15', 'postgres 18'] as const

const hostile: Readonly<Record<string, string>> = {
  DateStyle: 'German',
  IntervalStyle: 'sql_standard',
  TimeZone: 'Asia/Tokyo',
  standard_conforming_strings: 'off',
  array_nulls: 'off',
  extra_float_digits: '-3',
  bytea_output: 'escape',
  default_transaction_isolation: 'serializable',
  lock_timeout: '50ms',
  statement_timeout: '1s',
  idle_in_transaction_session_timeout: '1s',
}

async function alter(url: string, settings: Readonly<Record<string, string>>): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const database = client.escapeIdentifier(new URL(url).pathname.slice(1))
  for (const [name, value] of Object.entries(settings)) {
    await client.query(`alter database ${database} set ${name} = ${client.escapeLiteral(value)}`)
  }
  await client.end()
}

test.each(servers)('hostile settings of a database change nothing for a writer, on %s', async (name) => {
  const url = await freshUrl(name)
  await alter(url, hostile)
  const store = await openStore(url)
  const { rows } = await sql`
    select name, setting from pg_settings where name = any(${Object.keys(hostile)}::text[]) order by lower(name)
  `.execute(store.db)
  expect(Object.fromEntries(rows.map((row) => Object.values(row as object)))).toEqual({
    DateStyle: 'ISO, MDY',
    IntervalStyle: 'postgres',
    TimeZone: 'UTC',
    standard_conforming_strings: 'on',
    array_nulls: 'on',
    extra_float_digits: '1',
    bytea_output: 'hex',
    default_transaction_isolation: 'read committed',
    lock_timeout: '0',
    statement_timeout: '0',
    idle_in_transaction_session_timeout: '0',
  })
  expect(await loadPages(store.db, [aPage()])).toMatchObject({ question: { inserted: 1 } })
  const values = await sql`
    select '2026-01-02T03:04:05Z'::timestamptz as at, ${[null, 'a\\b']}::text[] as texts, '\\'::text as backslash,
      timestamptz '2026-01-02 20:00:00Z'::date as day
  `.execute(store.db)
  expect(values.rows).toEqual([
    { at: new Date('2026-01-02T03:04:05Z'), texts: [null, 'a\\b'], backslash: '\\', day: '2026-01-02' },
  ])
  await store.close()

  const reader = await openStoreToRead(url)
  const timeout = await sql<{ value: string }>`select current_setting('statement_timeout') as value`.execute(
    reader.db,
  )
  expect(timeout.rows).toEqual([{ value: '1s' }])
  await reader.close()
})

test.each(servers)('a database that takes no writes says so, on %s', async (name) => {
  const url = await freshUrl(name)
  await alter(url, { default_transaction_read_only: 'on' })
  await expect(openStore(url)).rejects.toMatchObject({
    code: 'database-unreachable',
    message: expect.stringContaining('read-only transaction'),
    hint: expect.stringContaining('standby'),
  })
})

test.each(servers)('a read-only session, a lock and a time limit are told apart, on %s', async (name) => {
  const store = await openStore(await freshUrl(name))
  const { db } = store
  const failing = (...statements: readonly string[]) =>
    db
      .transaction()
      .execute(async (trx) => {
        for (const statement of statements) await sql.raw(statement).execute(trx)
      })
      .then(
        () => null,
        (error: unknown) => databaseError(error)?.message,
      )
  expect(await failing('set transaction read only', 'create table crawl.never (id int)')).toMatch(
    /^The database takes no writes: cannot execute CREATE TABLE in a read-only transaction/,
  )
  expect(await failing("set local statement_timeout = '1ms'", 'select pg_sleep(60)')).toMatch(
    /^The database cancelled a statement: canceling statement due to statement timeout/,
  )
  await db.transaction().execute(async (trx) => {
    await sql`lock table crawl.run`.execute(trx)
    expect(await failing("set local lock_timeout = '1ms'", 'lock table crawl.run')).toMatch(
      /^The database waited too long for a lock: canceling statement due to lock timeout/,
    )
  })
  await store.close()
})
