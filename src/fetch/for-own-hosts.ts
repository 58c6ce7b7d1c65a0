/** A client for one crawl: only the hosts of its seeds may be at private addresses. */
import type { CrawlClient } from './fetcher.ts'

/**
 * The same client, for a crawl of these hosts: of all names, only theirs may be at a private address.
 *
 * @param seedOrigins Of the seeds; their schemes decide over which one a host gets its configured headers and cookies.
 */
export function forOwnHosts(
  fetcher: CrawlClient,
  privateHosts: ReadonlySet<string>,
  seedOrigins: ReadonlySet<string> = new Set(),
): CrawlClient {
  return {
    fetch: (url, options) => fetcher.fetch(url, { ...options, privateHosts, seedOrigins }),
    leadsInside: (from, to) => fetcher.leadsInside(from, to),
  }
}
