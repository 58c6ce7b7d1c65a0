/**
 * A read-only snapshot of a database: one REPEATABLE READ, READ ONLY transaction that is always rolled back. It is raw SQL
 * on both stores, because on PGlite Kysely's access mode and isolation level are silently ignored and its streaming
 * throws.
 */
import type pg from 'pg'
import type { EmbeddedDatabase, TextRows } from '../database/embedded/embedded-database.ts'
import type { HeldReader } from '../database/held/held-reader.ts'
import { tooMany } from '../database/held/held-store.ts'
import { cursorPrefix } from '../database/read-cursor.ts'
import type { Store } from '../database/store.ts'
import { parsedValue } from '../database/values/parsed-values.ts'
import { valueKind } from '../database/values/value-kinds.ts'
import { MondoError } from '../model/errors.ts'

export interface SqlResult {
  /** Names as in the query; a name may occur twice. */
  readonly columns: readonly string[]
  /** Values in the order of `columns`, as `parsedValue` has them. */
  readonly rows: readonly (readonly unknown[])[]
}

/** Parameters of a statement, `$1` first, as Postgres reads them; it finds their types. */
export type SqlParameters = readonly (string | null)[]

/** A result as Postgres prints it. */
export interface PrintedResult {
  readonly columns: readonly string[]
  /** Type of each column, as Postgres numbers it. */
  readonly types: readonly number[]
  readonly rows: readonly (readonly (string | null)[])[]
}

export interface ReadSession {
  /**
   * Runs one statement and returns its complete result. On a server, `withinMs` limits the time of this statement
   * (milliseconds). A statement that times out fails with 57014, and the session then accepts no further statement.
   */
  all(text: string, withinMs?: number): Promise<SqlResult>
  /** One query through a cursor, `size` rows at a time. The first batch comes even where there is no row. */
  batches(text: string, size: number): AsyncGenerator<SqlResult>
  /** The same as Postgres prints them. */
  allPrinted(text: string, parameters?: SqlParameters): Promise<PrintedResult>
  batchesPrinted(text: string, size: number, parameters?: SqlParameters): AsyncGenerator<PrintedResult>
  /** False beside the holder of the data folder: each statement sees a moment of its own, and one batch has all rows. */
  readonly isOneMoment: boolean
  /** Whether a time limit interrupts a running statement. PGlite cannot interrupt one. */
  readonly canInterrupt: boolean
}

/** Values for programs. */
export function parsedResult({ columns, types, rows }: PrintedResult): SqlResult {
  const kinds = types.map((type) => ({ type, kind: valueKind(type) }))
  return {
    columns,
    rows: rows.map((row) => kinds.map(({ type, kind }, i) => parsedValue(type, kind, row[i] ?? null))),
  }
}

export interface ReadLimits {
  /**
   * What the statements may take in all, milliseconds; 0 for no limit. Without it the server's own setting holds.
   * PGlite cannot interrupt a statement: there it is looked at between batches only.
   */
  readonly timeoutMs?: number
}

/** Runs one statement, and refuses more: the extended protocol takes one. */
type Execute = (statement: string, parameters?: SqlParameters, withinMs?: number) => Promise<PrintedResult>

export async function readSession<T>(
  store: Store,
  limits: ReadLimits,
  work: (session: ReadSession) => Promise<T>,
): Promise<T> {
  if (store.holder !== null) return await work(sessionBeside(store.holder, limits))
  if (store.pglite !== null) return await onPglite(store.pglite, limits, work)
  if (store.pool !== null) return await onPostgres(store.pool, limits, work)
  throw new TypeError('a store without PGlite and without a pool')
}

/** The transaction's first snapshot: after it, nothing can make the transaction read-write again. */
const firstSnapshot = 'select 1'

async function onPglite<T>(
  pglite: EmbeddedDatabase,
  limits: ReadLimits,
  work: (session: ReadSession) => Promise<T>,
): Promise<T> {
  try {
    // `transaction` keeps every other user of the one connection out until it ends.
    return await pglite.transaction(async (transaction) => {
      await transaction.exec(`set transaction isolation level repeatable read, read only; ${firstSnapshot}`)
      const execute: Execute = async (statement, parameters) =>
        printed(await transaction.texts(statement, parameters))
      const result = await work(sessionOver(timed(execute, limits), { canInterrupt: false }))
      await transaction.rollback()
      return result
    })
  } finally {
    // The one thing that a query can leave on the one connection.
    await pglite.query('select pg_advisory_unlock_all()')
  }
}

