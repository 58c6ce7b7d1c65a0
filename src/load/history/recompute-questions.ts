/**
 * Questions made anew from their observations: whatever was added, replaced or came late, the rows are what they would be
 * had all been loaded in order. Only rows that differ are written.
 */
import { type Kysely, sql } from 'kysely'
import type { RecordRows } from '../../database/schema/record-rows.ts'
import type { Database } from '../../database/schema/schema.ts'
import { savePageState } from '../loaded-pages.ts'
import { pageStates } from '../page-states.ts'
import { type HistoryCounts, writeHistories } from '../rows/write-history.ts'
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

export interface Recomputation {
  readonly questions: readonly QuestionKey[]
  /** Readings of this batch, by `recordKeyOf`. */
  readonly fresh: ReadonlyMap<string, RecordRows>
  /** Questions, by `questionKeyOf`, of which rows may have to go: a capture was replaced or came late. */
  readonly rewritten: ReadonlySet<string>
  /** Sightings that are another question's now. */
  readonly removed: readonly Observation[]
}

/**
 * Takes the questions for this transaction: of two that add captures to one question, the second sees what the first
 * added. A thousand buckets bound the locks of a batch, which the server has a few thousand of.
 */
export async function lockQuestions(trx: Kysely<Database>, questions: readonly QuestionKey[]): Promise<void> {
  const keys = JSON.stringify(questions)
  // As a load does, pages first; and again, for those that came while we waited.
  await lockPagesOf(trx, keys)
  await sql`
    select pg_advisory_xact_lock(hashtext('mondo question'), bucket) from (
      select distinct abs(hashtext(site || ' ' || question_id) % 1000) as bucket
      from json_to_recordset(${keys}::json) as q (site text, question_id text)
      order by bucket
    ) as buckets
  `.execute(trx)
  await lockPagesOf(trx, keys)
}

async function lockPagesOf(trx: Kysely<Database>, keys: string): Promise<void> {
  await sql`
    select from crawl.page join json_to_recordset(${keys}::json) as q (site text, question_id text) using (site, question_id)
    order by crawl.page.site, crawl.page.path
    for no key update of page
  `.execute(trx)
}

export async function recomputeQuestions(
  trx: Kysely<Database>,
  { questions, fresh, rewritten, removed }: Recomputation,
): Promise<HistoryCounts> {
  const observations = Map.groupBy(await observationsOf(trx, questions), questionKeyOf)
  const readings = await collectReadings(trx, [...observations.values()].flat(), fresh)
  const away = Map.groupBy(removed, questionKeyOf)

  const histories = questions.map((question) => {
    const key = questionKeyOf(question)
    const own = observations.get(key) ?? []
    const sighted = own.flatMap((observation): ObservedRecord[] => {
      const readingKey = recordKeyOf(observation)
      if (readingKey === null) return [{ observation, reading: null }]
      const reading = readings.get(readingKey)
      return reading === undefined ? [] : [{ observation, reading }]
    })
    return {
      ...question,
      history: questionHistory(sighted),
      knownSince: knownSince([...own, ...(away.get(key) ?? [])]),
      mayLoseRows: rewritten.has(key),
    }
  })
  const counts = await writeHistories(trx, histories)
  await savePageState(trx, [...observations.values()].flatMap(pageStates))
  return counts
}

/** The contents of all readings; keeps those of questions with several, and no others. */
async function collectReadings(
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
  const lacking: Array<readonly [string, Observation]> = []
  for (const [key, observation] of referenced) {
    const reading = fresh.get(key) ?? stored.get(key)?.rows
    if (reading === undefined) lacking.push([key, observation])
    else found.set(key, reading)
  }
  // The only reading that a question had is its rows.
  const present = await presentRecords(
    trx,
    lacking.map(([, { site, question_id }]) => ({ site, question_id })),
  )
  for (const [key, observation] of lacking) {
    const reading = present.get(questionKeyOf(observation))
    if (reading !== undefined) found.set(key, reading)
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
