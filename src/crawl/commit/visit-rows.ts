/** `crawl.visit`: one row a visit, with its one outcome; `crawl.run_host_group`: how many of them a run has paid for. */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../../database/schema/schema.ts'
import { parserVersion } from '../../parse/parser-version.ts'
import type { EndedVisit } from '../visit/visit.ts'
import { reasonOf } from './settle.ts'

/** Pages that a run has asked for, by host group, as its budget counts them: a redirect is part of one. */
export async function visitsByHostGroup(
  db: Kysely<Database>,
  runId: string,
): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('crawl.run_host_group')
    .select(['host_group', 'visits'])
    .where('run_id', '=', runId)
    .execute()
  return new Map(rows.map(({ host_group: hostGroup, visits }) => [hostGroup, Number(visits)]))
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
        host_group: visit.page.hostGroup,
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

/** In the order of host groups, since slices of two hosts that redirect to each other meet on the same rows. */
async function countVisits(
  trx: Kysely<Database>,
  runId: string,
  visits: readonly EndedVisit[],
): Promise<void> {
  const spent = visits.filter(({ requests, outcome }) => requests > 0 && outcome.kind !== 'redirected')
  await sql`
    insert into crawl.run_host_group as counted (run_id, host_group, visits)
    select ${runId}::uuid, host_group, count(*) from unnest(${spent.map(({ page }) => page.hostGroup)}::text[]) as host_group
    group by host_group order by host_group
    on conflict (run_id, host_group) do update set visits = counted.visits + excluded.visits
  `.execute(trx)
}
