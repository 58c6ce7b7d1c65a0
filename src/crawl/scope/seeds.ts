/** Seeds: the URLs a crawl starts from, given singly or as a list, and the crawl scope they define. */
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

/**
 * The pages and the crawl scope of the seeds. `more`: URLs that only add their hosts to the scope.
 *
 * @throws MondoError `usage` without any URL, and for one that is not http or https or has credentials
 */
export function seedsOf(options: CrawlScopeOptions, more: readonly string[] = []): Seeds {
  const urls = [...options.urls, ...more].map((url) => seedUrl(url).href)
  if (urls.length === 0) {
    throw new MondoError('usage', 'no URL to crawl', { hint: 'Give the URL of a question or list page' })
  }
  const crawlScope = resolveCrawlScope({ ...options, urls })
  const pages = options.urls.map((url) => pageInScope(crawlScope, seedUrl(url).href, 0))
  return { pages: pages.filter((page) => page !== null), crawlScope }
}

/** @throws MondoError `usage` for a URL that is not http or https, or has credentials */
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

/** A list of seeds that is read as a stream, because it may not fit in memory. */
export interface SeedList {
  /** One URL of every host in it. */
  readonly hosts: readonly string[]
  /** All URLs, in order; duplicates are allowed. */
  urls(): AsyncIterable<string>
}

const pagesPerStatement = 1_000

/** Adds a list to the frontier. Known pages keep their due date, so a long list can be run again to resume it. */
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
