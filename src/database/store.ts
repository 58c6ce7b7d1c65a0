/** Opens the database: PGlite in a folder, or a Postgres server. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { closing } from '../model/closing.ts'
import { MondoError } from '../model/errors.ts'
import type { PgliteStore } from './pglite-store.ts'
import type { openPostgresStore, PostgresStore } from './postgres-store.ts'
import { type Environment, parseStoreUrl } from './store-url.ts'

/** An open database. Both kinds run the same statements through `db`. */
export type Store = PgliteStore | PostgresStore

/**
 * Opens a database and migrates it.
 *
 * ```ts
 * const store = await openStore('pglite:./mondo-data/db')   // or postgres://user:password@host/database
 * ```
 * `environment` may give $PGSSLMODE, $PGSSLROOTCERT, $PGSSLCERT, $PGSSLKEY and $PGPASSFILE for a server. Once `signal`
 * aborts, the embedded database ends a statement that runs for five more seconds.
 * Throws `usage` for a URL that is none, `data-folder-locked` when another process has the folder open,
 * `database-unreachable` and `database-refused`.
 */
export async function openStore(
  url: string,
  environment: Environment = {},
  signal?: AbortSignal,
): Promise<Store> {
  const place = parseStoreUrl(url, environment)
  return place.kind === 'pglite'
    ? await openEmbedded(place.folder, signal)
    : await openServer(place, { environment })
}

/**
 * Opens a database to read it: a server is left as it is, so that an analyst needs no right to change anything.
 * The embedded database has no one else to migrate it, and is migrated here too. None is made: throws `usage` where
 * there is none, beside what `openStore` throws.
 */
export async function openStoreToRead(
  url: string,
  environment: Environment = {},
  signal?: AbortSignal,
  { besideHolder = false }: ReadStoreOptions = {},
): Promise<Store> {
  const place = parseStoreUrl(url, environment)
  if (place.kind === 'postgres') return await openServer(place, { migrate: false, environment })
  if (isMissingFolder(place.folder)) throw noDatabaseIn(place.folder)
  try {
    return await openEmbedded(place.folder, signal)
  } catch (error) {
    const isHeld = error instanceof MondoError && error.code === 'data-folder-locked'
    const store = isHeld && besideHolder && place.folder !== null ? await storeOfHolder(place.folder) : null
    if (store === null) throw error
    return store
  }
}

export interface ReadStoreOptions {
  /**
   * Where another process on this machine holds the data folder, read through it: statements that read, each in a moment of
   * its own, 10,000 rows at most. Without it, and where the holder does not listen, `data-folder-locked`.
   */
  readonly besideHolder?: boolean
}

async function storeOfHolder(folder: string): Promise<Store | null> {
  const { holderSocket } = await import('./data-folder-lock.ts')
  const { connectToHolder } = await import('./held/held-reader.ts')
  const { heldStore } = await import('./held/held-store.ts')
  const socket = await holderSocket(folder)
  const holder = socket === null ? null : await connectToHolder(socket)
  return holder === null ? null : heldStore(holder)
}

// Each loads its own driver: a query on a server needs nothing of the embedded database, and the other way round.

async function openEmbedded(folder: string | null, signal: AbortSignal | undefined): Promise<PgliteStore> {
  const { openPgliteStore } = await import('./pglite-store.ts')
  return await openPgliteStore(folder, signal === undefined ? {} : { signal })
}

async function openServer(...given: Parameters<typeof openPostgresStore>): Promise<PostgresStore> {
  const { openPostgresStore } = await import('./postgres-store.ts')
  return await openPostgresStore(...given)
}

/** Opens a database as `openStoreToRead` does, and closes it when `read` has ended. */
export async function readStore<Result>(
  url: string,
  environment: Environment,
  read: (store: Store) => Promise<Result>,
  signal?: AbortSignal,
  options: ReadStoreOptions = {},
): Promise<Result> {
  await using store = closing(await openStoreToRead(url, environment, signal, options))
  return await read(store)
}

/**
 * Throws `usage` where the embedded database is yet to be made: for commands that write, and make none. With `orIn` it may be
 * made in a data folder that is there already, as a mounted volume is; a mistyped folder is not there.
 */
export function assertDatabase(url: string, { orIn = null }: { readonly orIn?: string | null } = {}): void {
  const place = parseStoreUrl(url)
  if (place.kind === 'postgres' || !isMissingFolder(place.folder)) return
  const isBelow = orIn !== null && place.folder !== null && resolve(place.folder, '..') === resolve(orIn)
  if (orIn === null || place.folder === null || !existsSync(isBelow ? orIn : place.folder)) {
    throw noDatabaseIn(place.folder)
  }
}

function noDatabaseIn(folder: string | null): MondoError {
  return new MondoError('usage', `There is no database in ${folder}.`, {
    hint: 'Check --data and --db; mondo crawl and mondo load make a database.',
  })
}

/** Whether the embedded database is yet to be made; of a server only a connection can tell. */
export function isMissing(url: string): boolean {
  return missingFolder(url) !== null
}

/** The folder of an embedded database that does not exist yet; null if it exists, and for a server. */
export function missingFolder(url: string): string | null {
  const place = parseStoreUrl(url)
  return place.kind === 'pglite' && isMissingFolder(place.folder) ? place.folder : null
}

/** To look must not make a database: a mistyped folder would be one. */
function isMissingFolder(folder: string | null): boolean {
  return folder !== null && !existsSync(join(folder, 'PG_VERSION'))
}
