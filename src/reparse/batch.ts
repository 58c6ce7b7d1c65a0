/** A batch of saved pages through today's parser: compared with the database, then loaded in one transaction. */
import type { Kysely, Transaction } from 'kysely'
import { retryTransaction } from '../database/retry-transaction.ts'
import type { Database } from '../database/schema/schema.ts'
import { nothingLoaded } from '../load/load-counts.ts'
import { type LoadRecord, loadRecords } from '../load/load-records.ts'
import { pageKeyOf } from '../load/loaded-pages.ts'
import { storedRecords } from '../load/rows/stored-records.ts'
import { assertStorable, repairRecord } from '../load/storable-record.ts'
import { MondoError } from '../model/errors.ts'
import type { QuestionPage } from '../model/question-page.ts'
import { parserVersion } from '../parse/parser-version.ts'
import { lastObservations, type PlacedPage, placePage } from './compare-with-stored.ts'
import { reclassify } from './reclassify.ts'
import { changesOf } from './reparse-comparison.ts'
import { ReparseTally } from './reparse-tally.ts'
import { type ReparsedPage, reparsePages, type SourcePage } from './source.ts'
import type { ReparseSummary } from './summary.ts'

export interface BatchOptions {
  readonly dryRun: boolean
  readonly now: Date
  /** What else belongs to the transaction, with what the batch came to. */
  readonly alongside?: (trx: Transaction<Database>, summary: ReparseSummary) => Promise<void>
}

export async function reparseBatch(
  db: Kysely<Database>,
  sources: readonly SourcePage[],
  options: BatchOptions,
): Promise<ReparseSummary> {
  const pages = await placed(db, (await reparsePages(db, sources)).map(storable), options.now)
  const tally = new ReparseTally()
  for (const page of pages) count(page, tally)
  if (options.dryRun) return tally.summary()
  const current = pages.filter(({ standing }) => standing === 'current')
  // An older capture changes nothing that is present, but may be history.
  const records = pages.flatMap(loadRecordOf)
  return await retryTransaction(db, async (trx) => {
    const rows = records.length === 0 ? nothingLoaded : await loadRecords(trx, records)
    await reclassify(trx, { all: pages, current }, options.now)
    const summary = { ...tally.summary(), rows }
    await options.alongside?.(trx, summary)
    return summary
  })
}

async function placed(
  db: Kysely<Database>,
  pages: readonly ReparsedPage[],
  now: Date,
): Promise<PlacedPage[]> {
  const known = await lastObservations(db, pages)
  const keys = pages.flatMap((page) => {
    const questionId = questionOf(page)?.questionId ?? known.get(pageKeyOf(page))?.question_id
    return questionId == null ? [] : [{ site: page.site, questionId }]
  })
  const stored = await storedRecords(db, keys)
  return pages.map((page) => placePage(page, known.get(pageKeyOf(page)), stored, now))
}

function count(page: PlacedPage, tally: ReparseTally): void {
  const { standing, outcome, stored, path } = page
  tally.read(outcome)
  if (standing !== 'current') tally.passedOver(standing)
  else if (outcome.kind === 'question') {
    tally.question(outcome.page, stored === null ? null : changesOf(stored.page, outcome.page, path))
  } else tally.noQuestion(outcome, page)
}

function questionOf({ outcome }: ReparsedPage): QuestionPage | null {
  return outcome.kind === 'question' ? outcome.page : null
}

/** What the database would refuse is rejected here: it must not undo the transaction of all others. */
function storable(page: ReparsedPage): ReparsedPage {
  const question = questionOf(page)
  if (question === null) return page
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
