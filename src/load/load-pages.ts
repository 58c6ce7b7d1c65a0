/** Records that come from no crawl (files, a program of somebody else) into the database, in transactions of their own. */
import type { Kysely } from 'kysely'
import { MondoError } from '../model/errors.ts'
import type { QuestionPage } from '../model/question-page.ts'
import { inTransaction } from './in-transaction.ts'
import { addCounts, type LoadCounts, nothingLoaded } from './load-counts.ts'
import { type LoadRecord, loadRecords } from './load-records.ts'
import type { Database } from './schema.ts'

export type { LoadCounts } from './load-counts.ts'

export interface LoadOptions {
  /** When the pages were captured; now, when nothing is said. An older capture never overwrites a newer one. */
  readonly capturedAt?: Date | string
}

/** Larger batches gained nothing when measured; a thousand records of 15 KB are 15 MB of JSON. */
const batchSize = 1_000

/**
 * Loads pages, up to a thousand in a transaction: all of a batch or nothing of it.
 *
 * ```ts
 * const counts = await loadPages(db, [page], { capturedAt: new Date('2026-11-01T00:00:00Z') })
 * counts.answer.inserted
 * ```
 * Throws `invalid-record` for a record that the database would refuse, and `usage` for a time that is none.
 */
export async function loadPages(
  db: Kysely<Database>,
  pages: Iterable<QuestionPage> | AsyncIterable<QuestionPage>,
  options: LoadOptions = {},
): Promise<LoadCounts> {
  const capturedAt = new Date(options.capturedAt ?? Date.now())
  if (Number.isNaN(capturedAt.getTime())) {
    throw new MondoError('usage', `capturedAt is not a time: ${String(options.capturedAt)}.`, {
      hint: 'Give an ISO 8601 time with its offset: 2026-11-01T00:00:00Z.',
    })
  }
  let counts = nothingLoaded
  let batch: LoadRecord[] = []
  for await (const page of pages) {
    batch.push({ page, capturedAt, captureId: null, parserVersion: null })
    if (batch.length < batchSize) continue
    counts = addCounts(counts, await loadBatch(db, batch))
    batch = []
  }
  return batch.length === 0 ? counts : addCounts(counts, await loadBatch(db, batch))
}

async function loadBatch(db: Kysely<Database>, batch: readonly LoadRecord[]): Promise<LoadCounts> {
  return await inTransaction(db, (trx) => loadRecords(trx, batch))
}
