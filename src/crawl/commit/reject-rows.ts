/** `crawl.rejected_page`: pages whose last capture the parser rejected, until a later one is read. */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../../database/schema/schema.ts'
import { parserVersion } from '../../parse/parser-version.ts'
import type { EndedVisit } from '../visit/visit.ts'

export async function saveRejects(trx: Kysely<Database>, visits: readonly EndedVisit[]): Promise<void> {
  const rejects = visits.flatMap(({ outcome, page, captureId, at }) => {
    if (outcome.kind !== 'rejected') return []
    const { reason, checks } = outcome
    return [{ site: page.site, path: page.path, captureId, at, reason, checks }]
  })
  if (rejects.length > 0) {
    await sql`
      insert into crawl.rejected_page (site, path, capture_id, rejected_at, reason, checks, parser_version)
      select site, path, "captureId", at, reason, checks, ${parserVersion}
      from json_to_recordset(${JSON.stringify(rejects)}::json)
        as r (site text, path text, "captureId" text, at timestamptz, reason text, checks jsonb)
      order by site, path
      on conflict (site, path) do update set capture_id = excluded.capture_id, rejected_at = excluded.rejected_at,
        reason = excluded.reason, checks = excluded.checks, parser_version = excluded.parser_version
    `.execute(trx)
  }
  const good = visits
    .filter(({ reading, outcome }) => reading.kind === 'record' || outcome.kind === 'gone')
    .map(({ page }) => ({ site: page.site, path: page.path }))
  if (good.length === 0) return
  await sql`
    delete from crawl.rejected_page using json_to_recordset(${JSON.stringify(good)}::json) as g (site text, path text)
    where rejected_page.site = g.site and rejected_page.path = g.path
  `.execute(trx)
}
