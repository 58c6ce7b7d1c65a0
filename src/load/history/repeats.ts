/**
 * `crawl.repeat`: observations that repeat the one before, many to a row. A question that is read or recomputed for any other
 * reason gets its own back as rows first, so that recomputing knows only rows.
 */
import type { Kysely } from 'kysely'
import { executeWithRows } from '../../database/json-rows.ts'
import { pagesPerGroup } from '../../database/schema/migrations/repeats.ts'
import type { Database } from '../../database/schema/schema.ts'
import type { Observation } from './observation.ts'
import { observationKeyOf, type QuestionKey, saveObservations } from './observation-store.ts'

/** Of a page that shows what it showed before, to the same parser. */
export interface Repeat {
  readonly observation: Observation
  /** Of the page, in this database. */
  readonly pageNumber: number
}

/** For fewer a row of their own is as short, and is found by their question. */
const fewest = 4

/** Saves observations; their pages are locked. */
export async function saveRepeats(db: Kysely<Database>, repeats: readonly Repeat[]): Promise<void> {
  const distinct = new Map(repeats.map((repeat) => [observationKeyOf(repeat.observation), repeat]))
  const groups = [...Map.groupBy(distinct.values(), groupKeyOf).values()]
  const isLarge = (group: readonly Repeat[]) => group.length >= fewest && group.every(isPlain)
  await executeWithRows(db, insertStatement, groups.filter(isLarge).map(rowOf))
  const others = groups.filter((group) => !isLarge(group)).flat()
  await saveObservations(
    db,
    others.map(({ observation }) => observation),
  )
}

/** Turns the repeats of these questions into rows. Their pages are locked, so that none is added meanwhile. */
export async function expandRepeats(db: Kysely<Database>, questions: readonly QuestionKey[]): Promise<void> {
  const expanded = await executeWithRows<{ page_group: number; place: number }>(
    db,
    expandStatement,
    questions,
  )
  const places = Map.groupBy(expanded, ({ page_group }) => page_group)
  const groups = [...places].map(([page_group, own]) => ({
    page_group,
    places: own.map(({ place }) => place),
  }))
  await executeWithRows(db, removeStatement, groups)
  if (groups.length > 0) await executeWithRows(db, removeEmptyStatement, groups)
}

function groupKeyOf({ observation: { layout, checks, parser_version }, pageNumber }: Repeat): string {
  return JSON.stringify([Math.floor(pageNumber / pagesPerGroup), layout, checks, parser_version])
}

/** All that a row of `crawl.repeat` leaves out has its usual value. */
function isPlain({ observation: { part, complete, run_id, next_path } }: Repeat): boolean {
  return part === '' && complete && run_id === null && next_path === null
}

function rowOf(group: readonly Repeat[]) {
  const observations = group.map(({ observation }) => observation)
  const [first] = group
  return {
    page_group: Math.floor((first?.pageNumber ?? 0) / pagesPerGroup),
    layout: first?.observation.layout ?? null,
    checks: first?.observation.checks ?? null,
    parser_version: first?.observation.parser_version ?? null,
    places: group.map(({ pageNumber }) => pageNumber % pagesPerGroup),
    captured_at: observations.map(({ captured_at }) => captured_at),
    capture_ids: observations.some(({ capture_id }) => capture_id !== '')
      ? observations.map(({ capture_id }) => capture_id)
      : [],
  }
}

const insertStatement = `
  insert into crawl.repeat (page_group, layout, checks, parser_version, places, captured_at, capture_ids)
  select page_group, layout, checks, parser_version, places, captured_at, capture_ids
  from json_to_recordset($1::json) as i (page_group bigint, layout text, checks json, parser_version text,
    places smallint[], captured_at timestamptz[], capture_ids text[])`

const expandStatement = `
  with wanted as (select * from json_to_recordset($1::json) as w (site text, question_id text)
  ), repeated as (
    select p.site, p.question_id, p.path, e.captured_at, coalesce(e.capture_id, '') as capture_id, p.record_digest,
      r.layout, r.checks, r.parser_version, r.page_group, e.place
    from wanted w join crawl.page p using (site, question_id)
    join crawl.repeat r on r.page_group = p.page_number / ${pagesPerGroup}
    cross join lateral unnest(r.places, r.captured_at, r.capture_ids) as e (place, captured_at, capture_id)
    where e.place = p.page_number % ${pagesPerGroup}
  ), expanded as (
    insert into crawl.full_observation (site, question_id, path, captured_at, capture_id, record_digest, layout, checks,
      parser_version, complete)
    select site, question_id, path, captured_at, capture_id, record_digest, layout, checks, parser_version, true
    from repeated
  )
  select distinct page_group, place from repeated`

/** In place: two loaders may take different pages out of one row, and the second takes them out of what the first left. */
const removeStatement = `
  update crawl.repeat r set (places, captured_at, capture_ids) = (
    select coalesce(array_agg(e.place order by e.n), '{}'), coalesce(array_agg(e.captured_at order by e.n), '{}'),
      coalesce(array_agg(e.capture_id order by e.n) filter (where r.capture_ids <> '{}'), '{}')
    from unnest(r.places, r.captured_at, r.capture_ids) with ordinality as e (place, captured_at, capture_id, n)
    where e.place <> all (i.places)
  )
  from json_to_recordset($1::json) as i (page_group bigint, places smallint[])
  where r.page_group = i.page_group and r.places && i.places`

const removeEmptyStatement = `
  delete from crawl.repeat r using json_to_recordset($1::json) as i (page_group bigint)
  where r.page_group = i.page_group and r.places = '{}'`
