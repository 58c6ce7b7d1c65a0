/** Pages whose last capture was parsed again: their outcome and due date as today's parser would have set them. */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../../database/schema/schema.ts'

export interface Reclassification {
  readonly site: string
  readonly path: string
  readonly captureId: string | null
  readonly outcome: string
  readonly reason: string | null
  readonly dueAt: Date
  /** Seconds; null where the revisit rule is overridden. */
  readonly intervalSeconds: number | null
}

export interface ReclassifiedPage {
  readonly site: string
  readonly path: string
  readonly hostGroup: string
  readonly depth: number
  readonly outcome: string
  /** The run of the page's last visit. */
  readonly runId: string
}

/**
 * Changes pages whose last visit gave no record and made this very capture. The validators that are kept are those of an
 * earlier capture. A dropped page stays dropped. Returns the pages changed.
 */
export async function reclassifyPages(
  trx: Kysely<Database>,
  pages: readonly Reclassification[],
): Promise<readonly ReclassifiedPage[]> {
  const { rows } = await sql<ReclassifiedPage>`
    update crawl.page p set
      kind = case k.outcome when 'loaded' then 'question' else p.kind end,
      last_outcome = k.outcome,
      last_reason = k.reason,
      due_at = case when p.due_at is null or k.outcome = p.last_outcome then p.due_at else k."dueAt" end,
      interval_seconds = case k.outcome when p.last_outcome then p.interval_seconds else k."intervalSeconds" end,
      etag = case k.outcome when 'loaded' then null else p.etag end,
      last_modified = case k.outcome when 'loaded' then null else p.last_modified end
    from json_to_recordset(${JSON.stringify(pages)}::json) as k (site text, path text, "captureId" text, outcome text,
      reason text, "dueAt" timestamptz, "intervalSeconds" float8)
    cross join lateral (
      select v.capture_id, v.run_id from crawl.visit v where v.site = k.site and v.path = k.path
      order by v.visited_at desc, v.visit_id desc limit 1) v
    where p.site = k.site and p.path = k.path and p.last_outcome in ('rejected', 'not-a-question')
      and (p.last_outcome, p.last_reason) is distinct from (k.outcome, k.reason) and v.capture_id = k."captureId"
    returning p.site, p.path, p.host_group as "hostGroup", p.depth, p.last_outcome as outcome, v.run_id as "runId"
  `.execute(trx)
  return rows
}

/**
 * Stores the parser that read pages last, for those that gave a record once and give none any more: the loader stores it
 * for the others. Without it their sites would stay stale for every re-parse.
 */
export async function noteParserVersions(
  trx: Kysely<Database>,
  pages: readonly (Pick<Reclassification, 'site' | 'path' | 'outcome'> & {
    readonly parserVersion: string
  })[],
): Promise<void> {
  await sql`
    update crawl.page p set parser_version = k."parserVersion"
    from json_to_recordset(${JSON.stringify(pages)}::json) as k (site text, path text, outcome text,
      "parserVersion" text)
    where p.site = k.site and p.path = k.path and k.outcome <> 'loaded' and p.parser_version <> k."parserVersion"
  `.execute(trx)
}
