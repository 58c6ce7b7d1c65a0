/**
 * The one loop of every re-parse: pages of any source through today's parser, a batch at a time, compared with the
 * database and loaded in one transaction. It streams: one batch is in memory.
 */
import type { Kysely, Transaction } from 'kysely'
import { retryTransaction } from '../database/retry-transaction.ts'
import type { Database } from '../database/schema/schema.ts'
import { nothingLoaded } from '../load/load-counts.ts'
import { type LoadRecord, loadRecords } from '../load/load-records.ts'
import { assertStorable, repairRecord } from '../load/storable-record.ts'
import type { Clock } from '../model/clock.ts'
import { MondoError } from '../model/errors.ts'
import { parserVersion } from '../parse/parser-version.ts'
import { type PlacedPage, placePages } from './compare-with-stored.ts'
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
  /** Stops after the batch in hand; pages read since the last batch are dropped. */
  readonly signal: AbortSignal
  /** Compares and counts, and writes nothing. */
  readonly dryRun: boolean
  /** Where an interrupted run left the source. */
  readonly start?: SourceProgress
  /** Last in the transaction of each batch: saves the progress, or throws to roll the batch back. */
  readonly checkpoint?: (trx: Transaction<Database>, progress: Checkpoint) => Promise<void>
}

export interface Checkpoint {
  readonly from: SourceProgress
  readonly to: SourceProgress
  readonly now: Date
}

/** Bound a batch in memory: page bytes, and records of about the same size beside them. */
const batchBytes = 8 * 1024 * 1024
const batchPages = 200

export async function reparsePages(
  pages: AsyncIterable<SourcePage>,
  options: ReparsePagesOptions,
): Promise<ReparseSummary> {
  let progress: SourceProgress = options.start ?? { readTo: null, summary: nothingRead }
  for await (const batch of batchesOf(pages, options.signal)) {
    progress = await reparseBatch(batch, progress, options)
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
    batch.push(page)
    bytes += page.bytes.byteLength
    if (bytes < batchBytes && batch.length < batchPages) continue
    yield batch
    batch = []
    bytes = 0
  }
  if (batch.length > 0) yield batch
}

async function reparseBatch(
  batch: readonly SourcePage[],
  from: SourceProgress,
  { db, clock, dryRun, checkpoint }: ReparsePagesOptions,
): Promise<SourceProgress> {
  const now = clock.now()
  const pages = await placePages(db, (await parseSources(db, batch)).map(rejectUnstorable), now)
  const read = pages.map(summaryOfPage).reduce(addSummaries, from.summary)
  const readTo = batch.at(-1)?.offset ?? from.readTo
  if (dryRun) return { readTo, summary: read }
  const current = pages.filter(({ recency }) => recency === 'current')
  // An older capture changes nothing that is present, but may be history.
  const records = pages.flatMap(loadRecordOf)
  return await retryTransaction(db, async (trx) => {
    const rows = records.length === 0 ? nothingLoaded : await loadRecords(trx, records)
    await reclassify(trx, { all: pages, current }, now)
    const to = { readTo, summary: addSummaries(read, { ...nothingRead, rows }) }
    await checkpoint?.(trx, { from, to, now })
    return to
  })
}

/** A record that the database would refuse is rejected here: it must not roll back the others. */
function rejectUnstorable(page: ReparsedPage): ReparsedPage {
  if (page.outcome.kind !== 'question') return page
  const question = page.outcome.page
  try {
    assertStorable(repairRecord(question))
    return page
  } catch (error) {
    if (!(error instanceof MondoError) || error.code !== 'invalid-record') throw error
    return { ...page, outcome: { kind: 'rejected', url: question.url, reason: 'checks', checks: [] } }
  }
}

function loadRecordOf({ outcome, loadedAs }: PlacedPage): readonly LoadRecord[] {
  return outcome.kind === 'question' ? [{ page: outcome.page, parserVersion, ...loadedAs }] : []
}
