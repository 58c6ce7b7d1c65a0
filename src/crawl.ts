/**
 * `mondo/crawl`: polite crawls. The crawler, its HTTP client and its queue are loaded by the first crawl.
 *
 * @example
 * ```ts
 * import { crawl } from 'mondo/crawl'
 *
 * const { result, questions } = await crawl({
 *   urls: ['https://okwave.jp/list/new_question'],
 *   contact: 'you@example.org',
 *   maxPages: 50,
 * })
 * ```
 */
import type * as crawling from './app/open-crawl.ts'

export type { CrawlSettings } from './app/crawl-settings.ts'
export type { CrawlHandles, CrawlSummary } from './app/open-crawl.ts'
export type { FailedCheck, HostSummary, RunSummary } from './crawl/engine/summary.ts'
export type {
  CommittedSlice,
  CrawlObserver,
  CrawlProgress,
  EndedExchange,
  HostActivity,
  VisitedPage,
} from './crawl/observer.ts'
export { parseRobots, type Robots } from './fetch/robots.ts'
export type { Log } from './model/log.ts'

/**
 * Crawls with the defaults of `mondo crawl` until nothing is due, the budget is spent or the signal is aborted. An
 * aborted signal never rejects: the result is `stopped`, the exit code 130.
 *
 * @throws MondoError `usage` for settings that are impolite or contradict each other; what opening the database and the
 * archive throws
 */
const crawlLazily: typeof crawling.crawl = async (...given) => {
  const { crawl } = await import('./app/open-crawl.ts')
  return await crawl(...given)
}

export { crawlLazily as crawl }
