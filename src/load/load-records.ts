/**
 * Loads records into `qa`, in the caller's transaction. The tables depend on which captures were loaded, never on their
 * order: an older capture goes into history, a newer parser's record of a capture replaces the older one, and loading
 * anything again changes nothing.
 *
 * There are three paths. An unchanged page adds an observation and writes no row of `qa`. A new question is inserted
 * directly. Everything else is recomputed from all observations of the question (`recompute-questions.ts`).
 */
import type { Kysely } from 'kysely'
import type { Database } from '../database/schema/schema.ts'
import { confirmedAlready } from './history/confirmations.ts'
import { newObservations } from './history/new-observations.ts'
import {
  distinctQuestions,
  observationsOf,
  questionKeyOf,
  recordKeyOf,
  removeObservations,
  saveObservations,
} from './history/observation-store.ts'
import type { QuestionHistory } from './history/question-history.ts'
import { lockQuestions, recomputeQuestions } from './history/recompute-questions.ts'
import { recordRowsOf } from './history/record-to-rows.ts'
import { saveRepeats } from './history/repeats.ts'
import { addCounts, countAs, countLive, type LoadCounts, nothingLoaded, rowsShown } from './load-counts.ts'
import {
  type IncomingPage,
  type LoadedPage,
  type PageState,
  type PageStateStore,
  pageKeyOf,
  showsTheSame,
} from './page-state.ts'
import { type LoadRecord, type PreparedRecord, prepareRecord, runsOfCaptures } from './prepare-records.ts'
import { insertQuestionsOf, insertUnseen } from './rows/new-questions.ts'

export type { LoadRecord } from './prepare-records.ts'

export interface LoadResult {
  readonly counts: LoadCounts
  /** How many rows each capture has written, by its id; rows that it marked as gone count too. Without those of 0 rows. */
  readonly rowsByCapture: ReadonlyMap<string, number>
}

/**
 * Loads up to about a thousand records; any number of them may be of one question, in any order of time.
 *
 * ```ts
 * const { counts } = await db.transaction().execute((trx) => loadRecords(trx, records, pageStateStore))
 * ```
 * Throws `invalid-record`, having written nothing, for a record that the database's constraints would refuse.
 */
export async function loadRecords(
  trx: Kysely<Database>,
  records: readonly LoadRecord[],
  pageStates: PageStateStore,
): Promise<LoadResult> {
  return await loadPrepared(trx, records.map(prepareRecord), pageStates)
}

/** The same for prepared records. */
export async function loadPrepared(
  trx: Kysely<Database>,
  records: readonly PreparedRecord[],
  pageStates: PageStateStore,
): Promise<LoadResult> {
  if (records.length === 0) return { counts: nothingLoaded, rowsByCapture: new Map() }
  const prepared = await runsOfCaptures(trx, records)
  const confirmed = await confirmedAlready(
    trx,
    prepared.map(({ observation }) => observation),
  )
  const isOrdinary = ({ observation }: PreparedRecord) => !confirmed.has(observation.capture_id)
  const questions = [...Map.groupBy(prepared, ({ observation }) => questionKeyOf(observation)).values()]
  const known = pagesByKey(await pageStates.read(trx, prepared.map(incomingPage)))
  const unchanged = await saveUnchanged(trx, questions, known, isOrdinary, pageStates)

  const others = questions.filter((group) => !unchanged.has(group))
  const pages = pagesByKey(
    await pageStates.claim(trx, others.flat().map(incomingPage), (page) => known.has(pageKeyOf(page))),
  )
  const pageOf = ({ observation }: PreparedRecord) => pages.get(pageKeyOf(observation))
  const unseen = others
    .filter(
      (group) => group.length === 1 && group.every((one) => isOrdinary(one) && isUnseen(one, pageOf(one))),
    )
    .flat()
  const inserted = await insertUnseen(trx, unseen)
  const rest = others.flat().filter((one) => !inserted.has(one))
  await pageStates.save(trx, [...inserted].filter((one) => pageOf(one) !== undefined).map(pageStateOf))
  const recomputed = await loadAgain(trx, rest, pageOf, pageStates)
  return {
    counts: [
      recomputed.counts,
      ...[...unchanged].flat().map((one) => countAs('unchanged', one.page)),
      ...[...inserted].map((one) => countAs('inserted', one.page)),
    ].reduce(addCounts),
    rowsByCapture: new Map([
      ...recomputed.rowsByCapture,
      ...[...inserted].map((one) => [one.observation.capture_id, rowsShown(one.page)] as const),
    ]),
  }
}

type PageOf = (record: PreparedRecord) => LoadedPage | undefined

function pagesByKey(pages: readonly LoadedPage[]): ReadonlyMap<string, LoadedPage> {
  return new Map(pages.map((page) => [pageKeyOf(page), page]))
}

/**
 * Saves the captures of questions that show nothing new, and returns these questions. Their pages are read without a lock;
 * what another loader has changed since then is left to the caller.
 */