async function onPostgres<T>(
  pool: pg.Pool,
  limits: ReadLimits,
  work: (session: ReadSession) => Promise<T>,
): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query('begin isolation level repeatable read, read only')
    await client.query(firstSnapshot)
    const execute: Execute = async (text, parameters = []) => {
      // Without parameters pg would take the simple protocol, which runs any number of statements.
      const config: pg.QueryArrayConfig & { queryMode: 'extended' } = {
        text,
        values: [...parameters],
        rowMode: 'array',
        queryMode: 'extended',
        types: unparsed,
      }
      return printed(await client.query<(string | null)[]>(config))
    }
    const result = await work(sessionOver(timed(execute, limits), { canInterrupt: true }))
    // A closed connection lets go of its locks a moment later only.
    await client.query('rollback; select pg_advisory_unlock_all()')
    return result
  } finally {
    // Ends the transaction, if an error left it open, and whatever a query left on the connection.
    client.release(true)
  }
}

const unparsed: pg.CustomTypesConfig = { getTypeParser: () => (text: unknown) => text }

function printed({ fields, rows }: TextRows): PrintedResult {
  return {
    columns: fields.map(({ name }) => name),
    types: fields.map(({ dataTypeID }) => dataTypeID),
    rows,
  }
}

/** Counts the database's time and not the reader's: a table in a pager may be read for an hour. */
function timed(execute: Execute, { timeoutMs = 0 }: ReadLimits): Execute {
  let left = timeoutMs === 0 ? Number.POSITIVE_INFINITY : timeoutMs
  return async (statement, parameters, withinMs = Number.POSITIVE_INFINITY) => {
    if (left < 1) throw timedOut(timeoutMs)
    const limit = Math.min(left, withinMs)
    if (Number.isFinite(limit)) await execute(`set local statement_timeout = ${Math.ceil(limit)}`)
    const startedAt = performance.now()
    const result = await execute(statement, parameters)
    left -= performance.now() - startedAt
    if (timeoutMs === 0 && Number.isFinite(limit)) await execute('set local statement_timeout to default')
    return result
  }
}

function timedOut(timeoutMs: number): MondoError {
  return new MondoError('usage', `The query took longer than ${timeoutMs / 1000} s.`, {
    hint: 'Ask for less, or give a longer --timeout.',
  })
}

function sessionOver(execute: Execute, { canInterrupt }: { readonly canInterrupt: boolean }): ReadSession {
  async function* batchesPrinted(text: string, size: number, parameters: SqlParameters = []) {
    await execute(cursorPrefix + text, parameters)
    for (;;) {
      const batch = await execute(`fetch ${size} from mondo_rows`)
      yield batch
      if (batch.rows.length < size) break
    }
    await execute('close mondo_rows')
  }
  return { ...sessionOf(execute, batchesPrinted), isOneMoment: true, canInterrupt }
}

/** Each statement is a transaction of the holder: nothing of this process is between two of them. */
function sessionBeside(holder: HeldReader, { timeoutMs = 0 }: ReadLimits): ReadSession {
  const execute: Execute = async (text, parameters) => {
    const result = await holder.read(text, parameters, { timeoutMs })
    if (result.isCut) throw tooMany()
    return printed(result)
  }
  async function* batchesPrinted(text: string, _size: number, parameters: SqlParameters = []) {
    yield await execute(text, parameters)
  }
  return { ...sessionOf(execute, batchesPrinted), isOneMoment: false, canInterrupt: false }
}

function sessionOf(
  execute: Execute,
  batchesPrinted: ReadSession['batchesPrinted'],
): Omit<ReadSession, 'isOneMoment' | 'canInterrupt'> {
  return {
    all: async (text, withinMs) => parsedResult(await execute(text, [], withinMs)),
    async *batches(text, size) {
      for await (const batch of batchesPrinted(text, size)) yield parsedResult(batch)
    },
    allPrinted: execute,
    batchesPrinted,
  }
}
