/**
 * The log of a run, one line a visit in the order of the visits, read in batches: what Heritrix writes as crawl.log. It comes
 * from the database, so it is there for every run, also of many workers, and can be written again at any time.
 */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../../database/schema/schema.ts'

export interface LoggedVisit {
  readonly visitId: number
  readonly at: Date
  /** HTTP status; null without a response. */
  readonly status: number | null
  /** Of the body, as received. */
  readonly bytes: number
  readonly url: string
  readonly outcome: string
  readonly reason: string | null
  /** Requests of the visit, redirects and robots.txt included; 0 where the page was not asked for. */
  readonly requests: number
  readonly mimeType: string | null
  readonly hostGroup: string
  readonly digest: string | null
  readonly warcFile: string | null
  readonly warcOffset: number | null
}

const batchSize = 1_000

/** All visits of a run, in constant memory. */
export async function* readRunLog(db: Kysely<Database>, runId: string): AsyncGenerator<LoggedVisit[]> {
  for (let after = 0; ; ) {
    const { rows } = await sql<LoggedVisit>`
      select visit_id::float8 as "visitId", visited_at as at, capture.status, visit.bytes::float8 as bytes,
        coalesce(capture.url, page.origin || visit.path, visit.path) as url, outcome, reason, visit.requests,
        capture.content_type as "mimeType", visit.host_group as "hostGroup", capture.payload_digest as digest,
        capture.warc_file as "warcFile", capture.warc_offset::float8 as "warcOffset"
      from crawl.visit left join crawl.capture using (capture_id)
        left join crawl.page on page.site = visit.site and page.path = visit.path
      where visit.run_id = ${runId}::uuid and visit_id > ${after}::bigint
      order by visit_id limit ${batchSize}
    `.execute(db)
    if (rows.length > 0) yield rows
    if (rows.length < batchSize) return
    after = rows.at(-1)?.visitId ?? after
  }
}
