/** A client for one visit: it sends back the cookies that its own responses have set. */
import type { Clock } from '../model/clock.ts'
import { Cookies } from './cookies.ts'
import type { CrawlClient } from './fetcher.ts'

/** The same client with cookies of its own, which are forgotten with it. */
export function forVisit(fetcher: Pick<CrawlClient, 'fetch'>, clock: Clock): Pick<CrawlClient, 'fetch'> {
  const cookies = new Cookies(clock)
  return { fetch: (url, options) => fetcher.fetch(url, { cookies, ...options }) }
}
