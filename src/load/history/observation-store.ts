/** `crawl.full_observation` and `crawl.record_rows`: the observations of questions, from which the rows of `qa` are computed. */
import type { Kysely } from 'kysely'
import { executeWithRows } from '../../database/json-rows.ts'
import type { RecordRows } from '../../database/schema/record-rows.ts'
import type { Database } from '../../database/schema/schema.ts'
import type { Observation, ObservationKey } from './observation.ts'

export interface QuestionKey {
  readonly site: string
  readonly question_id: string
}

export interface RecordKey extends QuestionKey {
  readonly record_digest: string | null
}

export interface StoredRecordRows extends RecordKey {
  readonly rows: RecordRows
}

export function questionKeyOf({ site, question_id }: QuestionKey): string {
  return JSON.stringify([site, question_id])
}

export function distinctQuestions(questions: readonly QuestionKey[]): readonly QuestionKey[] {
  const keys = questions.map(({ site, question_id }) => ({ site, question_id }))
  return [...new Map(keys.map((key) => [questionKeyOf(key), key])).values()]
}

/**
 * All observations of these questions. A confirmation (304) counts as one more observation of the confirmed capture, with
 * the time and the run of the confirmation.
 */
export async function observationsOf(
  db: Kysely<Database>,
  questions: readonly QuestionKey[],
): Promise<Observation[]> {
  type Row = Omit<Observation, 'captured_at'> & { readonly captured_at: Date }
  const rows = await executeWithRows<Row>(db, observationsStatement, questions)
  return rows.map((row) => ({ ...row, captured_at: row.captured_at.toISOString() }))
}

/** Those of these questions that have an observation. The first of a question is never a repeat. */
export async function observedQuestions(
  db: Kysely<Database>,
  questions: readonly QuestionKey[],
): Promise<QuestionKey[]> {
  return await executeWithRows<QuestionKey>(db, observedStatement, questions)
}

/** Replaces an observation that is stored already: the same capture, read by a newer parser. */
export async function saveObservations(
  db: Kysely<Database>,
  observations: readonly Observation[],
): Promise<void> {
  const distinct = new Map(observations.map((observation) => [observationKeyOf(observation), observation]))
  await executeWithRows(db, saveStatement, [...distinct.values()])
}

/** For observations that a newer parser assigns to another question. */
export async function removeObservations(
  db: Kysely<Database>,
  observations: readonly Observation[],
): Promise<void> {
  await executeWithRows(db, removeStatement, observations)
}

export async function readRecordRows(
  db: Kysely<Database>,
  questions: readonly QuestionKey[],
): Promise<StoredRecordRows[]> {
  return await executeWithRows<StoredRecordRows>(db, rowsStatement, questions)
}

export async function saveRecordRows(
  db: Kysely<Database>,
  records: readonly StoredRecordRows[],
): Promise<void> {
  await executeWithRows(db, saveRowsStatement, records)
}

export async function removeRecordRows(db: Kysely<Database>, records: readonly RecordKey[]): Promise<void> {
  await executeWithRows(db, removeRowsStatement, records)
}

/** A capture of a page, whichever question it belongs to. */
export function captureKeyOf({ site, path, part, captured_at, capture_id }: ObservationKey): string {
  return JSON.stringify([site, path, part, captured_at, capture_id])
}

export function observationKeyOf(observation: ObservationKey): string {
  return `${observation.question_id} ${captureKeyOf(observation)}`
}

/** Null for an observation that the question is gone. */
export function recordKeyOf({ site, question_id, record_digest }: RecordKey): string | null {
  return record_digest === null ? null : JSON.stringify([site, question_id, record_digest])
}

const observationColumns = `site, question_id, path, part, captured_at, capture_id, record_digest, layout, checks,
  parser_version, run_id, complete, next_path`

const key = 'site, question_id, path, part, captured_at, capture_id'

const incomingObservations = `incoming as (
    select * from json_to_recordset($1::json) as i (site text, question_id text, path text, part text,
      captured_at timestamptz, capture_id text, record_digest text, layout text, checks json, parser_version text, run_id text,
      complete boolean, next_path text)
  )`

const observationsStatement = `
  with wanted as (select * from json_to_recordset($1::json) as w (site text, question_id text))
  select o.* from wanted w cross join lateral crawl.observations_of(w.site, w.question_id) o
  union all
  select o.site, o.question_id, o.path, o.part, c.captured_at, o.capture_id, o.record_digest, o.layout, o.checks,
    o.parser_version, case when o.complete then null else c.run_id end, o.complete, o.next_path
  from wanted w cross join lateral crawl.observations_of(w.site, w.question_id) o
  join crawl.confirmation c on c.site = o.site and c.path = o.path and c.confirms = o.capture_id
    and c.captured_at > o.captured_at
  where o.record_digest is not null`

const observedStatement = `
  select distinct site, question_id from json_to_recordset($1::json) as w (site text, question_id text)
  join crawl.full_observation using (site, question_id)`

const saveStatement = `
  with ${incomingObservations}
  insert into crawl.full_observation (${observationColumns}) select ${observationColumns} from incoming
  order by ${key}
  on conflict (${key}) do update set
    (record_digest, layout, checks, parser_version, run_id, complete, next_path)
    = (excluded.record_digest, excluded.layout, excluded.checks, excluded.parser_version, excluded.run_id,
       excluded.complete, excluded.next_path)`

const removeStatement = `
  with ${incomingObservations}
  delete from crawl.full_observation t using incoming i
  where (t.site, t.question_id, t.path, t.part, t.captured_at, t.capture_id)
    = (i.site, i.question_id, i.path, i.part, i.captured_at, i.capture_id)`

const rowsStatement = `
  with wanted as (select * from json_to_recordset($1::json) as w (site text, question_id text))
  select site, question_id, record_digest, rows from crawl.record_rows join wanted using (site, question_id)`

const incomingRows = `incoming as (
    select * from json_to_recordset($1::json) as i (site text, question_id text, record_digest text, rows json)
  )`

const saveRowsStatement = `
  with ${incomingRows}
  insert into crawl.record_rows (site, question_id, record_digest, rows)
  select site, question_id, record_digest, rows from incoming
  on conflict do nothing`

const removeRowsStatement = `
  with ${incomingRows}
  delete from crawl.record_rows t using incoming i
  where (t.site, t.question_id, t.record_digest) = (i.site, i.question_id, i.record_digest)`
