/**
 * `mondo/crawl`: polite crawls and re-parses. The crawler, its HTTP client and its queue are loaded by the first call.
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
import type * as reparsing from './app/run-reparse.ts'

export type { CrawlSettings } from './app/crawl-settings.ts'
export type { ExitCode } from './app/exit-codes.ts'
export type { CrawlHandles, CrawlSummary } from './app/open-crawl.ts'
export type { ReparseHandles, ReparseInput, ReparseReport } from './app/run-reparse.ts'
export type { FailedCheck, HostSummary, RunSummary } from './crawl/engine/summary.ts'
export type {
  CommittedSlice,
  CrawlObserver,
  CrawlProgress,
  EndedExchange,
  HostActivity,
  VisitedPage,
} from './crawl/observer.ts'
export type { Follow, HostGroup, IdRange } from './crawl/options.ts'
export type { RunExitCode, RunResult } from './crawl/run-store.ts'
export { parseRobots, type Robots } from './fetch/robots.ts'
export type { LoadCounts, RowCounts } from './load/load-counts.ts'
export type { BrokenField, Coverage, DriftReport, SamplePage } from './model/drift-report.ts'
export { type ErrorCode, MondoError, type MondoErrorOptions } from './model/errors.ts'
export type { Log } from './model/log.ts'
export type { RejectReason } from './model/parse-outcome.ts'
export type { FailReason, RetryReason, VisitOutcome } from './model/visit-outcome.ts'
export type { FieldChange, FieldSample } from './reparse/field-changes.ts'
export type { ReparseEnd } from './reparse/reparse.ts'
export type { LostSample, RejectedFor, ReparseSummary } from './reparse/summary.ts'

/**
 * Crawls with the defaults of `mondo crawl` until nothing is due, the budget is used up or the signal is aborted. An
 * aborted signal never rejects: the result is `stopped`, the exit code 130.
 *
 * @throws MondoError `usage` for settings that are impolite or contradict each other; what opening the database and the
 * archive throws
 */
const crawlLazily: typeof crawling.crawl = async (...given) => {
  const { crawl } = await import('./app/open-crawl.ts')
  return await crawl(...given)
}

/**
 * Parses archived or saved pages again with today's parser and loads what differs; nothing is fetched. An aborted signal
 * never rejects: the result is `stopped`, the exit code 130.
 *
 * @throws MondoError `usage` for options that contradict each other, `unreadable-input` without an archive folder; what
 * opening the database throws
 */
const reparseLazily: typeof reparsing.reparse = async (...given) => {
  const { reparse } = await import('./app/run-reparse.ts')
  return await reparse(...given)
}

export { crawlLazily as crawl, reparseLazily as reparse }
