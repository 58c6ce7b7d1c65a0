/** The server store: a pool of connections to Postgres 15 or later. */
import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import Cursor from 'pg-cursor'
import { MondoError } from '../model/errors.ts'
import { migrate } from './migrate.ts'
import type { Database } from './schema.ts'
import { assertNewEnough } from './server-version.ts'
import type { Store } from './store.ts'
import { postgresTypes } from './value-types.ts'

/** Long enough for a server behind a slow network, short enough for a person who mistyped a host. */
const connectTimeoutMs = 10_000

export interface PostgresPlace {
  readonly connectionString: string
  /** Where that is, without a password. */
  readonly place: string
}

export async function openPostgresStore(
  { connectionString, place }: PostgresPlace,
  options: { readonly migrate: boolean } = { migrate: true },
): Promise<Store> {
  const pool = new pg.Pool({
    connectionString,
    types: postgresTypes,
    connectionTimeoutMillis: connectTimeoutMs,
    application_name: 'mondo',
  })
  // An idle connection that the server closes: the pool has dropped it already, and the next query gets a new one or
  // fails with its own error. Without a listener the event would end the process.
  pool.on('error', () => undefined)
  // The same for one that is in use: the pool listens to idle clients only, and the query fails by itself.
  pool.on('connect', (client) => client.on('error', () => undefined))
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool, cursor: Cursor }) })
  try {
    await refuseOldServer(db, place)
    if (options.migrate) await migrate(db)
  } catch (error) {
    await db.destroy()
    throw error instanceof MondoError ? error : unreachable(place, error)
  }
  return { kind: 'postgres', db, pglite: null, pool, close: () => db.destroy() }
}

async function refuseOldServer(db: Kysely<Database>, place: string): Promise<void> {
  const { rows } = await sql<{
    version: string
  }>`select current_setting('server_version') as version`.execute(db)
  assertNewEnough(rows[0]?.version ?? '', place)
}

/** The message names the place, never the URL: that holds the password. */
function unreachable(place: string, cause: unknown): MondoError {
  const { code, reason } = describe(cause)
  return new MondoError('database-unreachable', `The database at ${place} cannot be used: ${reason}`, {
    cause,
    hint: hints[code] ?? 'Check the database URL, and that the server runs and can be reached from here.',
  })
}

const hints: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'No server listens there: start it, or check host and port.',
  ENOTFOUND: 'No such host: check its name in the database URL.',
  '28P01': 'Check user and password in the database URL.',
  '28000': 'Check the user in the database URL, and pg_hba.conf on the server.',
  '3D000': 'Create the database first: createdb NAME.',
  '42501': 'The user needs the right to create schemas in that database.',
  '53300': 'The server has no connection left: wait, or raise max_connections.',
}

/** A host with two addresses fails with an AggregateError that has no message of its own. */
function describe(cause: unknown): { code: string; reason: string } {
  const error: unknown = cause instanceof AggregateError ? cause.errors[0] : cause
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const message = error instanceof Error ? error.message : String(error)
  return { code, reason: message || code || 'no reason given' }
}
