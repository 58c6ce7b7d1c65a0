/** The links of pages that gave no record when they were fetched: followed by the rules of the run that fetched them. */
import type { Kysely } from 'kysely'
import { storedRun } from '../crawl/engine/stored-run.ts'
import { addPages } from '../crawl/frontier/add-pages.ts'
import { scopesOf, type Territory } from '../crawl/scope/crawl-scope.ts'
import { pagesToFollow } from '../crawl/scope/follow-links.ts'
import { seedsOf } from '../crawl/scope/seeds.ts'
import type { Database } from '../database/schema/schema.ts'
import type { PageLinks } from '../parse/links/links.ts'

export interface LinkedPage {
  readonly scope: string
  readonly depth: number
  /** The run of its last visit. */
  readonly runId: string
  readonly links: PageLinks
}

export async function takeLinksAgain(
  trx: Kysely<Database>,
  pages: readonly LinkedPage[],
  now: Date,
): Promise<void> {
  for (const [runId, linked] of Map.groupBy(pages, (page) => page.runId)) {
    const territory = await territoryOfRun(trx, runId)
    if (territory === null) continue
    const found = linked.flatMap(({ links, scope, depth }) =>
      pagesToFollow(links, { kind: 'question', scope, depth }, territory),
    )
    await addPages(trx, found, now, scopesOf(territory))
  }
}

/** Null where the run does not say: one of another version, or of nothing but ids. */
async function territoryOfRun(trx: Kysely<Database>, runId: string): Promise<Territory | null> {
  const options = (await storedRun(trx, runId))?.options ?? null
  return options === null || options.urls.length === 0 ? null : seedsOf(options).territory
}
