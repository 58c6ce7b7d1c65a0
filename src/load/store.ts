/** The database, whichever of the two it is: PGlite in a folder, or a Postgres server. */
import type { PGlite } from '@electric-sql/pglite'
import type { Kysely } from 'kysely'
import type pg from 'pg'
import { openPgliteStore } from './pglite-store.ts'
import { openPostgresStore } from './postgres-store.ts'
import type { Database } from './schema.ts'
import { parseStoreUrl } from './store-url.ts'

export interface Store {
  readonly kind: 'pglite' | 'postgres'
  readonly db: Kysely<Database>
  /** The instance under `db`, for what Kysely cannot do; null on Postgres. */
  readonly pglite: PGlite | null
  /** The pool under `db`; null on PGlite. */
  readonly pool: pg.Pool | null
  /** Closes everything and releases the folder's lock; the same as `db.destroy()`. */
  close(): Promise<void>
}

/**
 * Opens a database and migrates it.
 *
 * ```ts
 * const store = await openStore('pglite:./mondo-data/db')   // or postgres://user:password@host/database
 * ```
 * Throws `usage` for a URL that is none, `data-folder-locked` when another process has the folder open,
 * `database-unreachable` and `database-refused`.
 */
export async function openStore(url: string): Promise<Store> {
  const place = parseStoreUrl(url)
  return place.kind === 'pglite' ? await openPgliteStore(place.folder) : await openPostgresStore(place)
}

/**
 * Opens a database to read it: a server is left as it is, so that an analyst needs no right to change anything.
 * The embedded database has no one else to migrate it, and is migrated here too.
 */
export async function openStoreToRead(url: string): Promise<Store> {
  const place = parseStoreUrl(url)
  return place.kind === 'pglite'
    ? await openPgliteStore(place.folder)
    : await openPostgresStore(place, { migrate: false })
}
