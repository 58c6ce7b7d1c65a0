/** The sitemaps and lists among the seeds that a run could not read to their end: it may have missed pages, and says so by its exit code. */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../../database/schema/schema.ts'

export interface BrokenList {
  readonly url: string
  /** `damaged-body`, `too-large` or `unknown-encoding`; of one that was rejected, why. */
  readonly reason: string
}

/**
 * By URL; the last visit of each sitemap counts. One that cannot be fetched is not among them: robots.txt files name many
 * that are gone.
 */
export async function brokenListsOf(db: Kysely<Database>, runId: string): Promise<BrokenList[]> {
  const { rows } = await sql<BrokenList>`
    select page.origin || page.path as url, last.reason
    from crawl.page as page join lateral (
      select visit.outcome, visit.reason from crawl.visit as visit
      where visit.run_id = ${runId} and visit.site = page.site and visit.path = page.path
      order by visit.visit_id desc limit 1
    ) as last on true
    where page.last_run_id = ${runId} and ((page.kind = 'sitemap' and last.outcome = 'rejected')
      or ((page.kind = 'sitemap' or (page.depth = 0 and page.kind <> 'question'))
        and last.outcome = 'failed' and last.reason in ('damaged-body', 'too-large', 'unknown-encoding')))
    order by url
  `.execute(db)
  return rows
}
