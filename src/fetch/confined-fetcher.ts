/** A fetcher that requests nothing beyond one origin, wherever links and redirects lead. */
import type { Fetcher } from './fetcher.ts'

export function confinedFetcher(fetcher: Pick<Fetcher, 'fetch'>, origin: string): Pick<Fetcher, 'fetch'> {
  return {
    async fetch(url, options) {
      if (URL.parse(url)?.origin === origin) return await fetcher.fetch(url, options)
      return { kind: 'blocked', by: 'address-guard', detail: `only ${origin} is asked here` }
    },
  }
}
