/** Opens a database for a program that uses mondo as a library: the tables and views of schema `qa`. */
import type { Kysely } from 'kysely'
import type { QaDatabase } from '../database/schema/schema.ts'
import { openStore } from '../database/store.ts'
import type { SiteDefinition } from '../sites/site-definition.ts'
import { keepSites } from './settings/keep-sites.ts'

export interface OpenDatabaseOptions {
  /** Site definitions that the database is told of, for `qa.site` and `qa.person`. Default: the bundled ones. */
  readonly definitions?: readonly SiteDefinition[]
  /** Once it aborts, the embedded database ends a statement that does not end by itself within seconds. */
  readonly signal?: AbortSignal
}

/**
 * Opens a database and migrates it: `pglite:DIR` or `postgres://…`. `destroy()` closes it and releases the folder.
 *
 * ```ts
 * const db = await openDatabase('pglite:./mondo-data/db')
 * const open = await db.selectFrom('qa.question').where('status', '=', 'open').selectAll().execute()
 * await db.destroy()
 * ```
 * Throws `usage` for a URL that is none, `data-folder-locked` when another process has the folder open,
 * `database-unreachable` and `database-refused`.
 */
export async function openDatabase(
  url: string,
  { signal, definitions }: OpenDatabaseOptions = {},
): Promise<Kysely<QaDatabase>> {
  const { db } = await openStore(url, process.env, signal)
  try {
    await keepSites(db, definitions)
  } catch (error) {
    await db.destroy()
    throw error
  }
  return db.$pickTables<keyof QaDatabase>()
}
