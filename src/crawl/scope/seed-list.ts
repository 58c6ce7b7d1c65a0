/** A file of URLs as a way in: read as a stream, straight into the frontier. */
import type { Kysely } from 'kysely'
import { retryTransaction } from '../../database/retry-transaction.ts'
import type { Database } from '../../database/schema/schema.ts'
import { addPages } from '../frontier/add-pages.ts'
import type { FoundPage } from '../frontier/frontier.ts'
import { type CrawlScope, hostGroupsOf, pageInScope } from './crawl-scope.ts'

export interface SeedList {
  /** One URL of every host in it. */
  readonly hosts: readonly string[]
  /** All of them, in order; each may stand more than once. */
  urls(): AsyncIterable<string>
}

const pagesPerStatement = 1_000

/** Pages that are known already keep their place in the revisit rule: a long list is run again to go on with it. */
export async function addSeedList(
  db: Kysely<Database>,
  list: SeedList,
  crawlScope: CrawlScope,
  now: Date,
): Promise<void> {
  // Workers of an earlier run may be at work on the same pages.
  const add = (some: readonly FoundPage[]) =>
    retryTransaction(db, (trx) => addPages(trx, some, now, hostGroupsOf(crawlScope)))
  let pages: FoundPage[] = []
  for await (const url of list.urls()) {
    const page = pageInScope(crawlScope, url, 0)
    if (page !== null) pages.push(page)
    if (pages.length < pagesPerStatement) continue
    await add(pages)
    pages = []
  }
  await add(pages)
}
