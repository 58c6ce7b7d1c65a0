/** The server store: a pool of connections to Postgres 15 or later. */
import { Socket } from 'node:net'
import { Kysely, sql } from 'kysely'
import pg from 'pg'
import Cursor from 'pg-cursor'
import { codeOf, MondoError } from '../model/errors.ts'
import { understandCopiedRows } from './copy-in.ts'
import { CopyingDialect } from './copy-rows.ts'
import { unreachable } from './errors.ts'
import { findPassword } from './pgpass.ts'
import type { Database } from './schema/schema.ts'
import { sslChoice } from './ssl-mode.ts'
import { ConnectionWatchdog, type StallLimits, stallLimits } from './stalled-connections.ts'
import type { Environment } from './store-url.ts'
import { postgresTypes, sessionSettings, withoutTimeouts } from './value-types.ts'

export interface PostgresStore {
  readonly kind: 'postgres'
  readonly db: Kysely<Database>
  readonly pglite: null
  readonly holder: null
  /** The pool under `db`, for what Kysely cannot do. */
  readonly pool: pg.Pool
  /** Closes all connections; the same as `db.destroy()`. */
  close(): Promise<void>
}

export interface PostgresPlace {
  readonly connectionString: string
  /** Where that is, without a password. */
  readonly place: string
}

export interface PostgresStoreOptions {
  /** Also decides whether the sessions may write and have no time limits. Default: true. */
  readonly migrate?: boolean
  /** Where $PGSSLMODE and $PGPASSFILE are looked up. */
  readonly environment?: Environment
  readonly limits?: StallLimits
}

export async function openPostgresStore(
  { connectionString, place }: PostgresPlace,
  options: PostgresStoreOptions = {},
): Promise<PostgresStore> {
  const { mayBePlain, ...way } = sslChoice(connectionString, options.environment)
  try {
    return await open(way, place, options)
  } catch (error) {
    if (!mayBePlain || !refusesToEncrypt(error)) throw error
    return await open({ ...way, ssl: false }, place, options)
  }
}

interface Way {
  readonly connectionString: string
  readonly ssl: pg.PoolConfig['ssl']
}

async function open(
  { connectionString, ssl }: Way,
  place: string,
  { migrate: migrates = true, limits = stallLimits, environment = {} }: PostgresStoreOptions,
): Promise<PostgresStore> {
  const watchdog: ConnectionWatchdog = new ConnectionWatchdog(() => isAlive(new Client(pool.options)), limits)
  const settings = migrates ? `${sessionSettings}; ${withoutTimeouts}` : sessionSettings
  const Client = clientOn(watchdog, environment, settings)
  const pool = new pg.Pool({
    connectionString,
    ...(ssl === undefined ? {} : { ssl }),
    types: postgresTypes,
    connectionTimeoutMillis: limits.connectMs,
    application_name: 'mondo',
    Client,
  })
  // An idle connection that the server closes: the pool has dropped it already, and the next query gets a new one or
  // fails with its own error. Without a listener the event would end the process.
  pool.on('error', () => undefined)
  // The same for one that is in use: the pool listens to idle clients only, and the query fails by itself.
  pool.on('connect', (client) => client.on('error', () => undefined))
  const db = new Kysely<Database>({ dialect: new CopyingDialect({ pool, cursor: Cursor }) })
  const close = async () => {
    watchdog.close()
    await db.destroy()
  }
  try {
    await assertServerVersion(db, place)
    if (migrates) {
      const { migrate } = await import('./schema/migrate.ts')
      await migrate(db)
    }
  } catch (error) {
    watchdog.destroyAll()
    await close()
    throw error instanceof MondoError ? error : unreachable(place, error)
  }
  return { kind: 'postgres', db, pglite: null, holder: null, pool, close }
}

/** Clients whose sockets the watchdog sees, which find a password in ~/.pgpass, and whose sessions have fixed settings. */
function clientOn(
  watchdog: ConnectionWatchdog,
  environment: Environment,
  settings: string,
): new (
  config?: pg.ClientConfig,
) => pg.Client {
  return class extends pg.Client {
    constructor(config?: pg.ClientConfig) {
      const socket = new Socket()
      super({ ...config, stream: () => socket })
      watchdog.add(socket, () => Reflect.get(this, 'readyForQuery') !== true)
      const { host, port, user = '', database = user } = this
      // Called only when the server asks. The driver's own look into ~/.pgpass prints a deprecation warning.
      const password = () => findPassword({ host, port, user, database }, environment)
      if (!this.password) Object.assign(this, { password })
      understandCopiedRows(this)
    }

    override connect(): Promise<pg.Client>
    override connect(callback: (error: Error | null) => void): void
    override connect(callback?: (error: Error | null) => void): Promise<pg.Client> | undefined {
      const connected = super.connect().then(async () => {
        await this.query(settings)
        return this
      })
      if (callback === undefined) return connected
      connected.then(() => callback(null), callback)
      return undefined
    }
  }
}

/** Whether the server answers a new connection; a refusal is an answer too. */
async function isAlive(client: pg.Client): Promise<boolean> {
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.end()
    return true
  } catch (error) {
    return isSqlState(codeOf(error))
  }
}

function isSqlState(code: string | null): boolean {
  return code !== null && /^[0-9A-Z]{5}$/.test(code)
}

function refusesToEncrypt(error: unknown): boolean {
  return (
    error instanceof MondoError &&
    error.cause instanceof Error &&
    /does not support SSL|pg_hba\.conf/.test(error.cause.message)
  )
}

async function assertServerVersion(db: Kysely<Database>, place: string): Promise<void> {
  const { rows } = await sql<{
    version: string
  }>`select current_setting('server_version') as version`.execute(db)
  assertNewEnough(rows[0]?.version ?? '', place)
}

/** Views with the rights of the caller (`security_invoker`) came with 15; nothing older is tested. */
const oldestVersion = 15

/** Throws `database-refused` for a server that is too old. `version` is its `server_version`: `15.18 (Debian …)`. */
export function assertNewEnough(version: string, place: string): void {
  if (Number.parseInt(version, 10) >= oldestVersion) return
  throw new MondoError('database-refused', `The server at ${place} is Postgres ${version}.`, {
    hint: `mondo needs Postgres ${oldestVersion} or later.`,
  })
}
