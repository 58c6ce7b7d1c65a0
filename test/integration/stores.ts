/**
 * The stores that every database test runs over. Use it like this; each call of `freshStore` is a new migrated
 * database, closed (and on Postgres dropped) when the test file ends:
 *
 * ```ts
 * describe.each(storeNames)('%s', (name) => {
 *   let store: Store
 *   beforeAll(async () => { store = await freshStore(name) })
 *   test('…', async () => { await store.db.selectFrom('qa.question')… })
 * })
 * ```
 * `emptyTables(store.db)` between the tests of a file is much cheaper than a new store (0.3 s). A test that needs a
 * URL (to open the same database twice, or in another process) takes `freshUrl(name)`: an empty database.
 */
import { randomUUID } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Kysely, sql } from 'kysely'
import pg from 'pg'
import { inject } from 'vitest'
import { openPgliteStore } from '../../src/database/pglite-store.ts'
import type { Database } from '../../src/database/schema/schema.ts'
import { openStore, type Store } from '../../src/database/store.ts'
import { afterThisFile } from '../clean-ups.ts'

export const storeNames = ['pglite', 'postgres 15'] as const
/** For what is closest to the database: the tests of loading, of the schema and of its functions and views. */
export const everyStoreName = [...storeNames, 'postgres 18'] as const
/** For long tests in which the store matters least: `npm test` runs them on PGlite alone, `deep` on the others too. */
export const storeNamesOfLongTests =
  process.env['MONDO_TEST_DRAWS'] === 'all' ? everyStoreName : (['pglite'] as const)
export type StoreName = (typeof everyStoreName)[number]

/** A migrated database of its own, in memory on PGlite. Closed when the test file ends, if the test did not. */
export async function freshStore(name: StoreName): Promise<Store> {
  const store =
    name === 'pglite'
      ? await openPgliteStore(null, { loadDataDir: new Blob([await readFile(inject('pgliteDump'))]) })
      : await openStore(await freshUrl(name))
  afterThisFile(() => store.close())
  return store
}

/** The URL of a database that no other test uses, not migrated yet: a new folder on PGlite. */
export async function freshUrl(name: StoreName): Promise<string> {
  const unique = `mondo_${randomUUID().replaceAll('-', '')}`
  if (name === 'pglite') {
    const folder = join(dirname(inject('pgliteDump')), unique)
    afterThisFile(async () => {
      await rm(folder, { recursive: true, force: true })
      await rm(`${folder}.lock`, { force: true })
    })
    return `pglite:${folder}`
  }
  const server = inject(name === 'postgres 18' ? 'postgres18Url' : 'postgresUrl')
  await onServer(server, `create database ${unique}`)
  afterThisFile(() => onServer(server, `drop database ${unique} with (force)`))
  const url = new URL(server)
  url.pathname = `/${unique}`
  return url.href
}

/** Empties every table of qa and crawl but the list of migrations. */
export async function emptyTables(db: Kysely<Database>): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname in ('qa', 'crawl') and tablename not in ('migration', 'migration_lock')
  `.execute(db)
  await sql.raw(`truncate ${rows.map(({ name }) => name).join(', ')} restart identity cascade`).execute(db)
}

async function onServer(connectionString: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
