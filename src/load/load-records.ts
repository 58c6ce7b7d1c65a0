/**
 * Records into `qa`, in the caller's transaction. What the tables hold afterwards depends on which captures were loaded
 * and never on their order: an older capture goes into history, a newer parser's reading of a capture takes the place of
 * the older one's, and loading anything again changes nothing.
 *
 * There are three ways in. A page that shows what it showed when last loaded leaves one row in `crawl.observation` and
 * touches none of `qa`. A question that nobody has seen is inserted as it is. All else is made anew from all observations
 * of the question (`recompute-questions.ts`).
 */
import type { Kysely } from 'kysely'
import type { Database } from '../database/schema/schema.ts'
import { countAs, countLive } from './count-records.ts'
import { confirmedAlready } from './history/confirmations.ts'
import { newObservations } from './history/new-observations.ts'
import {
  observationsOf,
  type QuestionKey,
  questionKeyOf,
  recordKeyOf,
  removeObservations,
  saveObservations,
} from './history/observation-store.ts'
import { lockQuestions, recomputeQuestions } from './history/recompute-questions.ts'
import { recordRowsOf } from './history/record-rows.ts'
import { addCounts, type LoadCounts, nothingLoaded } from './load-counts.ts'
import { claimPages, type LoadedPage, pageKeyOf, savePageState, touchPages } from './loaded-pages.ts'
import { type LoadRecord, type PreparedRecord, prepareRecord, runsOfCaptures } from './prepare-records.ts'
import { insertQuestionsOf, insertUnseen } from './rows/new-questions.ts'

export type { LoadRecord } from './prepare-records.ts'

/**
 * Loads up to about a thousand records; any number of them may be of one question, in any order of time.
 *
 * ```ts
 * const counts = await db.transaction().execute((trx) => loadRecords(trx, records))
 * ```
 * Throws `invalid-record`, having written nothing, for a record that the database's constraints would refuse.
 */
export async function loadRecords(
  trx: Kysely<Database>,
  records: readonly LoadRecord[],
): Promise<LoadCounts> {
  return await loadPrepared(trx, records.map(prepareRecord))
}

/** The same for records that are made ready already. */
export async function loadPrepared(
  trx: Kysely<Database>,
  records: readonly PreparedRecord[],
): Promise<LoadCounts> {
  if (records.length === 0) return nothingLoaded
  const prepared = await runsOfCaptures(trx, records)
  const pages = new Map((await claimPages(trx, prepared)).map((page) => [pageKeyOf(page), page]))
  const pageOf = ({ observation }: PreparedRecord) => pages.get(pageKeyOf(observation))

  const questions = [...Map.groupBy(prepared, ({ observation }) => questionKeyOf(observation)).values()]
  const confirmed = await confirmedAlready(
    trx,
    prepared.map(({ observation }) => observation),
  )
  const isOrdinary = ({ observation }: PreparedRecord) => !confirmed.has(observation.capture_id)
  const isUnchangedQuestion = (group: PreparedRecord[]) =>
    group.every((one) => isOrdinary(one) && isUnchanged(one, pageOf(one)))
  const unchanged = questions.filter(isUnchangedQuestion).flat()
  await saveObservations(
    trx,
    unchanged.map(({ observation }) => observation),
  )
  await touchPages(
    trx,
    unchanged.map(({ observation }) => observation),
  )

  const others = questions.filter((group) => !isUnchangedQuestion(group))
  const unseen = others
    .filter(
      (group) => group.length === 1 && group.every((one) => isOrdinary(one) && isUnseen(one, pageOf(one))),
    )
    .flat()
  const inserted = await insertUnseen(trx, unseen)
  const rest = others.flat().filter((one) => !inserted.has(one))
  await savePageState(trx, [...inserted].filter((one) => pageOf(one) !== undefined).map(pageStateOf))
  return [
    await loadAgain(trx, rest, pageOf),
    ...unchanged.map((one) => countAs('unchanged', one.page)),
    ...[...inserted].map((one) => countAs('inserted', one.page)),
  ].reduce(addCounts)
}

type PageOf = (record: PreparedRecord) => LoadedPage | undefined

/** A page that shows a part may be a further one, which takes care. */
function isUnseen({ observation }: PreparedRecord, page: LoadedPage | undefined): boolean {
  return observation.complete && (page === undefined || page.last_seen_at === null)
}

/** The newest capture of the only page of a question says what the one before said, to the same parser. */
function isUnchanged({ observation }: PreparedRecord, page: LoadedPage | undefined): boolean {
  return (
    page !== undefined &&
    page.last_seen_at !== null &&
    observation.complete &&
    !page.has_siblings &&
    page.question_id === observation.question_id &&
    page.record_digest === observation.record_digest &&
    (observation.parser_version === null || observation.parser_version === page.parser_version) &&
    observation.captured_at > page.last_seen_at.toISOString()
  )
}

async function loadAgain(
  trx: Kysely<Database>,
  records: readonly PreparedRecord[],
  pageOf: PageOf,
): Promise<LoadCounts> {
  if (records.length === 0) return nothingLoaded
  // A page may have shown another question, or may have been read as one by an older parser.
  const questions = distinct(
    records.flatMap((record) => {
      const { site, question_id } = record.observation
      const before = pageOf(record)?.question_id ?? question_id
      return [
        { site, question_id },
        { site, question_id: before },
      ]
    }),
  )
  await lockQuestions(trx, questions)
  const made = await insertQuestionsOf(trx, records)
  const known = await observationsOf(trx, questions)
  const { added, removed, rewritten } = newObservations(records, known)
  await removeObservations(trx, removed)
  await saveObservations(trx, added)

  const touched = distinct([...added, ...removed].map(({ site, question_id }) => ({ site, question_id })))
  const fresh = new Map(records.map((one) => [recordKeyOf(one.observation) ?? '', recordRowsOf(one.page)]))
  const written =
    touched.length === 0
      ? null
      : await recomputeQuestions(trx, { questions: touched, fresh, rewritten, removed })
  const isStale = (record: PreparedRecord) => {
    const seen = pageOf(record)?.last_seen_at ?? null
    return seen !== null && record.observation.captured_at < seen.toISOString()
  }
  return [
    countLive(
      records.filter((one) => !isStale(one)).map(({ page }) => page),
      written,
      made,
    ),
    ...records.filter(isStale).map(({ page }) => countAs('stale', page)),
  ].reduce(addCounts)
}

function distinct(questions: readonly QuestionKey[]): readonly QuestionKey[] {
  return [...new Map(questions.map((question) => [questionKeyOf(question), question])).values()]
}

function pageStateOf({ observation }: PreparedRecord) {
  const { site, path, question_id, record_digest, parser_version, captured_at } = observation
  return {
    site,
    path,
    question_id,
    record_digest,
    parser_version,
    last_seen_at: captured_at,
    changed_at: captured_at,
  }
}
