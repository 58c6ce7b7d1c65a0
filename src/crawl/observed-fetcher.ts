/** A fetcher whose requests are told to whoever looks on. What is replayed from the archive goes past it. */
import type { Fetcher } from '../fetch/fetcher.ts'
import type { Clock } from '../model/clock.ts'
import type { CrawlObserver } from './observer.ts'

export interface ObservedFetcherDeps {
  readonly observer: CrawlObserver
  readonly clock: Clock
  readonly groupOf: (url: string) => string
}

export function observedFetcher(
  fetcher: Pick<Fetcher, 'fetch'>,
  { observer, clock, groupOf }: ObservedFetcherDeps,
): Pick<Fetcher, 'fetch'> {
  return {
    async fetch(url, options) {
      const startedAt = clock.now().getTime()
      const result = await fetcher.fetch(url, options)
      const capture = result.kind === 'captured' ? result.capture : null
      observer.exchanged?.({
        hostGroup: groupOf(url),
        answer: result.kind === 'captured' ? result.capture.status : result.kind,
        bytes: capture?.body.byteLength ?? 0,
        seconds: (clock.now().getTime() - startedAt) / 1000,
      })
      return result
    },
  }
}
