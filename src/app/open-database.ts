/** Opens a database for a program that uses mondo as a library: the tables and views of schema `qa`. */
import type { Kysely } from 'kysely'
import type { QaDatabase } from '../database/schema/schema.ts'
import { openStore } from '../database/store.ts'

export interface OpenDatabaseOptions {
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
  { signal }: OpenDatabaseOptions = {},
): Promise<Kysely<QaDatabase>> {
  const { db } = await openStore(url, process.env, signal)
  return db.$pickTables<keyof QaDatabase>()
}
