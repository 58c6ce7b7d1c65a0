/** Finds the sites that a re-parse of the whole archive must read. After a change of one definition, these are its own. */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../database/schema/schema.ts'
import type { Sites } from '../parse/site/sites.ts'

/** A site with pages that were last read by another parser version. */
export interface StaleSite {
  readonly site: string
  readonly pages: number
}

/**
 * The sites to read again, those with most pages first. Null means all sites: either every site is stale, or none is, and the
 * user asked for a re-parse nevertheless.
 */
export async function staleSites(db: Kysely<Database>, sites: Sites): Promise<readonly StaleSite[] | null> {
  const { rows } = await sql<{ site: string; origin: string; version: string; pages: number }>`
    select site, origin, version, count(*)::int as pages
    from (
      select site, origin, parser_version as version from crawl.page where parser_version is not null
      union all
      select r.site, p.origin, r.parser_version from crawl.rejected_page r join crawl.page p using (site, path)
    ) as read
    group by site, origin, version
  `.execute(db)
  const known = new Set(rows.map(({ site }) => site))
  const stale = new Map<string, number>()
  for (const { site, origin, version, pages } of rows) {
    if (version === sites.parserVersionOf(`${origin}/`, site)) continue
    stale.set(site, (stale.get(site) ?? 0) + pages)
  }
  if (stale.size === 0 || stale.size === known.size) return null
  return [...stale].map(([site, pages]) => ({ site, pages })).sort((a, b) => b.pages - a.pages)
}
