/** A client for one crawl: only the hosts of its seeds may be at private addresses. */
import type { Fetcher } from './fetcher.ts'

/** The same client, for a crawl of these hosts: of all names, only theirs may be at a private address. */
export function forOwnHosts(
  fetcher: Pick<Fetcher, 'fetch'>,
  privateHosts: ReadonlySet<string>,
): Pick<Fetcher, 'fetch'> {
  return { fetch: (url, options) => fetcher.fetch(url, { ...options, privateHosts }) }
}
