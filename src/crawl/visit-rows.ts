/** `crawl.visit`: one row a visit, with its one outcome. */
import type { Kysely } from 'kysely'
import type { Database } from '../load/schema.ts'
import { parserVersion } from '../parse/parser-version.ts'
import { reasonOf } from './settle.ts'
import type { EndedVisit } from './visit.ts'

/** Pages that a run has asked for, by host scope, as its budget counts them: a redirect is part of one. */
export async function visitsByScope(
  db: Kysely<Database>,
  runId: string,
): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('crawl.visit')
    .select(({ fn }) => ['scope', fn.countAll<string>().as('visits')])
    .where('run_id', '=', runId)
    .where('requests', '>', 0)
    .where('outcome', '<>', 'redirected')
    .groupBy('scope')
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
}