async function saveUnchanged(
  trx: Kysely<Database>,
  questions: readonly (readonly PreparedRecord[])[],
  known: ReadonlyMap<string, LoadedPage>,
  isOrdinary: (record: PreparedRecord) => boolean,
  pageStates: PageStateStore,
): Promise<ReadonlySet<readonly PreparedRecord[]>> {
  const pageOf = ({ observation }: PreparedRecord) => known.get(pageKeyOf(observation))
  // Of several pages one would have siblings: each of these questions has one page.
  const candidates = questions.flatMap((group) => {
    const page = group[0] && pageOf(group[0])
    const isSame = group.every((one) => pageOf(one) === page && isOrdinary(one) && isUnchanged(one, page))
    return page !== undefined && isSame ? [{ group, page }] : []
  })
  const touched = await pageStates.touchUnchanged(
    trx,
    candidates.map(({ group, page }) => {
      const times = group.map(({ observation }) => observation.captured_at).sort()
      const { site, path, question_id, record_digest, parser_version } = page
      const [first_at = '', captured_at = first_at] = [times[0], times.at(-1)]
      return { site, path, question_id, record_digest, parser_version, first_at, captured_at }
    }),
  )
  const keys = new Set(touched.map(pageKeyOf))
  const unchanged = candidates.filter(({ page }) => keys.has(pageKeyOf(page)))
  await saveRepeats(
    trx,
    unchanged.flatMap(({ group, page }) =>
      group.map(({ observation }) => ({ observation, pageNumber: page.page_number })),
    ),
  )
  return new Set(unchanged.map(({ group }) => group))
}

/** Not for a page that shows only a part: it may be a further page of a known question. */
function isUnseen({ observation }: PreparedRecord, page: LoadedPage | undefined): boolean {
  return observation.complete && (page === undefined || page.last_seen_at === null)
}

/** The newest capture of the only page of a question shows what the one before showed to the same parser. */
function isUnchanged({ observation }: PreparedRecord, page: LoadedPage | undefined): boolean {
  return (
    showsTheSame(page, observation) &&
    (observation.parser_version === null || observation.parser_version === page.parser_version) &&
    observation.captured_at > page.last_seen_at.toISOString()
  )
}

async function loadAgain(
  trx: Kysely<Database>,
  records: readonly PreparedRecord[],
  pageOf: PageOf,
  pageStates: PageStateStore,
): Promise<LoadResult> {
  if (records.length === 0) return { counts: nothingLoaded, rowsByCapture: new Map() }
  // The page may have shown another question, or an older parser may have found another one in it.
  const questions = distinctQuestions(
    records.flatMap((record) => {
      const { site, question_id } = record.observation
      const before = pageOf(record)?.question_id ?? question_id
      return [
        { site, question_id },
        { site, question_id: before },
      ]
    }),
  )
  await lockQuestions(trx, questions, pageStates)
  const made = await insertQuestionsOf(trx, records)
  const known = await observationsOf(trx, questions)
  const { added, removed, rewritten } = newObservations(records, known)
  await removeObservations(trx, removed)
  await saveObservations(trx, added)

  const touched = distinctQuestions([...added, ...removed])
  const fresh = new Map(records.map((one) => [recordKeyOf(one.observation) ?? '', recordRowsOf(one.page)]))
  const recomputed =
    touched.length === 0
      ? null
      : await recomputeQuestions(trx, { questions: touched, fresh, rewritten, removed }, pageStates)
  const histories = new Map(recomputed?.histories.map((one) => [questionKeyOf(one), one.history]))
  const isStale = (record: PreparedRecord) => {
    const seen = pageOf(record)?.last_seen_at ?? null
    return seen !== null && record.observation.captured_at < seen.toISOString()
  }
  return {
    counts: [
      countLive(
        records.filter((one) => !isStale(one)).map(({ page }) => page),
        recomputed?.written ?? null,
        made,
      ),
      ...records.filter(isStale).map(({ page }) => countAs('stale', page)),
    ].reduce(addCounts),
    rowsByCapture: new Map(
      records.flatMap(({ observation }) => {
        const rows = rowsWrittenBy(observation, histories.get(questionKeyOf(observation)) ?? null)
        return rows === 0 ? [] : [[observation.capture_id, rows] as const]
      }),
    ),
  }
}

/** Rows whose present content comes from the capture, and rows that are gone since then. */
function rowsWrittenBy(
  { capture_id, captured_at }: PreparedRecord['observation'],
  history: QuestionHistory | null,
): number {
  if (history === null || capture_id === '') return 0
  const { question, answers, replies, related } = history
  return [...question, ...answers, ...replies, ...related].filter(
    ({ source, gone }) => source.captureId === capture_id || gone?.at === captured_at,
  ).length
}

function incomingPage({ observation, origin, hostGroup }: PreparedRecord): IncomingPage {
  const { site, path, question_id, record_digest, parser_version, captured_at } = observation
  return {
    site,
    path,
    question_id,
    origin,
    host_group: hostGroup,
    record_digest,
    parser_version,
    captured_at,
  }
}

function pageStateOf({ observation }: PreparedRecord): PageState {
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
