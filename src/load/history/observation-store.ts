/** The observations of questions and what they read, in the database: the base from which the rows of `qa` are made. */
import { CompiledQuery, type Kysely } from 'kysely'
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

/**
 * All observations of these questions: their captures, and what a 304 confirmed, as what the confirmed capture was seen as
 * again, at its own time and in its own run.
 */
export async function observationsOf(
  db: Kysely<Database>,
  questions: readonly QuestionKey[],
): Promise<Observation[]> {
  if (questions.length === 0) return []
  const query = CompiledQuery.raw(sightingsStatement, [JSON.stringify(questions)])
  const { rows } = await db.executeQuery<Omit<Observation, 'captured_at'> & { captured_at: Date }>(query)
  return rows.map((row) => ({ ...row, captured_at: row.captured_at.toISOString() }))
}

/** A observation that is there already is replaced: the same capture, read by a newer parser. */
export async function saveObservations(
  db: Kysely<Database>,
  observations: readonly Observation[],
): Promise<void> {
  if (observations.length === 0) return
  const distinct = new Map(observations.map((observation) => [sightingKeyOf(observation), observation]))
  await db.executeQuery(CompiledQuery.raw(putStatement, [JSON.stringify([...distinct.values()])]))
}

/** What a newer parser takes for another question's. */
export async function removeObservations(
  db: Kysely<Database>,
  observations: readonly Observation[],
): Promise<void> {
  if (observations.length === 0) return
  await db.executeQuery(CompiledQuery.raw(removeStatement, [JSON.stringify(observations)]))
}

export async function readRecordRows(
  db: Kysely<Database>,
  questions: readonly QuestionKey[],
): Promise<StoredRecordRows[]> {
  if (questions.length === 0) return []
  const query = CompiledQuery.raw(readingsStatement, [JSON.stringify(questions)])
  return (await db.executeQuery<StoredRecordRows>(query)).rows
}

export async function saveRecordRows(
  db: Kysely<Database>,
  readings: readonly StoredRecordRows[],
): Promise<void> {
  if (readings.length === 0) return
  await db.executeQuery(CompiledQuery.raw(putReadingsStatement, [JSON.stringify(readings)]))
}

export async function removeRecordRows(db: Kysely<Database>, readings: readonly RecordKey[]): Promise<void> {
  if (readings.length === 0) return
  await db.executeQuery(CompiledQuery.raw(removeReadingsStatement, [JSON.stringify(readings)]))
}

/** A capture of a page, whatever question it is taken for. */
export function captureKeyOf({ site, path, part, captured_at, capture_id }: ObservationKey): string {
  return JSON.stringify([site, path, part, captured_at, capture_id])
}

function sightingKeyOf(observation: ObservationKey): string {
  return `${observation.question_id} ${captureKeyOf(observation)}`
}

/** Null for a observation that the question is gone. */
export function recordKeyOf({ site, question_id, record_digest }: RecordKey): string | null {
  return record_digest === null ? null : JSON.stringify([site, question_id, record_digest])
}

const sightingColumns = `site, question_id, path, part, captured_at, capture_id, record_digest, layout, checks,
  parser_version, run_id, complete, next_path`

const key = 'site, question_id, path, part, captured_at, capture_id'

const incomingSightings = `incoming as (
    select * from json_to_recordset($1::json) as i (site text, question_id text, path text, part text,
      captured_at timestamptz, capture_id text, record_digest text, layout text, checks json, parser_version text, run_id text,
      complete boolean, next_path text)
  )`

const sightingsStatement = `
  with wanted as (select * from json_to_recordset($1::json) as w (site text, question_id text))
  select ${sightingColumns} from crawl.observation join wanted using (site, question_id)
  union all
  select s.site, s.question_id, s.path, s.part, c.captured_at, s.capture_id, s.record_digest, s.layout, s.checks,
    s.parser_version, case when s.complete then null else c.run_id end, s.complete, s.next_path
  from crawl.observation s join wanted using (site, question_id)
  join crawl.confirmation c on c.site = s.site and c.path = s.path and c.confirms = s.capture_id
    and c.captured_at > s.captured_at
  where s.record_digest is not null`

const putStatement = `
  with ${incomingSightings}
  insert into crawl.observation (${sightingColumns}) select ${sightingColumns} from incoming
  order by ${key}
  on conflict (${key}) do update set
    (record_digest, layout, checks, parser_version, run_id, complete, next_path)
    = (excluded.record_digest, excluded.layout, excluded.checks, excluded.parser_version, excluded.run_id,
       excluded.complete, excluded.next_path)`

const removeStatement = `
  with ${incomingSightings}
  delete from crawl.observation t using incoming i
  where (t.site, t.question_id, t.path, t.part, t.captured_at, t.capture_id)
    = (i.site, i.question_id, i.path, i.part, i.captured_at, i.capture_id)`

const readingsStatement = `
  with wanted as (select * from json_to_recordset($1::json) as w (site text, question_id text))
  select site, question_id, record_digest, rows from crawl.record_rows join wanted using (site, question_id)`

const incomingReadings = `incoming as (
    select * from json_to_recordset($1::json) as i (site text, question_id text, record_digest text, rows json)
  )`

const putReadingsStatement = `
  with ${incomingReadings}
  insert into crawl.record_rows (site, question_id, record_digest, rows)
  select site, question_id, record_digest, rows from incoming
  on conflict do nothing`

const removeReadingsStatement = `
  with ${incomingReadings}
  delete from crawl.record_rows t using incoming i
  where (t.site, t.question_id, t.record_digest) = (i.site, i.question_id, i.record_digest)`
