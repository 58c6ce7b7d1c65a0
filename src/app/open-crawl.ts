/** Builds what a crawl needs, runs it, and closes everything again: for `mondo crawl`, the demo and the library. */
import type { CrawlMetrics } from '../analyse/crawl-metrics.ts'
import { readFrontierGauges } from '../analyse/frontier-gauges.ts'
import { failedChecks } from '../analyse/run-checks.ts'
import { commonOptions } from '../cli/options/common-options.ts'
import { type CrawlDeps, type CrawlEnd, runCrawl } from '../crawl/engine/crawl.ts'
import type { RunSummary } from '../crawl/engine/summary.ts'
import { type CrawlObserver, observers } from '../crawl/observer.ts'
import { recoveryFiles } from '../crawl/recovery/recover.ts'
import type { SeedList } from '../crawl/scope/seeds.ts'
import { databaseError } from '../database/errors.ts'
import { openStore, type Store } from '../database/store.ts'
import { confinedFetcher } from '../fetch/confined-fetcher.ts'
import { FetcherPerContact } from '../fetch/fetcher-per-contact.ts'
import { proxiesOf } from '../fetch/proxies.ts'
import type { Log } from '../model/log.ts'
import { byteSize, diskRoom } from './byte-size.ts'
import { type CrawlSettings, contacts, crawlOptions } from './crawl-settings.ts'
import { leaseSeconds } from './lease-seconds.ts'
import { withMetricsFile } from './metrics-file.ts'
import { openArchive } from './open-archive.ts'
import { systemClock as clock } from './system-clock.ts'

export interface CrawlContext {
  readonly log: Log
  readonly signal: AbortSignal
  readonly onProgress?: CrawlDeps['onProgress']
  readonly observer?: CrawlObserver
  /** Looked at after the crawl, while the database is still open. */
  readonly afterwards?: (store: Store, end: CrawlEnd) => Promise<void>
  /** Seeds beside those of the settings: a file of URLs. */
  readonly seedList?: SeedList
  /** In place of the client's own freedom: the demo lets it ask one origin only. */
  readonly onlyOrigin?: string
}

/**
 * Crawls with the defaults of the command line.
 *
 * ```ts
 * const summary = await crawl({ urls: ['https://okwave.jp/list/new_question'], contact: 'you@example.org', maxPages: 50 })
 * ```
 * Throws `usage` for what is impolite or contradicts itself, and what opening the database and the archive throws.
 */
export async function crawl(settings: CrawlSettings): Promise<RunSummary> {
  const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined }
  try {
    return (await crawlIn({ log: silent, signal: new AbortController().signal }, settings)).summary
  } catch (error) {
    throw databaseError(error) ?? error
  }
}

export async function crawlIn(surroundings: CrawlContext, settings: CrawlSettings): Promise<CrawlEnd> {
  const { log } = surroundings
  const { metricsFile: path } = settings
  if (path === undefined) return await crawlWith(surroundings, settings, null)
  return await withMetricsFile({ path, clock, log, schedule: '' }, (metrics) =>
    crawlWith(surroundings, settings, metrics),
  )
}

async function crawlWith(
  { log, signal, onProgress, observer, afterwards, onlyOrigin, seedList }: CrawlContext,
  settings: CrawlSettings,
  metrics: CrawlMetrics | null,
): Promise<CrawlEnd> {
  const options = crawlOptions(settings, seedList?.hosts)
  const { data = './mondo-data', db } = settings
  const { archiveFolder, databaseUrl } = commonOptions(db === undefined ? { data } : { data, db })
  const minFree = settings.minFree === undefined ? undefined : byteSize(settings.minFree, 'min-free')
  const contactFor = contacts(settings)
  // The demo's site is on this machine, where no proxy leads.
  const proxies = onlyOrigin === undefined ? proxiesOf(process.env) : null

  const told = [observer ?? [], metrics ?? []].flat()
  const store = await openStore(databaseUrl, process.env)
  try {
    metrics?.setGaugeSource(() => readFrontierGauges(store.db, clock.now()))
    const archive = await openArchive(archiveFolder, settings.contact, recoveryFiles)
    const allowPrivate = settings.allowPrivate === true
    const fetcher = new FetcherPerContact({ contactFor, allowPrivate, clock, proxies })
    try {
      const end = await runCrawl(options, {
        store,
        fetcher: onlyOrigin === undefined ? fetcher : confinedFetcher(fetcher, onlyOrigin),
        archive,
        archiveFolder,
        clock,
        isRealTime: true,
        leaseSeconds: leaseSeconds(),
        random: Math.random,
        log,
        signal,
        ...(settings.check === false ? {} : { failedChecks: () => failedChecks(store) }),
        ...(minFree === undefined ? {} : { checkResources: diskRoom(archiveFolder, minFree) }),
        ...(onProgress === undefined ? {} : { onProgress }),
        ...(told.length === 0 ? {} : { observer: observers(told) }),
        ...(seedList === undefined ? {} : { seedList }),
      })
      await afterwards?.(store, end)
      return end
    } finally {
      await fetcher.close()
      await archive.close()
    }
  } finally {
    await metrics?.collectFinal()
    await store.close()
  }
}
