/** `crawl.visit`: one row a visit, with its one outcome; `crawl.run_scope`: how many of them a run has paid for. */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../../database/schema/schema.ts'
import { parserVersion } from '../../parse/parser-version.ts'
import type { EndedVisit } from '../visit/visit.ts'
import { reasonOf } from './settle.ts'

/** Pages that a run has asked for, by host scope, as its budget counts them: a redirect is part of one. */
export async function visitsByScope(
  db: Kysely<Database>,
  runId: string,
): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('crawl.run_scope')
    .select(['scope', 'visits'])
    .where('run_id', '=', runId)
    .execute()
  return new Map(rows.map(({ scope, visits }) => [scope, Number(visits)]))
}

export async function insertVisits(
  trx: Kysely<Database>,
  runId: string,
  visits: readonly EndedVisit[],
): Promise<void> {
  if (visits.length === 0) return
  await trx
    .insertInto('crawl.visit')
    .values(
      visits.map((visit) => ({
        run_id: runId,
        site: visit.page.site,
        path: visit.page.path,
        scope: visit.page.scope,
        visited_at: visit.at,
        outcome: visit.outcome.kind,
        reason: reasonOf(visit.outcome),
        detail: JSON.stringify({ ...visit.outcome, detail: visit.detail }),
        capture_id: visit.captureId,
        parser_version: parserVersion,
        requests: visit.requests,
        bytes: visit.bytes,
        robots_digest: visit.robotsDigest,
      })),
    )
    .execute()
  await countVisits(trx, runId, visits)
}

/** In the order of scopes, since slices of two hosts that redirect to each other meet on the same rows. */
async function countVisits(
  trx: Kysely<Database>,
  runId: string,
  visits: readonly EndedVisit[],
): Promise<void> {
  const spent = visits.filter(({ requests, outcome }) => requests > 0 && outcome.kind !== 'redirected')
  await sql`
    insert into crawl.run_scope as counted (run_id, scope, visits)
    select ${runId}::uuid, scope, count(*) from unnest(${spent.map(({ page }) => page.scope)}::text[]) as scope
    group by scope order by scope
    on conflict (run_id, scope) do update set visits = counted.visits + excluded.visits
  `.execute(trx)
}
