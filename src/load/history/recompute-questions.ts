/**
 * Recomputes questions from all their observations: even if some were replaced or loaded late, the rows are as if all
 * captures had been loaded in order. Only rows that differ are written.
 */
import { type Kysely, sql } from 'kysely'
import type { RecordRows } from '../../database/schema/record-rows.ts'
import type { Database } from '../../database/schema/schema.ts'
import { type PageStateStore, pageStatesOf } from '../page-state.ts'
import { type HistoryCounts, type HistoryOfQuestion, writeHistories } from '../rows/write-history.ts'
import type { Observation, ObservedRecord } from './observation.ts'
import {
  observationsOf,
  type QuestionKey,
  questionKeyOf,
  readRecordRows,
  recordKeyOf,
  removeRecordRows,
  type StoredRecordRows,
  saveRecordRows,
} from './observation-store.ts'
import { presentRecords } from './present-rows.ts'
import { questionHistory } from './question-history.ts'
import { expandRepeats } from './repeats.ts'

export interface Recomputation {
  readonly questions: readonly QuestionKey[]
  /** Rows of the batch's records, by `recordKeyOf`. */
  readonly fresh: ReadonlyMap<string, RecordRows>
  /** Questions, by `questionKeyOf`, that may lose rows: a capture was replaced or came late. */
  readonly rewritten: ReadonlySet<string>
  /** Observations that now belong to another question. */
  readonly removed: readonly Observation[]
}

/** What a recomputation wrote, and the histories that it wrote it from. */
export interface Recomputed {
  readonly written: HistoryCounts
  readonly histories: readonly HistoryOfQuestion[]
}

/**
 * Locks the questions for this transaction: if two transactions add captures to one question, the second sees the captures of
 * the first. Then expands their grouped observations to one row each. Questions share a thousand lock buckets, because a
 * server has only a few thousand locks.
 */
export async function lockQuestions(
  trx: Kysely<Database>,
  questions: readonly QuestionKey[],
  pageStates: PageStateStore,
): Promise<void> {
  // Pages first, as a load does; and again, for pages that were added during the wait.
  await pageStates.lockQuestions(trx, questions)
  await sql`
    select pg_advisory_xact_lock(hashtext('mondo question'), bucket) from (
      select distinct abs(hashtext(site || ' ' || question_id) % 1000) as bucket
      from json_to_recordset(${JSON.stringify(questions)}::json) as q (site text, question_id text)
      order by bucket
    ) as buckets
  `.execute(trx)
  await pageStates.lockQuestions(trx, questions)
  await expandRepeats(trx, questions)
}

export async function recomputeQuestions(
  trx: Kysely<Database>,
  { questions, fresh, rewritten, removed }: Recomputation,
  pageStates: PageStateStore,
): Promise<Recomputed> {
  const observations = Map.groupBy(await observationsOf(trx, questions), questionKeyOf)
  const rowsByRecord = await collectRows(trx, [...observations.values()].flat(), fresh)
  const away = Map.groupBy(removed, questionKeyOf)

  const histories = questions.map((question) => {
    const key = questionKeyOf(question)
    const own = observations.get(key) ?? []
    const observed = own.flatMap((observation): ObservedRecord[] => {
      const recordKey = recordKeyOf(observation)
      if (recordKey === null) return [{ observation, rows: null }]
      const rows = rowsByRecord.get(recordKey)
      return rows === undefined ? [] : [{ observation, rows }]
    })
    return {
      ...question,
      history: questionHistory(observed),
      knownSince: knownSince([...own, ...(away.get(key) ?? [])]),
      mayLoseRows: rewritten.has(key),
    }
  })
  const written = await writeHistories(trx, histories)
  await pageStates.save(trx, [...observations.values()].flatMap(pageStatesOf))
  return { written, histories }
}

/** The rows of all records observed, by `recordKeyOf`. Only questions with several records keep theirs in `crawl.record_rows`. */
async function collectRows(
  trx: Kysely<Database>,
  observations: readonly Observation[],
  fresh: ReadonlyMap<string, RecordRows>,
): Promise<ReadonlyMap<string, RecordRows>> {
  const referenced = new Map<string, Observation>()
  const several = new Map<string, Set<string>>()
  for (const observation of observations) {
    const key = recordKeyOf(observation)
    if (key === null) continue
    referenced.set(key, observation)
    several.set(questionKeyOf(observation), (several.get(questionKeyOf(observation)) ?? new Set()).add(key))
  }
  const isKept = (question: QuestionKey) => (several.get(questionKeyOf(question))?.size ?? 0) > 1

  const questions = [...new Map(observations.map((one) => [questionKeyOf(one), one])).values()].map(
    ({ site, question_id }) => ({ site, question_id }),
  )
  const stored = new Map((await readRecordRows(trx, questions)).map((one) => [recordKeyOf(one) ?? '', one]))
  const found = new Map<string, RecordRows>()
  const unsaved: Array<readonly [string, Observation]> = []
  for (const [key, observation] of referenced) {
    const rows = fresh.get(key) ?? stored.get(key)?.rows
    if (rows === undefined) unsaved.push([key, observation])
    else found.set(key, rows)
  }
  // The only record of a question is its present rows.
  const present = await presentRecords(
    trx,
    unsaved.map(([, { site, question_id }]) => ({ site, question_id })),
  )
  for (const [key, observation] of unsaved) {
    const rows = present.get(questionKeyOf(observation))
    if (rows !== undefined) found.set(key, rows)
  }

  const missing = [...referenced].flatMap(
    ([key, { site, question_id, record_digest }]): StoredRecordRows[] => {
      const rows = found.get(key)
      if (rows === undefined || stored.has(key) || !isKept({ site, question_id })) return []
      return [{ site, question_id, record_digest, rows }]
    },
  )
  await saveRecordRows(trx, missing)
  await removeRecordRows(
    trx,
    [...stored]
      .filter(([key, one]) => !referenced.has(key) || !isKept(one))
      .map(([, { rows: _, ...key }]) => key),
  )
  return found
}

function knownSince(observations: readonly Observation[]): string | null {
  const times = observations
    .filter(({ record_digest }) => record_digest !== null)
    .map(({ captured_at }) => captured_at)
  return times.toSorted()[0] ?? null
}
