/** Builds what a crawl needs, runs it, and closes everything again: for `mondo crawl`, the demo and the library. */
import type { CrawlMetrics } from '../analyse/crawl-metrics.ts'
import { readFrontierGauges } from '../analyse/frontier-gauges.ts'
import { failedChecks } from '../analyse/run-checks.ts'
import { type CrawlEnd, runCrawl } from '../crawl/engine/crawl.ts'
import { endLostRuns } from '../crawl/engine/lost-runs.ts'
import { type CrawlObserver, observers } from '../crawl/observer.ts'
import type { SeedList } from '../crawl/scope/seeds.ts'
import { databaseError } from '../database/errors.ts'
import type { Store } from '../database/store.ts'
import type { FetcherPerContactOptions } from '../fetch/fetcher-per-contact.ts'
import { proxiesOf } from '../fetch/proxies.ts'
import { type Log, silent } from '../model/log.ts'
import { type LoadedSites, onlyBundled } from '../parse/site/load-sites.ts'
import { withCrawlParts } from './crawl-parts.ts'
import { type CrawlSettings, type ResolvedCrawl, resolveCrawl } from './crawl-settings.ts'
import { withMetricsFile } from './metrics-file.ts'
import { namedSites } from './settings/site-files.ts'
import { systemClock as clock } from './system-clock.ts'

/** How the caller stops, watches and connects a crawl. */
export interface CrawlHandles {
  /** Stops the crawl cleanly: the request in flight ends, its slice is committed. */
  readonly signal?: AbortSignal
  /** Default: nothing is logged. */
  readonly log?: Log
  readonly observer?: CrawlObserver
  /**
   * An undici Dispatcher that replaces the client's connections, for a proxy of your own or for tests. Addresses and connect time-outs are then
   * its business, and HTTP_PROXY is not read. It stays open.
   */
  readonly dispatcher?: NonNullable<FetcherPerContactOptions['dispatcher']>
}

export interface CrawlContext extends CrawlHandles {
  /** Called when the database and the archive are open, before anything is requested. */
  readonly onOpened?: () => void
  /** Called after the crawl, while the database is still open. */
  readonly afterwards?: (store: Store, end: CrawlEnd) => Promise<void>
  /** Seeds beside those of the settings: a file of URLs. */
  readonly seedList?: SeedList
  /** Limits the client to one origin, for the demo. */
  readonly onlyOrigin?: string
  /** Default: the bundled sites. */
  readonly sites?: LoadedSites
}

/** The object that `crawl --json` prints. `runId` is null where the signal was aborted before the start. */
export type CrawlSummary = Omit<CrawlEnd['summary'], 'runId'> & { readonly runId: string | null }

/**
 * Crawls with the defaults of the command line, until nothing is due, the budget is used up or the signal is aborted.
 *
 * An aborted signal never rejects: the result is `stopped` with exit code 130. Where it was aborted before the start,
 * nothing is opened or requested, `runId` is null and every count is 0.
 *
 * @throws MondoError `usage` for settings that are impolite or contradict each other; what opening the database and the
 * archive throws
 * @example
 * ```ts
 * const { result, questions } = await crawl(
 *   { urls: ['https://okwave.jp/list/new_question'], contact: 'you@example.org', maxPages: 50, maxTime: 1800 },
 *   { signal: AbortSignal.timeout(3_600_000) },
 * )
 * ```
 */
export async function crawl(settings: CrawlSettings, handles: CrawlHandles = {}): Promise<CrawlSummary> {
  const isStopped = handles.signal?.aborted === true
  const sites = await namedSites(settings)
  const resolved = resolveCrawl(settings, [], sites.sites)
  if (isStopped) return stoppedBeforeStart
  const { signal, log, observer, dispatcher } = handles
  try {
    const given = { signal, log, observer, dispatcher }
    const context = Object.fromEntries(Object.entries(given).filter(([, one]) => one !== undefined))
    return (await crawlIn({ ...context, sites }, resolved)).summary
  } catch (error) {
    throw databaseError(error) ?? error
  }
}

const stoppedBeforeStart: CrawlSummary = {
  runId: null,
  result: 'stopped',
  exitCode: 130,
  requests: 0,
  bytes: 0,
  seconds: 0,
  pace: 0,
  statuses: {},
  outcomes: {},
  questions: 0,
  answers: 0,
  due: 0,
  hosts: [],
  failedChecks: [],
}

export async function crawlIn(context: CrawlContext, resolved: ResolvedCrawl): Promise<CrawlEnd> {
  const { log = silent } = context
  const { metricsFile: path } = resolved
  if (path === null) return await crawlWith(context, resolved, null)
  return await withMetricsFile({ path, clock, log, schedule: '' }, (metrics) =>
    crawlWith(context, resolved, metrics),
  )
}

async function crawlWith(
  context: CrawlContext,
  resolved: ResolvedCrawl,
  metrics: CrawlMetrics | null,
): Promise<CrawlEnd> {
  const {
    log = silent,
    signal = new AbortController().signal,
    observer,
    dispatcher,
    onlyOrigin,
    seedList,
    sites = onlyBundled,
  } = context
  const { options, check, folder, contact, contactFor, accessFor, allowPrivate, minFree, dbWait } = resolved
  // The demo's site is on this machine, where no proxy leads.
  const proxies = onlyOrigin === undefined && dispatcher === undefined ? proxiesOf(process.env) : null
  const connections = dispatcher === undefined ? {} : { dispatcher }
  const client = { contactFor, accessFor, allowPrivate, proxies, onlyOrigin, ...connections }
  const watching = [observer ?? [], metrics ?? []].flat()
  return await withCrawlParts({ folder, contact, minFree, sites, signal, ...client }, async (parts) => {
    const { store, leaseSeconds } = parts
    await endLostRuns(store, { leaseSeconds })
    context.onOpened?.()
    metrics?.setGaugeSource(() => readFrontierGauges(store.db, clock.now()))
    try {
      const end = await runCrawl(options, {
        ...parts,
        log,
        signal,
        dbWait,
        ...(check ? { failedChecks: () => failedChecks(store) } : {}),
        ...(watching.length === 0 ? {} : { observer: observers(watching) }),
        ...(seedList === undefined ? {} : { seedList }),
      })
      await context.afterwards?.(store, end)
      return end
    } finally {
      await metrics?.collectFinal()
    }
  })
}
