/**
 * Records into `qa`, in the caller's transaction. Loading the same records again changes nothing; an older capture
 * than the one loaded changes nothing; a page whose digest and parser version are known reads and writes no row of `qa`.
 */
import type { Kysely } from 'kysely'
import { type AnswerKey, makeWayForBestAnswers } from './best-answer-moves.ts'
import { addCounts, type LoadCounts, nothingLoaded, type RowCounts } from './load-counts.ts'
import { type LoadRecord, loadRounds, type PreparedRecord } from './load-rounds.ts'
import { claimPages, type LoadedPage, type PageOfRecord, rememberPages } from './loaded-pages.ts'
import { markMissing, mergeRows, type WholeQuestion } from './merge-rows.ts'
import { answerRows, questionRow, type Row, relatedRows, replyRows } from './record-rows.ts'
import { answerTable, questionTable, type RowTable, relatedTable, replyTable } from './row-tables.ts'
import type { Database } from './schema.ts'

export type { LoadRecord } from './load-rounds.ts'

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
  let counts = nothingLoaded
  for (const round of loadRounds(records)) counts = addCounts(counts, await loadRound(trx, round))
  return counts
}

async function loadRound(trx: Kysely<Database>, round: readonly PreparedRecord[]): Promise<LoadCounts> {
  const loaded = new Map((await claimPages(trx, round.map(pageOf))).map((page) => [keyOf(page), page]))
  const standing = (wanted: Standing) => (record: PreparedRecord) =>
    standingOf(record, loaded.get(keyOf({ site: record.page.site, path: record.path }))) === wanted

  const newer = round.filter(standing('newer'))
  const unchanged = round.filter(standing('unchanged'))
  const counts = await loadNewer(trx, newer)
  await rememberPages(trx, [...newer, ...unchanged].map(pageOf))
  return [
    counts,
    ...unchanged.map((record) => countAs('unchanged', record)),
    ...round.filter(standing('stale')).map((record) => countAs('stale', record)),
  ].reduce(addCounts)
}

type Standing = 'newer' | 'unchanged' | 'stale'

function standingOf(record: PreparedRecord, page: LoadedPage | undefined): Standing {
  if (page === undefined || page.last_seen_at === null) return 'newer'
  if (record.capturedAt < page.last_seen_at) return 'stale'
  const sameParser = record.parserVersion === null || record.parserVersion === page.parser_version
  return page.record_digest === record.digest && sameParser ? 'unchanged' : 'newer'
}

async function loadNewer(trx: Kysely<Database>, records: readonly PreparedRecord[]): Promise<LoadCounts> {
  const first = records.filter(({ isFurtherPage }) => !isFurtherPage)
  const whole = first.filter(({ page }) => page.complete).map(wholeQuestion)

  const question = await mergeQuestions(trx, records)
  const answers = records.flatMap((record) => answerRows(record.page, record))
  const replies = records.flatMap((record) => replyRows(record.page, record, !record.isFurtherPage))
  const related = first.flatMap((record) => relatedRows(record.page, record))
  return {
    question,
    answer: await mergeAnswers(trx, answers, whole),
    reply: await mergeTable(trx, replyTable, replies, whole),
    related: await mergeTable(trx, relatedTable, related, whole),
  }
}

/** A further page makes the question row where it is missing, for the answers to hang on, and else leaves it alone. */
async function mergeQuestions(trx: Kysely<Database>, records: readonly PreparedRecord[]): Promise<RowCounts> {
  const known = await knownQuestions(
    trx,
    records.filter(({ isFurtherPage }) => isFurtherPage),
  )
  const own = records.filter(({ page, isFurtherPage }) => !isFurtherPage || !known.has(questionKeyOf(page)))
  const counts = await mergeRows(
    trx,
    questionTable,
    own.map((record) => questionRow(record.page, record)),
  )
  return { ...counts, unchanged: counts.unchanged + records.length - own.length, gone: 0 }
}

async function knownQuestions(
  trx: Kysely<Database>,
  records: readonly PreparedRecord[],
): Promise<Set<string>> {
  if (records.length === 0) return new Set()
  const rows = await trx
    .selectFrom('qa.question')
    .select(['site', 'question_id'])
    .where(({ eb, refTuple, tuple }) =>
      eb(
        refTuple('site', 'question_id'),
        'in',
        records.map(({ page }) => tuple(page.site, page.questionId)),
      ),
    )
    .execute()
  return new Set(rows.map((row) => questionKeyOf({ site: row.site, questionId: row.question_id })))
}

type AnswerRow = Row & { readonly answer_key: string }

async function mergeAnswers(
  trx: Kysely<Database>,
  rows: readonly AnswerRow[],
  whole: readonly WholeQuestion[],
): Promise<RowCounts> {
  // First, since an answer that is gone stays what it was and makes way for a new best answer.
  const gone = await markMissing(trx, answerTable, rows, whole)
  const { stoodDown, keptNewer } = await makeWayForBestAnswers(
    trx,
    rows.filter((row) => row['is_best'] === true),
  )
  const moved = new Set(stoodDown.map(answerKeyOf))
  const kept = new Set(keptNewer.map(({ site, question_id }) => JSON.stringify([site, question_id])))
  const shown = new Set(rows.map(answerKeyOf))
  const counts = await mergeRows(
    trx,
    answerTable,
    rows.map((row) => ({
      ...row,
      is_best: row['is_best'] === true && !kept.has(JSON.stringify([row['site'], row['question_id']])),
      moved: moved.has(answerKeyOf(row)),
    })),
  )
  const notShown = [...moved].filter((key) => !shown.has(key)).length
  return { ...counts, changed: counts.changed + notShown, gone }
}

async function mergeTable(
  trx: Kysely<Database>,
  table: RowTable,
  rows: readonly Row[],
  whole: readonly WholeQuestion[],
): Promise<RowCounts> {
  const gone = await markMissing(trx, table, rows, whole)
  return { ...(await mergeRows(trx, table, rows)), gone }
}

function wholeQuestion({ page, capturedAt }: PreparedRecord): WholeQuestion {
  return { site: page.site, question_id: page.questionId, captured_at: capturedAt }
}

function pageOf(record: PreparedRecord): PageOfRecord {
  return {
    site: record.page.site,
    path: record.path,
    question_id: record.page.questionId,
    origin: record.origin,
    scope: record.scope,
    record_digest: record.digest,
    parser_version: record.parserVersion,
    captured_at: record.capturedAt,
  }
}

function countAs(standing: 'unchanged' | 'stale', { page }: PreparedRecord): LoadCounts {
  const replies = page.answers.reduce((sum, answer) => sum + answer.replies.length, page.replies.length)
  const rows = (count: number): RowCounts => ({ ...nothingLoaded.question, [standing]: count })
  return {
    question: rows(1),
    answer: rows(page.answers.length),
    reply: rows(replies),
    related: rows(page.related.length),
  }
}

function keyOf({ site, path }: Pick<LoadedPage, 'site' | 'path'>): string {
  return JSON.stringify([site, path])
}

function questionKeyOf({ site, questionId }: { readonly site: string; readonly questionId: string }): string {
  return JSON.stringify([site, questionId])
}

function answerKeyOf(row: AnswerKey | AnswerRow): string {
  const { site, question_id, answer_key }: Row = { ...row }
  return JSON.stringify([site, question_id, answer_key])
}
