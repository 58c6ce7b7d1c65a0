/**
 * `mondo/load`: records into a database. Kysely and the drivers are loaded by the first call: they cost as much as
 * 3 starts of Node (measured by `node scripts/measure-imports.ts`).
 *
 * @example
 * ```ts
 * import { loadPages, openDatabase } from 'mondo/load'
 *
 * const db = await openDatabase('pglite:./mondo-data/db')
 * console.log((await loadPages(db, [page])).question.inserted)
 * await db.destroy()
 * ```
 */
import type * as loading from './app/load-pages.ts'
import type * as opening from './app/open-database.ts'

export type { QaDatabase as Database } from './database/schema/schema.ts'
export type { LoadOptions } from './load/load-batches.ts'
export type { LoadCounts, RowCounts } from './load/load-counts.ts'
export { type ErrorCode, MondoError, type MondoErrorOptions } from './model/errors.ts'
export { recordJsonSchema, recordSchema } from './model/record-schema.ts'

/**
 * Opens a database and migrates it. `destroy()` closes it and releases the folder.
 *
 * @param url `pglite:DIR`, `pglite:` (in memory) or `postgres://…`
 * @param options `signal`: once it aborts, the embedded database ends a statement that does not end by itself within seconds
 * @throws MondoError `usage`, `database-unreachable`, `database-refused`, `data-folder-locked`
 */
const openLazily: typeof opening.openDatabase = async (...given) => {
  const { openDatabase } = await import('./app/open-database.ts')
  return await openDatabase(...given)
}

/**
 * Loads records, up to a thousand in a transaction; loading the same records again changes nothing.
 *
 * @param options `capturedAt`: when the pages were captured, a Date or an ISO 8601 time; now by default. `onRefused`: takes
 * each page that cannot be loaded, with the reason; without it the first one is thrown as `invalid-record`
 * @throws MondoError `invalid-record`, `usage`, `database-unreachable`
 */
const loadLazily: typeof loading.loadPages = async (...given) => {
  const { loadPages } = await import('./app/load-pages.ts')
  return await loadPages(...given)
}

export { loadLazily as loadPages, openLazily as openDatabase }
