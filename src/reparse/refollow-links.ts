/** Follows the links of pages that gave no record when they were fetched, by the rules of the run that fetched them. */
import type { Kysely } from 'kysely'
import { addPages } from '../crawl/frontier/add-pages.ts'
import { type CrawlScope, hostGroupsOf } from '../crawl/scope/crawl-scope.ts'
import { pagesToFollow } from '../crawl/scope/follow-links.ts'
import { seedsOf } from '../crawl/scope/seeds.ts'
import { storedRun } from '../crawl/scope/stored-run.ts'
import type { Database } from '../database/schema/schema.ts'
import type { PageLinks } from '../parse/links/links.ts'

export interface LinkedPage {
  readonly hostGroup: string
  readonly depth: number
  /** The run of its last visit. */
  readonly runId: string
  readonly links: PageLinks
}

export async function refollowLinks(
  trx: Kysely<Database>,
  pages: readonly LinkedPage[],
  now: Date,
): Promise<void> {
  for (const [runId, linked] of Map.groupBy(pages, (page) => page.runId)) {
    const crawlScope = await crawlScopeOf(trx, runId)
    if (crawlScope === null) continue
    const found = linked.flatMap(({ links, hostGroup, depth }) =>
      pagesToFollow(links, { kind: 'question', hostGroup, depth }, crawlScope),
    )
    await addPages(trx, found, now, hostGroupsOf(crawlScope))
  }
}

/** Null for a run of another version, and for one of nothing but ids. */
async function crawlScopeOf(trx: Kysely<Database>, runId: string): Promise<CrawlScope | null> {
  const options = (await storedRun(trx, runId))?.options ?? null
  return options === null || options.urls.length === 0 ? null : seedsOf(options).crawlScope
}
