/**
 * What a slice writes about its visits: `crawl.capture`, `crawl.visit` (one row a visit), `crawl.run_host_group` and `crawl.run` (what
 * the run has used), `crawl.rejected_page`.
 */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../../database/schema/schema.ts'
import { headerOf } from '../../model/capture.ts'
import { storedUrl } from '../../model/stored-url.ts'
import type { Sites } from '../../parse/site/sites.ts'
import { pageUrl } from '../frontier/frontier.ts'
import type { KeptCapture } from '../politeness/kept-capture.ts'
import type { ExchangeLog } from '../politeness/paced-exchange.ts'
import { type CrawlScope, pageAt } from '../scope/crawl-scope.ts'
import type { EndedVisit } from '../visit/visit.ts'
import { reasonOf } from './settle.ts'

/** Visits of a run by host group, as its budget counts them: redirects count with the visit they lead to. */
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

/** One row for each response, pointing into the archive. */
export async function insertCaptures(
  trx: Kysely<Database>,
  runId: string,
  archived: readonly KeptCapture[],
  about: { readonly crawlScope: CrawlScope; readonly encodings: ReadonlyMap<string, string | null> },
): Promise<void> {
  if (archived.length === 0) return
  await trx
    .insertInto('crawl.capture')
    .values(
      archived.map(({ capture, location, bodyBytes, payloadDigest, elapsedMs }) => {
        const { site, path } =
          pageAt(about.crawlScope, capture.url, 0) ?? about.crawlScope.sites.identify(capture.url)
        return {
          capture_id: capture.id,
          run_id: runId,
          site,
          path: storedUrl(path),
          url: storedUrl(capture.url),
          captured_at: capture.capturedAt,
          status: capture.status,
          warc_file: location.file,
          warc_offset: location.offset,
          warc_length: location.length,
          payload_digest: payloadDigest,
          content_type: headerOf(capture.headers, 'content-type'),
          encoding: about.encodings.get(capture.id) ?? null,
          truncated: capture.truncated,
          ip_address: capture.ipAddress,
          body_bytes: bodyBytes,
          elapsed_ms: elapsedMs ?? null,
        }
      }),
    )
    .execute()
}

export async function insertVisits(
  trx: Kysely<Database>,
  runId: string,
  visits: readonly EndedVisit[],
  sites: Sites,
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
        parser_version: sites.parserVersionOf(pageUrl(visit.page), visit.page.site),
        requests: visit.requests,
        bytes: visit.bytes,
        robots_digest: visit.robotsDigest,
      })),
    )
    .execute()
  await countVisits(trx, runId, visits)
}

/** Ordered by host group: slices of two hosts that redirect to each other lock the same rows. */
async function countVisits(
  trx: Kysely<Database>,
  runId: string,
  visits: readonly EndedVisit[],
): Promise<void> {
  const counted = visits.filter(({ requests, outcome }) => requests > 0 && outcome.kind !== 'redirected')
  await sql`
    insert into crawl.run_host_group as counted (run_id, host_group, visits)
    select ${runId}::uuid, host_group, count(*) from unnest(${counted.map(({ page }) => page.hostGroup)}::text[]) as host_group
    group by host_group order by host_group
    on conflict (run_id, host_group) do update set visits = counted.visits + excluded.visits
  `.execute(trx)
}

/** Adds the costs of a slice. All slices of a run share the row: call this last in their transactions. */
export async function addRunTotals(
  trx: Kysely<Database>,
  runId: string,
  cost: Pick<ExchangeLog, 'requests' | 'bytes' | 'statuses'>,
): Promise<void> {
  const statuses = JSON.stringify(Object.fromEntries(cost.statuses))
  await sql`
    update crawl.run set requests = requests + ${cost.requests}::bigint, bytes = bytes + ${cost.bytes}::bigint,
      statuses = (
        select coalesce(jsonb_object_agg(status, responses), '{}') from (
          select key as status, sum(value::bigint) as responses
          from (select * from jsonb_each_text(run.statuses) union all select * from jsonb_each_text(${statuses}::jsonb)) as each
          group by key
        ) as counted)
    where run_id = ${runId}::uuid
  `.execute(trx)
}

/** Keeps pages whose last capture the parser rejected, until a later capture is read. */
export async function saveRejects(
  trx: Kysely<Database>,
  visits: readonly EndedVisit[],
  sites: Sites,
): Promise<void> {
  const rejects = visits.flatMap(({ outcome, page, captureId, at }) => {
    if (outcome.kind !== 'rejected') return []
    const { reason, checks } = outcome
    const parserVersion = sites.parserVersionOf(pageUrl(page), page.site)
    return [{ site: page.site, path: page.path, captureId, at, reason, checks, parserVersion }]
  })
  if (rejects.length > 0) {
    await sql`
      insert into crawl.rejected_page (site, path, capture_id, rejected_at, reason, checks, parser_version)
      select site, path, "captureId", at, reason, checks, "parserVersion"
      from json_to_recordset(${JSON.stringify(rejects)}::json)
        as r (site text, path text, "captureId" text, at timestamptz, reason text, checks jsonb, "parserVersion" text)
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
