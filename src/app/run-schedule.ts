/** Runs scheduled crawls in the process of a worker, over its archive. */
import type { CrawlMetrics } from '../analyse/crawl-metrics.ts'
import { readFrontierGauges } from '../analyse/frontier-gauges.ts'
import { failedChecks } from '../analyse/run-checks.ts'
import { type CrawlDeps, type CrawlEnd, runCrawl } from '../crawl/engine/crawl.ts'
import { runScheduled, runScheduledNow, type ScheduledCrawlDeps } from '../crawl/engine/scheduled-crawls.ts'
import type { RunSummary } from '../crawl/engine/summary.ts'
import { type CrawlObserver, observers } from '../crawl/observer.ts'
import { FetcherPerContact } from '../fetch/fetcher-per-contact.ts'
import type { AccessFor } from '../fetch/host-access.ts'
import { proxiesOf } from '../fetch/proxies.ts'
import { closing } from '../model/closing.ts'
import { MondoError } from '../model/errors.ts'
import { Schedule, type ScheduledCrawl } from '../queue/schedule.ts'
import { type CrawlSettings, resolveCrawl } from './crawl-settings.ts'
import type { Hook, Hooks } from './hooks/configured-hooks.ts'
import { tellingOfFailure } from './hooks/failed-crawl.ts'
import { runHook } from './hooks/run-hook.ts'
import { measuredRun, withMetricsFile } from './metrics-file.ts'

export interface ScheduleDeps extends Omit<CrawlDeps, 'fetcher' | 'observer'> {
  /** Parses the arguments of a schedule entry. Throws `usage` for arguments that are not a crawl. */
  readonly crawlOf: (args: readonly string[]) => {
    readonly settings: CrawlSettings
    /** Name of the hook at its end; undefined for the worker's own `onEnd`. */
    readonly onEnd: string | undefined
  }
  /** The hooks of this worker's own configuration: a schedule has their names alone. */
  readonly hooks: Hooks
  /**
   * Path of this worker's configuration, which applies to scheduled crawls that name none; undefined if the worker has none.
   */
  readonly config: string | undefined
  /** The worker's contact, for crawls that were scheduled without one. */
  readonly contact: string
  /** The worker's: a schedule names no headers, cookies or proxies. */
  readonly accessFor: AccessFor
  readonly allowPrivate: boolean
  /** The worker's metrics; null without. */
  readonly metrics: CrawlMetrics | null
  /** What else watches the crawls of this process; null without. */
  readonly watching?: CrawlObserver | null
}

/** Resolves when the signal aborts; throws what opening the schedule throws. */
export async function runSchedule(parts: ScheduleDeps): Promise<void> {
  await using schedule = closing(await Schedule.open({ ...parts, fires: true }))
  await runScheduled({ ...parts, queue: schedule.queue, ...runnerOf(parts) })
}

/**
 * Runs one entry now, in this process, as a worker would at its time.
 *
 * @throws MondoError `usage` where there is no such entry, or it runs already; what the crawl itself throws
 */
export async function runScheduleNow(name: string, parts: ScheduleDeps): Promise<RunSummary> {
  await using schedule = closing(await Schedule.open(parts))
  const entry = (await schedule.list()).find((one) => one.name === name)
  if (entry === undefined) {
    throw new MondoError('usage', `schedule: no entry ${name}`, { hint: 'See mondo schedule list' })
  }
  const { refuses, runCrawl: run } = runnerOf(parts)
  const why = refuses(entry)
  if (why !== null) throw new MondoError('usage', `schedule: ${name} cannot run here: ${why}`)
  return await runScheduledNow(entry, { ...parts, queue: schedule.queue, db: parts.store.db, runCrawl: run })
}

function runnerOf(parts: ScheduleDeps): Pick<ScheduledCrawlDeps, 'runCrawl' | 'refuses'> {
  const runAsked = async (asked: ScheduledCrawl, signal: AbortSignal) => {
    const hook = hookOf(asked, parts)
    const { summary } = await tellingOfFailure(runOne(asked, { ...parts, signal }), hook, parts)
    if (hook !== null) await runHook(hook, { ...summary, summary }, parts)
    return summary
  }
  const refuses = ({ definitions }: ScheduledCrawl): string | null => {
    const lacking = parts.reader.sites.lacking(definitions)
    return lacking.length === 0
      ? null
      : `this worker lacks the site definition ${lacking.join(', ')}: give it --sites`
  }
  return { runCrawl: runAsked, refuses }
}

function hookOf({ name, args }: ScheduledCrawl, { crawlOf, hooks, log }: ScheduleDeps): Hook | null {
  const onEnd = onEndOf(args, crawlOf)
  if (onEnd === undefined) return hooks.onEnd
  const hook = hooks.named(onEnd)
  if (hook === null) log.warn({ name, hook: onEnd }, 'this worker has no such hook in its configuration')
  return hook
}

/** Arguments that are not a crawl (any more) name no hook: they fail the crawl, of which the worker's own hook is told. */
function onEndOf(args: readonly string[], crawlOf: ScheduleDeps['crawlOf']): string | undefined {
  try {
    return crawlOf(args).onEnd
  } catch {
    return undefined
  }
}

async function runOne(
  { name, args }: ScheduledCrawl,
  { crawlOf, config, contact, accessFor, allowPrivate, metrics: ofWorker, watching, ...parts }: ScheduleDeps,
): Promise<CrawlEnd> {
  const { settings: asked } = crawlOf(args)
  const resolved = resolveCrawl(
    {
      ...asked,
      config: asked.config ?? config,
      // '' means no contact flag: the contact in the configuration applies.
      contact: asked.contact ?? (contact === '' ? undefined : contact),
      allowPrivate,
    },
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
    const observer = observers([ofWorker ?? [], ofRun ?? [], watching ?? []].flat())
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
