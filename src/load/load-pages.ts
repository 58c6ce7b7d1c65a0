/** Records that come from no crawl (files, a program of somebody else) into the database, in transactions of their own. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import { databaseError } from '../database/errors.ts'
import { retryTransaction } from '../database/retry-transaction.ts'
import type { Database, QaDatabase } from '../database/schema/schema.ts'
import { MondoError } from '../model/errors.ts'
import type { QuestionPage } from '../model/question-page.ts'
import { addCounts, type LoadCounts, nothingLoaded } from './load-counts.ts'
import { loadPrepared } from './load-records.ts'
import { type PreparedRecord, prepareRecord } from './prepare-records.ts'

export type { LoadCounts } from './load-counts.ts'

export interface LoadOptions {
  /** When the pages were captured; now, when nothing is said. An older capture never overwrites a newer one. */
  readonly capturedAt?: Date | string
  /** How many pages there are, where that is known: the error of a load that is cut off says how many are left. */
  readonly total?: number
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
 * Throws `invalid-record` for a record that the database would refuse, `usage` for a time that is none, and
 * `database-unreachable` for a database that goes away: it says how much is loaded, and the same call may be made again.
 */
export async function loadPages<Tables extends QaDatabase>(
  database: Kysely<Tables>,
  pages: Iterable<QuestionPage> | AsyncIterable<QuestionPage>,
  options: LoadOptions = {},
): Promise<LoadCounts> {
  const capturedAt = new Date(options.capturedAt ?? Date.now())
  if (Number.isNaN(capturedAt.getTime())) {
    throw new MondoError('usage', `capturedAt is not a time: ${String(options.capturedAt)}.`, {
      hint: 'Give an ISO 8601 time with its offset: 2026-11-01T00:00:00Z.',
    })
  }
  // The type that programs see leaves out `crawl`, which every database of mondo has.
  const db = database as unknown as Kysely<Database>
  let counts = nothingLoaded
  let loaded = 0
  let loading: Promise<LoadCounts> = Promise.resolve(nothingLoaded)
  let batch: PreparedRecord[] = []
  // While the server writes one batch, the next is made ready here.
  const loadNext = async () => {
    counts = addCounts(counts, await loading)
    loading = loadBatch(db, batch, () => progressOf(loaded, options.total))
    const size = batch.length
    // Whoever awaits it hears of its error; until then it is not unhandled.
    loading.then(
      () => (loaded += size),
      () => undefined,
    )
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

async function loadBatch(
  db: Kysely<Database>,
  batch: readonly PreparedRecord[],
  progress: () => string,
): Promise<LoadCounts> {
  try {
    return await retryTransaction(db, (trx) => loadPrepared(trx, batch))
  } catch (error) {
    const trouble = databaseError(error)
    if (trouble === null) throw error
    const { code, hint = '' } = trouble
    throw new MondoError(code, `${trouble.message}. ${progress()}`, { cause: error, hint })
  }
}

/** Of a transaction whose COMMIT was not answered nobody here knows whether it is there; loading it again settles it. */
function progressOf(loaded: number, total: number | undefined): string {
  const others = total === undefined ? 'the others' : `the other ${total - loaded}`
  const of = total === undefined ? '' : ` of ${total}`
  return loaded === 0
    ? `None of the${total === undefined ? '' : ` ${total}`} records is loaded, unless the last answer was lost on its way`
    : `The first ${loaded}${of} records are loaded, ${others} are not, unless the last answer was lost on its way`
}
