/**
 * Loads confirmations: captures without a body (304) that say a page is still what an earlier capture showed. A
 * confirmation names that capture, not its content: it counts as an observation of whatever any parser version
 * reads in it (`observation-store.ts` joins the two), and it may be stored before that capture is loaded.
 */
import type { Kysely } from 'kysely'
import { executeWithRows } from '../../database/json-rows.ts'
import type { Database } from '../../database/schema/schema.ts'
import { type LoadedPage, type PageStateStore, pageKeyOf, showsTheSame } from '../page-state.ts'
import type { Observation } from './observation.ts'
import { distinctQuestions, questionKeyOf } from './observation-store.ts'
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

type ConfirmedObservation = Pick<
  Observation,
  'site' | 'question_id' | 'path' | 'record_digest' | 'parser_version' | 'complete'
> & { readonly confirmed_at: Date }

/**
 * Loads confirmations, in the caller's transaction. If the page shows what it showed when last loaded, as it nearly always
 * does, no row of `qa` is read or written; otherwise the question is recomputed from its observations.
 */
export async function confirmPages(
  trx: Kysely<Database>,
  confirmations: readonly Confirmation[],
  pageStates: PageStateStore,
): Promise<void> {
  if (confirmations.length === 0) return
  const pages = new Map((await pageStates.lock(trx, confirmations)).map((page) => [pageKeyOf(page), page]))
  const pageOf = (one: { readonly site: string; readonly path: string }) => pages.get(pageKeyOf(one))
  await putConfirmations(trx, confirmations)
  const confirmed = await confirmedObservations(trx, confirmations, pageOf)
  const [unchanged, others] = [true, false].map((wanted) =>
    confirmed.filter((observation) => isUnchanged(observation, pageOf(observation)) === wanted),
  )
  await pageStates.touch(
    trx,
    (unchanged ?? []).map(({ site, path, confirmed_at }) => ({
      site,
      path,
      captured_at: confirmed_at.toISOString(),
    })),
  )
  const questions = distinctQuestions(others ?? [])
  if (questions.length === 0) return
  await lockQuestions(trx, questions, pageStates)
  const rewritten = new Set(questions.map(questionKeyOf))
  await recomputeQuestions(trx, { questions, fresh: new Map(), rewritten, removed: [] }, pageStates)
}

/** Ids of the captures that were confirmed before they are loaded. Call it while their pages are locked. */
export async function confirmedAlready(
  trx: Kysely<Database>,
  captures: readonly Pick<Observation, 'site' | 'path' | 'capture_id'>[],
): Promise<ReadonlySet<string>> {
  const wanted = captures.flatMap(({ site, path, capture_id }) =>
    capture_id === '' ? [] : [{ site, path, confirms: capture_id }],
  )
  const rows = await executeWithRows<{ confirms: string }>(trx, confirmedStatement, wanted)
  return new Set(rows.map(({ confirms }) => confirms))
}

/** As for a record: the newest capture of the only page of its question shows what the one before showed. */
function isUnchanged(observation: ConfirmedObservation, page: LoadedPage | undefined): boolean {
  return (
    showsTheSame(page, observation) &&
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

async function confirmedObservations(
  trx: Kysely<Database>,
  confirmations: readonly Confirmation[],
  pageOf: (one: Confirmation) => LoadedPage | undefined,
): Promise<readonly ConfirmedObservation[]> {
  // Lists and sitemaps have no observations: no record was ever loaded from them.
  const wanted = confirmations.filter((one) => (pageOf(one)?.question_id ?? null) !== null)
  const found = await observationsOf(
    trx,
    wanted.map((one) => ({ ...one, question_id: pageOf(one)?.question_id ?? null })),
  )
  const keys = new Set(found.map(({ site, path, confirmed_at }) => keyOf(site, path, confirmed_at)))
  const missing = wanted.filter(({ site, path, capturedAt }) => !keys.has(keyOf(site, path, capturedAt)))
  // The page has shown another question since, with which its repeats became rows. No index serves this query; it is very
  // rare.
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
): Promise<readonly ConfirmedObservation[]> {
  const anyQuestion = wanted.every(({ question_id }) => question_id === null)
  const statement = observationsStatement(
    anyQuestion
      ? '(select * from crawl.full_observation f where f.site = w.site and f.path = w.path)'
      : 'crawl.observations_of(w.site, w.question_id)',
  )
  return await executeWithRows<ConfirmedObservation>(trx, statement, wanted)
}

function observationsStatement(source: string): string {
  return `
    select o.site, o.question_id, o.path, o.record_digest, o.parser_version, o.complete,
      w."capturedAt" as confirmed_at
    from json_to_recordset($1::json)
      as w (site text, path text, confirms text, "capturedAt" timestamptz, question_id text)
    cross join lateral ${source} o
    where o.site = w.site and o.path = w.path and o.capture_id = w.confirms
      and o.captured_at < w."capturedAt" and o.record_digest is not null`
}

const confirmedStatement = `
  select distinct confirms from crawl.confirmation
  join json_to_recordset($1::json) as w (site text, path text, confirms text) using (site, path, confirms)`

function keyOf(site: string, path: string, at: Date): string {
  return JSON.stringify([site, path, at.toISOString()])
}
