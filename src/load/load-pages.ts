/** Records that come from no crawl (files, a program of somebody else) into the database, in transactions of their own. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import { MondoError } from '../model/errors.ts'
import type { QuestionPage } from '../model/question-page.ts'
import { inTransaction } from './in-transaction.ts'
import { addCounts, type LoadCounts, nothingLoaded } from './load-counts.ts'
import { loadPrepared } from './load-records.ts'
import { type PreparedRecord, prepareRecord } from './prepare-records.ts'
import type { Database } from './schema.ts'

export type { LoadCounts } from './load-counts.ts'

export interface LoadOptions {
  /** When the pages were captured; now, when nothing is said. An older capture never overwrites a newer one. */
  readonly capturedAt?: Date | string
}

/** Larger batches gained nothing when measured; a thousand records of 15 KB are 15 MB of JSON. */
const batchSize = 1_000

/** Records made ready before the answer of the server is looked for: some milliseconds. */
const turnSize = 20

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
  let loading: Promise<LoadCounts> = Promise.resolve(nothingLoaded)
  let batch: PreparedRecord[] = []
  // While the server writes one batch, the next is made ready here.
  const loadNext = async () => {
    counts = addCounts(counts, await loading)
    loading = loadBatch(db, batch)
    // Whoever awaits it hears of its error; until then it is not unhandled.
    loading.catch(() => undefined)
    batch = []
  }
  try {
    for await (const page of pages) {
      batch.push(prepareRecord({ page, capturedAt, captureId: null, parserVersion: null }))
      if (batch.length % turnSize === 0) await nextTurn()
      if (batch.length === batchSize) await loadNext()
    }
    if (batch.length > 0) await loadNext()
  } finally {
    await Promise.allSettled([loading])
  }
  return addCounts(counts, await loading)
}

async function loadBatch(db: Kysely<Database>, batch: readonly PreparedRecord[]): Promise<LoadCounts> {
  return await inTransaction(db, (trx) => loadPrepared(trx, batch))
}
