/** Scheduled crawls run in the process of a worker, over its archive, by the arguments that they were scheduled with. */
import type { CrawlMetrics } from '../analyse/crawl-metrics.ts'
import { readFrontierGauges } from '../analyse/frontier-gauges.ts'
import { failedChecks } from '../analyse/run-checks.ts'
import { scheduledSettings } from '../cli/options/scheduled-settings.ts'
import { type CrawlDeps, type CrawlEnd, runCrawl } from '../crawl/engine/crawl.ts'
import { runScheduled } from '../crawl/engine/scheduled-crawls.ts'
import { observers } from '../crawl/observer.ts'
import { FetcherPerContact } from '../fetch/fetcher-per-contact.ts'
import { proxiesOf } from '../fetch/proxies.ts'
import { Schedule, type ScheduledCrawl } from '../queue/schedule.ts'
import { contacts, crawlOptions } from './crawl-settings.ts'
import { measuredRun, withMetricsFile } from './metrics-file.ts'

export interface ScheduleDeps extends Omit<CrawlDeps, 'fetcher' | 'observer'> {
  /** Of whoever runs the worker, for crawls that were scheduled without. */
  readonly contact: string
  readonly allowPrivate: boolean
  /** Of the worker. */
  readonly metrics: CrawlMetrics | null
}

export async function runSchedule(parts: ScheduleDeps): Promise<void> {
  const schedule = await Schedule.open({ ...parts, fires: true })
  try {
    const runCrawl = async (asked: ScheduledCrawl, signal: AbortSignal) =>
      (await runOne(asked, { ...parts, signal })).summary
    await runScheduled({ ...parts, queue: schedule.queue, runCrawl })
  } finally {
    await schedule.close()
  }
}

async function runOne(
  { name, args }: ScheduledCrawl,
  { contact, allowPrivate, metrics: ofWorker, ...parts }: ScheduleDeps,
): Promise<CrawlEnd> {
  const asked = scheduledSettings(args)
  const settings = { ...asked, contact: asked.contact ?? contact, allowPrivate }
  const options = crawlOptions(settings)
  const { clock, store, log } = parts
  const fetcher = new FetcherPerContact({
    contactFor: contacts(settings),
    allowPrivate,
    clock,
    proxies: proxiesOf(process.env),
  })
  const checks = settings.check === false ? {} : { failedChecks: () => failedChecks(store) }
  const run = async (ofRun: CrawlMetrics | null): Promise<CrawlEnd> => {
    const observer = observers([ofWorker ?? [], ofRun ?? []].flat())
    ofRun?.setGaugeSource(() => readFrontierGauges(store.db, clock.now()))
    try {
      return await runCrawl(options, { ...parts, ...checks, observer, fetcher })
    } finally {
      await ofRun?.collectFinal()
    }
  }
  const { metricsFile: path } = settings
  const measured =
    path === undefined ? () => run(null) : () => withMetricsFile({ clock, log, schedule: name, path }, run)
  try {
    return ofWorker === null ? await measured() : await measuredRun(ofWorker, name, measured)
  } finally {
    await fetcher.close()
  }
}
