/** Limits a fetcher to one origin, wherever links and redirects lead. */
import type { Fetcher } from './fetcher.ts'

/** Requests to any other origin end in `blocked` without a connection. */
export function confinedFetcher(fetcher: Pick<Fetcher, 'fetch'>, origin: string): Pick<Fetcher, 'fetch'> {
  return {
    async fetch(url, options) {
      if (URL.parse(url)?.origin === origin) return await fetcher.fetch(url, options)
      return { kind: 'blocked', by: 'address-guard', detail: `only ${origin} is asked here` }
    },
  }
}
