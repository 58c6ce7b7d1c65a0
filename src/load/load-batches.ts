/** Loads records that come from no crawl (files, another program) in batches, each in a transaction of its own. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import { databaseError } from '../database/errors.ts'
import { retryTransaction } from '../database/retry-transaction.ts'
import type { Database, QaDatabase } from '../database/schema/schema.ts'
import { MondoError } from '../model/errors.ts'
import type { QuestionPage } from '../model/question-page.ts'
import { addCounts, type LoadCounts, nothingLoaded } from './load-counts.ts'
import { type IsolatedLoad, loadIsolating, type Refusal } from './load-isolating.ts'
import { loadPrepared } from './load-records.ts'
import type { PageStateStore } from './page-state.ts'
import {
  type LoadRecord,
  type PreparedRecord,
  prepareRecord,
  storableOrFault,
  storableRecord,
} from './prepare-records.ts'
import { RefusalStreak, refusesAll } from './refusal-streak.ts'

export interface LoadOptions {
  /** When the pages were captured; now by default. An older capture never overwrites a newer one. */
  readonly capturedAt?: Date | string
  /** When one of them was captured, where that is known better; null: `capturedAt`. */
  readonly capturedAtOf?: (page: QuestionPage) => Date | null
  /** Where one of them comes from, as far as that is known; null: a file, at `capturedAt`. */
  readonly originOf?: (page: QuestionPage) => RecordOrigin | null
  /** How many pages there are, if known: the error of an interrupted load then says how many are left. */
  readonly total?: number
  /**
   * Takes each page that cannot be loaded, with the reason, and all others are loaded. Called for what the database refuses
   * once the others of its batch are committed.
   */
  readonly onRefused?: (page: QuestionPage, reason: string) => void | Promise<void>
}

/** Where a record comes from, beside its page. */
export type RecordOrigin = Partial<
  Pick<LoadRecord, 'capturedAt' | 'captureId' | 'parserVersion' | 'path' | 'runId'>
>

interface BatchRecord extends PreparedRecord {
  /** As the caller gave it, before repairs. */
  readonly given: QuestionPage
}

/** Larger batches gained nothing when measured; a thousand records of 15 KB are 15 MB of JSON. */
const batchSize = 1_000

/** Records prepared between two looks at the server's answer: some milliseconds. */
const turnSize = 20

/**
 * Loads pages, up to a thousand in a transaction: all of a batch or, without `onRefused`, none of it.
 *
 * Throws `invalid-record` if the database refuses a record and there is no `onRefused`, `database-refused` if it refuses all
 * records, `usage` for an invalid time, and `database-unreachable` if the database goes away. The last error says how much is
 * loaded; the call may then be repeated.
 */
export async function loadBatches<Tables extends QaDatabase>(
  database: Kysely<Tables>,
  pages: Iterable<QuestionPage> | AsyncIterable<QuestionPage>,
  options: LoadOptions,
  pageStates: PageStateStore,
): Promise<LoadCounts> {
  const capturedAt = new Date(options.capturedAt ?? Date.now())
  if (Number.isNaN(capturedAt.getTime())) {
    throw new MondoError('usage', `capturedAt is not a valid time: ${String(options.capturedAt)}.`, {
      hint: 'Give an ISO 8601 time with its offset: 2026-11-01T00:00:00Z.',
    })
  }
  // The public type leaves out `crawl`, which every database of mondo has. A cast, because `Tables` may hold the caller's
  // own tables and Kysely is invariant in its tables: the result of `withTables` is not assignable either.
  const db = database as unknown as Kysely<Database>
  let counts = nothingLoaded
  let progress: Progress = { loaded: 0, refused: 0, total: options.total }
  let streak = new RefusalStreak()
  let loading: Promise<LoadCounts> = Promise.resolve(nothingLoaded)
  const { onRefused, capturedAtOf, originOf } = options
  let batch: BatchRecord[] = []
  const loadNow = async (some: readonly BatchRecord[]): Promise<LoadCounts> => {
    const deps = { pageStates, onRefused, progress: () => progressOf(progress) }
    const load = await loadBatch(db, some, deps)
    const refused = load.refused.length
    progress = {
      ...progress,
      loaded: progress.loaded + some.length - refused,
      refused: progress.refused + refused,
    }
    streak = streak.after(load)
    if (streak.reason !== null) throw refusesAll(streak.reason, progressOf(progress))
    return load.counts
  }
  // While the server writes one batch, the next is prepared here.
  const loadNext = async () => {
    counts = addCounts(counts, await loading)
    loading = loadNow(batch)
    // The error reaches the next await of `loading`; until then it must not count as unhandled.
    loading.catch(() => undefined)
    batch = []
  }
  try {
    for await (const page of pages) {
      const record = onRefused === undefined ? storableRecord(page) : storableOrFault(page)
      if (typeof record === 'string') {
        await onRefused?.(page, record)
        continue
      }
      const at = capturedAtOf?.(page) ?? capturedAt
      const origin = { captureId: null, parserVersion: null, capturedAt: at, ...originOf?.(page) }
      batch.push({ ...prepareRecord({ ...record, ...origin }), given: page })
      if (batch.length % turnSize === 0) await nextTurn()
      if (batch.length === batchSize) await loadNext()
    }
    if (batch.length > 0) await loadNext()
  } finally {
    await Promise.allSettled([loading])
  }
  return addCounts(counts, await loading)
}

interface BatchDeps {
  readonly pageStates: PageStateStore
  readonly onRefused: LoadOptions['onRefused']
  readonly progress: () => string
}

async function loadBatch(
  db: Kysely<Database>,
  batch: readonly BatchRecord[],
  { pageStates, onRefused, progress }: BatchDeps,
): Promise<Pick<IsolatedLoad<BatchRecord>, 'counts' | 'refused'>> {
  const { counts, refused } = await retryTransaction(db, async (trx) => {
    const loaded = await loadIsolating(trx, batch, (some) => loadPrepared(trx, some, pageStates))
    const [first] = loaded.refused
    if (first !== undefined && onRefused === undefined) {
      throw new MondoError('invalid-record', `${refusalOf(first)}. ${progress()}`, {
        cause: first.error,
        hint: 'Correct the record or what refuses it, or load the others without it: mondo load --rejects FILE.',
      })
    }
    return loaded
  }).catch((error: unknown) => {
    const failure = databaseError(error)
    if (failure === null) throw error
    const { code, hint = '' } = failure
    // If the answer to a COMMIT was lost, the batch may or may not be there: loading it again settles that.
    const message = `${failure.message}. ${progress()}, unless the last answer was lost on its way`
    throw new MondoError(code, message, { cause: error, hint })
  })
  for (const refusal of refused) await onRefused?.(refusal.record.given, refusalOf(refusal))
  return { counts, refused }
}

function refusalOf({ record, message }: Refusal<BatchRecord>): string {
  const { questionId, site } = record.given
  return `Question ${questionId} of ${site}: the database refuses its rows: ${message}`
}

interface Progress {
  readonly loaded: number
  /** Records that the database refused; `onRefused` was called for each. */
  readonly refused: number
  readonly total: number | undefined
}

function progressOf({ loaded, refused, total }: Progress): string {
  const others = total === undefined ? 'the others' : `the other ${total - loaded - refused}`
  const of = total === undefined ? '' : ` of ${total}`
  if (refused > 0) return `${loaded}${of} records are loaded and ${refused} refused, ${others} are not loaded`
  return loaded === 0
    ? `None of the${total === undefined ? '' : ` ${total}`} records is loaded`
    : `The first ${loaded}${of} records are loaded, ${others} are not`
}
