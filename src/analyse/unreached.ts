/** Pages of a run that gave no question and no links, by outcome and reason: gone, blocked, failed, no question. */
import { type Kysely, sql } from 'kysely'
import { pageUrl } from '../crawl/frontier/frontier.ts'
import type { Database } from '../database/schema/schema.ts'

export interface UnreachedGroup {
  readonly site: string
  readonly outcome: 'blocked' | 'failed' | 'gone' | 'not-a-question'
  /** As in `crawl.visit`: `404`, `robots`, `timeout`; null for a page without a question. */
  readonly reason: string | null
  readonly pages: number
  /** URL of one of them. */
  readonly example: string
}

/** Most pages first. */
export async function unreachedPages(db: Kysely<Database>, runId: string): Promise<UnreachedGroup[]> {
  const { rows } = await sql<Omit<UnreachedGroup, 'example'> & { path: string; origin: string | null }>`
    select unreached.*, page.origin
    from (
      select site, outcome, reason, count(*)::int as pages, min(path) as path
      from crawl.visit
      where run_id = ${runId}::uuid and outcome in ('gone', 'blocked', 'failed', 'not-a-question')
      group by site, outcome, reason
    ) as unreached
    left join crawl.page using (site, path)
    order by pages desc, site, outcome, reason
  `.execute(db)
  return rows.map(({ path, origin, ...group }) => ({
    ...group,
    example: origin === null ? path : pageUrl({ origin, path }),
  }))
}
