/** Runs scheduled crawls in the process of a worker, over its archive. */
import type { CrawlMetrics } from '../analyse/crawl-metrics.ts'
import { readFrontierGauges } from '../analyse/frontier-gauges.ts'
import { failedChecks } from '../analyse/run-checks.ts'
import { type CrawlDeps, type CrawlEnd, runCrawl } from '../crawl/engine/crawl.ts'
import { runScheduled } from '../crawl/engine/scheduled-crawls.ts'
import { observers } from '../crawl/observer.ts'
import { FetcherPerContact } from '../fetch/fetcher-per-contact.ts'
import type { AccessFor } from '../fetch/host-access.ts'
import { proxiesOf } from '../fetch/proxies.ts'
import { closing } from '../model/closing.ts'
import { Schedule, type ScheduledCrawl } from '../queue/schedule.ts'
import { type CrawlSettings, resolveCrawl } from './crawl-settings.ts'
import { measuredRun, withMetricsFile } from './metrics-file.ts'

export interface ScheduleDeps extends Omit<CrawlDeps, 'fetcher' | 'observer'> {
  /** Parses the arguments of a schedule entry. Throws `usage` for arguments that are not a crawl. */
  readonly settingsOf: (args: readonly string[]) => CrawlSettings
  /** The worker's contact, for crawls that were scheduled without one. */
  readonly contact: string
  /** The worker's: a schedule names no headers, cookies or proxies. */
  readonly accessFor: AccessFor
  readonly allowPrivate: boolean
  /** The worker's metrics; null without. */
  readonly metrics: CrawlMetrics | null
}

/** Resolves when the signal aborts; throws what opening the schedule throws. */
export async function runSchedule(parts: ScheduleDeps): Promise<void> {
  await using schedule = closing(await Schedule.open({ ...parts, fires: true }))
  const runAsked = async (asked: ScheduledCrawl, signal: AbortSignal) =>
    (await runOne(asked, { ...parts, signal })).summary
  const refuses = ({ definitions }: ScheduledCrawl): string | null => {
    const lacking = parts.reader.sites.lacking(definitions)
    return lacking.length === 0
      ? null
      : `this worker lacks the site definition ${lacking.join(', ')}: give it --sites`
  }
  await runScheduled({ ...parts, queue: schedule.queue, runCrawl: runAsked, refuses })
}

async function runOne(
  { name, args }: ScheduledCrawl,
  { settingsOf, contact, accessFor, allowPrivate, metrics: ofWorker, ...parts }: ScheduleDeps,
): Promise<CrawlEnd> {
  const asked = settingsOf(args)
  const resolved = resolveCrawl(
    { ...asked, contact: asked.contact ?? contact, allowPrivate },
    [],
    parts.reader.sites,
  )
  const { clock, store, log } = parts
  const { contactFor } = resolved
  const proxies = proxiesOf(process.env)
  await using fetcher = closing(
    new FetcherPerContact({ contactFor, accessFor, allowPrivate, clock, proxies }),
  )
  const checks = resolved.check ? { failedChecks: () => failedChecks(store) } : {}
  const run = async (ofRun: CrawlMetrics | null): Promise<CrawlEnd> => {
    const observer = observers([ofWorker ?? [], ofRun ?? []].flat())
    ofRun?.setGaugeSource(() => readFrontierGauges(store.db, clock.now()))
    try {
      return await runCrawl(resolved.options, { ...parts, ...checks, observer, fetcher })
    } finally {
      await ofRun?.collectFinal()
    }
  }
  const { metricsFile: path } = resolved
  const measured =
    path === null ? () => run(null) : () => withMetricsFile({ clock, log, schedule: name, path }, run)
  return ofWorker === null ? await measured() : await measuredRun(ofWorker, name, measured)
}
