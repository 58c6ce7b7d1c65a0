import type { Kysely } from 'kysely'
import type { Database } from './schema/schema.ts'
import { openStore } from './store.ts'

/**
 * Opens a database, migrated: `pglite:DIR` or `postgres://…`. `destroy()` closes it and lets go of the folder.
 *
 * ```ts
 * const db = await openDatabase('pglite:./mondo-data/db')
 * const open = await db.selectFrom('qa.question').where('status', '=', 'open').selectAll().execute()
 * await db.destroy()
 * ```
 */
export async function openDatabase(url: string): Promise<Kysely<Database>> {
  const { db } = await openStore(url)
  return db
}
