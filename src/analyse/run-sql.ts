/**
 * One read-only query over the database. Three walls, each enough for most mistakes: the statement begins with a word
 * that reads; the extended protocol takes one statement and no more; the transaction is READ ONLY and is rolled back.
 * The last is raw SQL, because Kysely's access mode is ignored on PGlite without a word.
 */
import type { PGlite } from '@electric-sql/pglite'
import type pg from 'pg'
import { openStore, type Store } from '../load/store.ts'
import { MondoError } from '../model/errors.ts'

export interface SqlResult {
  /** Names as the query gives them; the same name may stand twice. */
  readonly columns: readonly string[]
  /** Values in the order of `columns`, of the types that `load/value-types.ts` names. */
  readonly rows: readonly (readonly unknown[])[]
}

/**
 * Runs one query on a database, given by its URL or open already.
 *
 * ```ts
 * const { rows } = await runSql('pglite:./mondo-data/db', 'select count(*) from qa.question')
 * ```
 * Throws `usage` for anything but one query that reads, and for one that the database cannot understand.
 */
export async function runSql(database: string | Store, text: string): Promise<SqlResult> {
  assertReads(text)
  if (typeof database !== 'string') return await query(database, text)
  const store = await openStore(database)
  try {
    return await query(store, text)
  } finally {
    await store.close()
  }
}

async function query({ pglite, pool }: Store, text: string): Promise<SqlResult> {
  try {
    if (pglite !== null) return await queryPglite(pglite, text)
    if (pool !== null) return await queryPostgres(pool, text)
  } catch (error) {
    throw explained(error)
  }
  throw new TypeError('a store without PGlite and without a pool')
}

const readOnly = 'set transaction read only'

async function queryPglite(pglite: PGlite, text: string): Promise<SqlResult> {
  // `transaction` keeps every other user of the one connection out until it ends.
  return await pglite.transaction(async (transaction) => {
    await transaction.exec(readOnly)
    const { fields, rows } = await transaction.query<unknown[]>(text, [], { rowMode: 'array' })
    await transaction.rollback()
    return { columns: fields.map(({ name }) => name), rows }
  })
}

async function queryPostgres(pool: pg.Pool, text: string): Promise<SqlResult> {
  const client = await pool.connect()
  try {
    await client.query(`begin; ${readOnly}`)
    // Without parameters pg would take the simple protocol, which runs any number of statements.
    const config: pg.QueryArrayConfig & { queryMode: 'extended' } = {
      text,
      rowMode: 'array',
      queryMode: 'extended',
    }
    const { fields, rows } = await client.query<unknown[]>(config)
    return { columns: fields.map(({ name }) => name), rows }
  } finally {
    // Ends the transaction and whatever the query left on the connection: settings, advisory locks.
    client.release(true)
  }
}

const words = ['select', 'with', 'values', 'table', 'show', 'explain']

/** Comments and brackets may stand before the first word. */
const firstWord = /^(?:\s|\(|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*([a-z]*)/i

/** READ ONLY lets some statements pass that write outside the tables (COPY … TO a file) or end it (COMMIT). */
function assertReads(text: string): void {
  const word = firstWord.exec(text)?.[1]?.toLowerCase() ?? ''
  if (words.includes(word)) return
  throw new MondoError(
    'usage',
    word === '' ? 'The query is empty.' : `A query cannot begin with ${word.toUpperCase()}.`,
    { hint: `Begin with ${words.map((known) => known.toUpperCase()).join(', ')}: mondo only reads here.` },
  )
}

/** What Postgres says of a query is the person's to correct; what it says of itself is not. */
function explained(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (!(error instanceof Error) || !/^[0-9A-Z]{5}$/.test(code) || /^(?:08|53|57|58|XX)/.test(code))
    return error
  const several = error.message.includes('multiple commands')
  const hint =
    code === '25006'
      ? 'mondo only reads here.'
      : several
        ? 'Give one query at a time.'
        : 'Correct the query. Tables are in the schemas qa and crawl: select * from pg_tables.'
  return new MondoError('usage', `The query failed: ${error.message}.`, { cause: error, hint })
}
