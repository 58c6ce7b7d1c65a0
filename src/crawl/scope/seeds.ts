/** Seeds: the URLs a crawl starts from, and with them the hosts it may ask. */
import type { Kysely } from 'kysely'
import { retryTransaction } from '../../database/retry-transaction.ts'
import type { Database } from '../../database/schema/schema.ts'
import { MondoError } from '../../model/errors.ts'
import { addPages } from '../frontier/add-pages.ts'
import type { FoundPage } from '../frontier/frontier.ts'
import {
  type CrawlScope,
  type CrawlScopeOptions,
  hostGroupsOf,
  pageInScope,
  resolveCrawlScope,
} from './crawl-scope.ts'

export interface Seeds {
  readonly pages: readonly FoundPage[]
  readonly crawlScope: CrawlScope
}

/** `more`: URLs whose hosts belong to the crawl too, and which are no seeds themselves. */
export function seedsOf(options: CrawlScopeOptions, more: readonly string[] = []): Seeds {
  const urls = [...options.urls, ...more].map((url) => seedUrl(url).href)
  if (urls.length === 0) {
    throw new MondoError('usage', 'no URL to crawl', { hint: 'Give the URL of a question or list page' })
  }
  const crawlScope = resolveCrawlScope({ ...options, urls })
  const pages = options.urls.map((url) => pageInScope(crawlScope, seedUrl(url).href, 0))
  return { pages: pages.filter((page) => page !== null), crawlScope }
}

export function seedUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new MondoError('usage', `not an http or https URL: ${text}`, {
      hint: 'Give it in full, as in https://okwave.jp/qa/q8165099.html',
    })
  }
  if (url.username !== '' || url.password !== '') {
    throw new MondoError('usage', `a URL with a user name or password: ${url.host}`, {
      hint: 'mondo crawls public pages only; leave the credentials out',
    })
  }
  return url
}

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
