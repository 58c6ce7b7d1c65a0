/** Loads pages for programs that use mondo as a library, and for `mondo load`: the loader with the frontier's page states. */
import type { Kysely } from 'kysely'
import { pageStateStore } from '../crawl/frontier/page-state.ts'
import type { QaDatabase } from '../database/schema/schema.ts'
import { type LoadOptions, loadBatches } from '../load/load-batches.ts'
import type { LoadCounts } from '../load/load-counts.ts'
import type { QuestionPage } from '../model/question-page.ts'

/**
 * Loads pages, up to a thousand in a transaction: all of a batch or, without `onRefused`, none of it.
 *
 * ```ts
 * const counts = await loadPages(db, [page], { capturedAt: new Date('2026-11-01T00:00:00Z') })
 * counts.answer.inserted
 * ```
 * Throws `invalid-record` for a record that the database refuses and nobody takes, `usage` for an invalid time, and
 * `database-unreachable` for a database that goes away: it says how much is loaded, and the call may be repeated.
 */
export async function loadPages<Tables extends QaDatabase>(
  db: Kysely<Tables>,
  pages: Iterable<QuestionPage> | AsyncIterable<QuestionPage>,
  options: LoadOptions = {},
): Promise<LoadCounts> {
  return await loadBatches(db, pages, options, pageStateStore)
}
