/**
 * Pages that a capture without a body (304) says are still what an earlier capture showed. A confirmation names the
 * capture and not what it said: it counts as a observation of whatever that capture is read as, today or by a later parser
 * (`observations.ts` joins the two), and it may be here before that capture is loaded.
 */
import { CompiledQuery, type Kysely } from 'kysely'
import type { Database } from '../../database/schema/schema.ts'
import { type LoadedPage, lockPages, pageKeyOf, touchPages } from '../loaded-pages.ts'
import type { Observation } from './observation.ts'
import { type QuestionKey, questionKeyOf } from './observation-store.ts'
import { lockQuestions, recomputeQuestions } from './recompute-questions.ts'

export interface Confirmation {
  readonly site: string
  /** Key of the page in `crawl.page`. */
  readonly path: string
  /** WARC-Record-ID of the capture that the page was still the same as. */
  readonly confirms: string
  /** When the site said so, later than that capture. */
  readonly capturedAt: Date
  /** WARC-Record-ID of the capture that says so. */
  readonly captureId: string
  readonly runId: string | null
}

type ConfirmedSighting = Pick<
  Observation,
  'site' | 'question_id' | 'path' | 'record_digest' | 'parser_version' | 'complete'
> & { readonly confirmed_at: Date }

/**
 * Loads confirmations, in the caller's transaction. Where the page shows what it showed when last loaded, as nearly
 * always, no row of `qa` is read or written; else the question is made anew from its observations.
 */
export async function confirmPages(
  trx: Kysely<Database>,
  confirmations: readonly Confirmation[],
): Promise<void> {
  if (confirmations.length === 0) return
  const pages = new Map((await lockPages(trx, confirmations)).map((page) => [pageKeyOf(page), page]))
  const pageOf = (one: { readonly site: string; readonly path: string }) => pages.get(pageKeyOf(one))
  await putConfirmations(trx, confirmations)
  const confirmed = await confirmedSightings(trx, confirmations, pageOf)
  const [unchanged, others] = [true, false].map((wanted) =>
    confirmed.filter((observation) => isUnchanged(observation, pageOf(observation)) === wanted),
  )
  await touchPages(
    trx,
    (unchanged ?? []).map(({ site, path, confirmed_at }) => ({
      site,
      path,
      captured_at: confirmed_at.toISOString(),
    })),
  )
  const questions = distinctQuestions(others ?? [])
  if (questions.length === 0) return
  await lockQuestions(trx, questions)
  await recomputeQuestions(trx, {
    questions,
    fresh: new Map(),
    rewritten: new Set(questions.map(questionKeyOf)),
    removed: [],
  })
}

/** Ids of those captures that have been confirmed before they are loaded. To be asked while their pages are locked. */
export async function confirmedAlready(
  trx: Kysely<Database>,
  captures: readonly Pick<Observation, 'site' | 'path' | 'capture_id'>[],
): Promise<ReadonlySet<string>> {
  const wanted = captures.flatMap(({ site, path, capture_id }) =>
    capture_id === '' ? [] : [{ site, path, confirms: capture_id }],
  )
  if (wanted.length === 0) return new Set()
  const query = CompiledQuery.raw(confirmedStatement, [JSON.stringify(wanted)])
  const { rows } = await trx.executeQuery<{ confirms: string }>(query)
  return new Set(rows.map(({ confirms }) => confirms))
}

/** As of a record: the newest capture of the only page of its question says what the one before said. */
function isUnchanged(observation: ConfirmedSighting, page: LoadedPage | undefined): boolean {
  return (
    page !== undefined &&
    page.last_seen_at !== null &&
    observation.complete &&
    !page.has_siblings &&
    page.question_id === observation.question_id &&
    page.record_digest === observation.record_digest &&
    page.parser_version === observation.parser_version &&
    observation.confirmed_at > page.last_seen_at
  )
}

async function putConfirmations(
  trx: Kysely<Database>,
  confirmations: readonly Confirmation[],
): Promise<void> {
  await trx
    .insertInto('crawl.confirmation')
    .values(
      confirmations.map(({ site, path, confirms, capturedAt, captureId, runId }) => ({
        site,
        path,
        confirms,
        captured_at: capturedAt,
        capture_id: captureId,
        run_id: runId,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

async function confirmedSightings(
  trx: Kysely<Database>,
  confirmations: readonly Confirmation[],
  pageOf: (one: Confirmation) => LoadedPage | undefined,
): Promise<readonly ConfirmedSighting[]> {
  // A page that no record was ever loaded from has no observation: lists, sitemaps.
  const wanted = confirmations.filter((one) => (pageOf(one)?.question_id ?? null) !== null)
  const found = await observationsOf(
    trx,
    wanted.map((one) => ({ ...one, question_id: pageOf(one)?.question_id ?? null })),
  )
  const keys = new Set(found.map(({ site, path, confirmed_at }) => keyOf(site, path, confirmed_at)))
  const missing = wanted.filter(({ site, path, capturedAt }) => !keys.has(keyOf(site, path, capturedAt)))
  // Of a page that has shown another question since: no index leads there, and it hardly ever happens.
  return [
    ...found,
    ...(await observationsOf(
      trx,
      missing.map((one) => ({ ...one, question_id: null })),
    )),
  ]
}

async function observationsOf(
  trx: Kysely<Database>,
  wanted: readonly (Confirmation & { readonly question_id: string | null })[],
): Promise<readonly ConfirmedSighting[]> {
  if (wanted.length === 0) return []
  const anyQuestion = wanted.every(({ question_id }) => question_id === null)
  const statement = sightingsStatement(anyQuestion ? '' : 'and s.question_id = w.question_id')
  const query = CompiledQuery.raw(statement, [JSON.stringify(wanted)])
  return (await trx.executeQuery<ConfirmedSighting>(query)).rows
}

function sightingsStatement(ofQuestion: string): string {
  return `
    select s.site, s.question_id, s.path, s.record_digest, s.parser_version, s.complete,
      w."capturedAt" as confirmed_at
    from json_to_recordset($1::json)
      as w (site text, path text, confirms text, "capturedAt" timestamptz, question_id text)
    join crawl.observation s on s.site = w.site ${ofQuestion} and s.path = w.path and s.capture_id = w.confirms
      and s.captured_at < w."capturedAt" and s.record_digest is not null`
}

const confirmedStatement = `
  select distinct confirms from crawl.confirmation
  join json_to_recordset($1::json) as w (site text, path text, confirms text) using (site, path, confirms)`

function keyOf(site: string, path: string, at: Date): string {
  return JSON.stringify([site, path, at.toISOString()])
}

function distinctQuestions(observations: readonly QuestionKey[]): readonly QuestionKey[] {
  const keys = observations.map(({ site, question_id }) => ({ site, question_id }))
  return [...new Map(keys.map((key) => [questionKeyOf(key), key])).values()]
}
