/**
 * The one loop of every re-parse: pages of any source through today's parser, a batch at a time, compared with the
 * database and loaded in one transaction. It streams: the threads parse one batch while the one before is loaded.
 */
import { setImmediate } from 'node:timers/promises'
import type { Kysely, Transaction } from 'kysely'
import { pageStateStore } from '../crawl/frontier/page-state.ts'
import { retryTransaction } from '../database/retry-transaction.ts'
import type { Database } from '../database/schema/schema.ts'
import { nothingLoaded } from '../load/load-counts.ts'
import { type IsolatedLoad, loadIsolating } from '../load/load-isolating.ts'
import { type LoadRecord, loadRecords } from '../load/load-records.ts'
import { storableOrFault } from '../load/prepare-records.ts'
import { RefusalStreak, refusesAll } from '../load/refusal-streak.ts'
import type { Clock } from '../model/clock.ts'
import type { ParseOutcome } from '../model/parse-outcome.ts'
import { notLoadable } from '../parse/checks.ts'
import { type PageReader, ReadingStopped } from '../workers/tasks.ts'
import { type PlacedPage, placePages } from './compare-with-stored.ts'
import { readAhead } from './read-ahead.ts'
import { reclassify } from './reclassify.ts'
import { parseSources, type ReparsedPage, type SourcePage } from './source.ts'
import { addSummaries, nothingRead, type ReparseSummary, summaryOfPage } from './summary.ts'

/** How far a source has been read, and what its pages added up to. */
export interface SourceProgress {
  /** Byte offset to resume behind; null before the first capture, and for sources that cannot be resumed. */
  readonly readTo: number | null
  readonly summary: ReparseSummary
}

export interface ReparsePagesOptions {
  readonly db: Kysely<Database>
  readonly clock: Clock
  /** Stops after the batches in hand, two at most; pages read since the last one are dropped. */
  readonly signal: AbortSignal
  /** Compares and counts, and writes nothing. */
  readonly dryRun: boolean
  /** Sites to read: known captures of other sites are skipped. Null means all. */
  readonly only?: readonly string[] | null
  /** Where an interrupted run left the source. */
  readonly start?: SourceProgress
  /** Last in the transaction of each batch: saves the progress, or throws to roll the batch back. */
  readonly checkpoint?: (trx: Transaction<Database>, progress: Checkpoint) => Promise<void>
  /** Parses the pages, in threads of its own. */
  readonly reader: PageReader
}

export interface Checkpoint {
  readonly from: SourceProgress
  readonly to: SourceProgress
  readonly now: Date
}

/** Bound a batch in memory: page bytes, and records of about the same size beside them. */
const batchBytes = 4 * 1024 * 1024
const batchPages = 200

export async function reparsePages(
  pages: AsyncIterable<SourcePage>,
  options: ReparsePagesOptions,
): Promise<ReparseSummary> {
  let progress: SourceProgress = options.start ?? { readTo: null, summary: nothingRead }
  let streak = new RefusalStreak()
  const batches = batchesOf(pages, options.signal)
  try {
    for await (const batch of readAhead(batches, (sources) => parseBatch(sources, options))) {
      const done = await loadBatch(batch, progress, options)
      progress = done.progress
      streak = streak.after(done.load)
      const { reason } = streak
      if (reason !== null) throw refusesAll(reason, 'Their pages are rejects: mondo reparse --rejected')
    }
  } catch (error) {
    if (!(error instanceof ReadingStopped && options.signal.aborted)) throw error
  }
  return progress.summary
}

async function* batchesOf(
  pages: AsyncIterable<SourcePage>,
  signal: AbortSignal,
): AsyncGenerator<readonly SourcePage[]> {
  let batch: SourcePage[] = []
  let bytes = 0
  for await (const page of pages) {
    if (signal.aborted) return
    // Pages may come without a turn of the event loop, and the parser threads wait for one to be given their next page.
    await setImmediate()
    batch.push(page)
    bytes += page.bytes.byteLength
    if (bytes < batchBytes && batch.length < batchPages) continue
    yield batch
    batch = []
    bytes = 0
  }
  if (batch.length > 0) yield batch
}

interface ParsedBatch {
  readonly pages: readonly ReparsedPage[]
  /** Byte offset to resume behind; null for sources that cannot be resumed. */
  readonly readTo: number | null
}

async function parseBatch(
  batch: readonly SourcePage[],
  { db, only = null, reader }: ReparsePagesOptions,
): Promise<ParsedBatch> {
  const readTo = batch.at(-1)?.offset ?? null
  const pages = await parseSources(db, batch, reader, only)
  return { pages: pages.map(checked), readTo }
}

interface DoneBatch {
  readonly progress: SourceProgress
  readonly load: Pick<IsolatedLoad<LoadRecord>, 'counts' | 'refused'>
}

async function loadBatch(
  batch: ParsedBatch,
  from: SourceProgress,
  { db, clock, dryRun, checkpoint, reader }: ReparsePagesOptions,
): Promise<DoneBatch> {
  const now = clock.now()
  const placed = await placePages(db, batch.pages, now)
  const readTo = batch.readTo ?? from.readTo
  const summaryWith = (pages: readonly PlacedPage[]) =>
    pages.map(summaryOfPage).reduce(addSummaries, from.summary)
  if (dryRun) {
    const load = { counts: nothingLoaded, refused: [] }
    return { progress: { readTo, summary: summaryWith(placed) }, load }
  }
  // An older capture changes nothing that is present, but may be history.
  const pageOf = new Map(
    placed.flatMap((page) => loadRecordOf(page).map((record) => [record, page] as const)),
  )
  return await retryTransaction(db, async (trx) => {
    const load = await loadIsolating(trx, [...pageOf.keys()], (some) =>
      loadRecords(trx, some, pageStateStore),
    )
    const refusals = new Map(load.refused.map(({ record, message }) => [pageOf.get(record), message]))
    const pages = placed.map((page) => {
      const refusal = refusals.get(page)
      return refusal === undefined ? page : { ...page, outcome: rejectedAs(page, refusal) }
    })
    const current = pages.filter(({ recency }) => recency === 'current')
    await reclassify(trx, { all: pages, current }, { now, sites: reader.sites })
    const to = { readTo, summary: addSummaries(summaryWith(pages), { ...nothingRead, rows: load.counts }) }
    await checkpoint?.(trx, { from, to, now })
    return { progress: to, load }
  })
}

/** Checks and digests a record once. One that the database would refuse is rejected: it must not roll back the others. */
function checked(page: ReparsedPage): ReparsedPage {
  if (page.outcome.kind !== 'question') return page
  const record = storableOrFault(page.outcome.page)
  return typeof record === 'string'
    ? { ...page, outcome: rejectedAs(page, record) }
    : { ...page, outcome: { ...page.outcome, page: record.page }, digest: record.digest }
}

/** A page whose record the database refuses, with what it says. */
function rejectedAs({ outcome }: ReparsedPage, message: string): ParseOutcome {
  const url = outcome.kind === 'question' ? outcome.page.url : outcome.url
  return { ...notLoadable(message), url }
}

function loadRecordOf({ outcome, digest, parserVersion, loadedAs }: PlacedPage): readonly LoadRecord[] {
  if (outcome.kind !== 'question') return []
  return [{ page: outcome.page, ...(digest === undefined ? {} : { digest }), parserVersion, ...loadedAs }]
}
