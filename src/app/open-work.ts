/** Opens what a worker needs, and reopens it when the database was unreachable: a worker survives a restart of Postgres. */
import type { CrawlMetrics } from '../analyse/crawl-metrics.ts'
import { readFrontierGauges } from '../analyse/frontier-gauges.ts'
import { endLostRuns } from '../crawl/engine/lost-runs.ts'
import { type ServeDeps, serve } from '../crawl/engine/serve.ts'
import type { RunSummary } from '../crawl/engine/summary.ts'
import { type CrawlObserver, observers } from '../crawl/observer.ts'
import type { CrawlOptions } from '../crawl/options.ts'
import { databaseError } from '../database/errors.ts'
import { isMissing } from '../database/store.ts'
import type { AccessFor } from '../fetch/host-access.ts'
import { proxiesOf } from '../fetch/proxies.ts'
import { slept } from '../model/clock.ts'
import { MondoError } from '../model/errors.ts'
import type { Log } from '../model/log.ts'
import { type LoadedSites, onlyBundled } from '../parse/site/load-sites.ts'
import { isPublic } from './crawl-manners.ts'
import { withCrawlParts } from './crawl-parts.ts'
import { noHooks } from './hooks/configured-hooks.ts'
import { workOnFiles } from './run-reparse.ts'
import { runSchedule, runScheduleNow, type ScheduleDeps } from './run-schedule.ts'
import { ownContact } from './settings/own-contact.ts'
import { systemClock as clock } from './system-clock.ts'

export interface WorkSettings {
  readonly archiveFolder: string
  readonly databaseUrl: string
  /** Default: the bundled sites. */
  readonly sites?: LoadedSites
  /** The operator of this worker; '' leaves public hosts to other workers. */
  readonly contact: string
  readonly allowPrivate: boolean
  /** Headers, cookies and proxies of this worker's own configuration, which no run or schedule can change. */
  readonly accessFor: AccessFor
  /** What runs at the end of scheduled crawls, by this worker's own configuration. Default: nothing. */
  readonly hooks?: ScheduleDeps['hooks']
  /** Path of this worker's configuration file, which applies to scheduled crawls that name no file. Default: none. */
  readonly config?: string | undefined
  readonly concurrency: number
  /** Seconds; null without limit. */
  readonly maxTime: number | null
  /** Bytes; null: the disk is not checked. */
  readonly minFree: number | null
}

export interface WorkContext {
  readonly log: Log
  readonly signal: AbortSignal
  readonly onLook?: ServeDeps['onLook']
  /** Called once, when the database and the archive are open for the first time. */
  readonly onOpened?: () => void
  readonly metrics?: CrawlMetrics
  readonly observer?: CrawlObserver
  /** Parses the arguments of a scheduled crawl. */
  readonly crawlOf: ScheduleDeps['crawlOf']
}

const databaseRetryMs = 5_000

/** Resolves when the signal aborts or `maxTime` is over. Throws if the database cannot be opened the first time. */
export async function workIn(settings: WorkSettings, surroundings: WorkContext): Promise<void> {
  const { log, signal } = surroundings
  const { maxTime } = settings
  const endsAt = maxTime === null ? null : new Date(clock.now().getTime() + maxTime * 1000)
  let onOpened = surroundings.onOpened
  for (let hasWorked = false; ; ) {
    try {
      await workOnce(settings, endsAt, {
        ...surroundings,
        onOpened: () => {
          onOpened?.()
          onOpened = undefined
        },
        onLook: (looked) => {
          hasWorked = true
          surroundings.onLook?.(looked)
        },
      })
      return
    } catch (error) {
      const trouble = databaseError(error) ?? error
      // A full disk of the server is its operator's to mend; that of the archive ends the worker.
      const isDatabase = trouble !== error
      const passes = isDatabase || (error instanceof MondoError && error.code === 'database-unreachable')
      if (!passes || !hasWorked) throw trouble
      log.warn({ err: trouble }, 'the database is unreachable: retrying in 5 s; archived pages are kept')
    }
    if (!(await slept(clock, databaseRetryMs, signal))) return
  }
}

async function workOnce(
  settings: WorkSettings,
  endsAt: Date | null,
  { log, signal, onLook, onOpened, metrics, observer, crawlOf }: WorkContext,
): Promise<void> {
  const {
    contact,
    allowPrivate,
    accessFor,
    hooks = noHooks,
    config,
    concurrency,
    minFree,
    sites = onlyBundled,
  } = settings
  const own = ownContact(contact, config)
  const client = { contactFor: () => own, accessFor, allowPrivate, proxies: proxiesOf(process.env) }
  await withCrawlParts(
    { folder: settings, contact: own, minFree, sites, signal, ...client },
    async (opened) => {
      const { store, leaseSeconds } = opened
      await endLostRuns(store, { leaseSeconds })
      onOpened?.()
      metrics?.setGaugeSource(() => readFrontierGauges(store.db, clock.now()))
      try {
        const over = new AbortController()
        const watching = [metrics ?? [], observer ?? []].flat()
        const observed = watching.length === 0 ? {} : { observer: observers(watching) }
        const parts = { ...opened, ...observed, log, signal: AbortSignal.any([signal, over.signal]) }
        const serving = serve({
          ...parts,
          concurrency,
          endsAt,
          refuses: (options) => refusal(options, { contact: own, allowPrivate }),
          ...(onLook === undefined ? {} : { onLook }),
        })
        const schedule = runSchedule({
          ...parts,
          crawlOf,
          hooks,
          config,
          contact,
          accessFor,
          allowPrivate,
          metrics: metrics ?? null,
          watching: observer ?? null,
        })
        // The end of one loop ends the others; all stop before the archive is closed.
        const loops = [serving, schedule, workOnFiles(parts)].map((loop) => loop.finally(() => over.abort()))
        const ends = await Promise.allSettled(loops)
        for (const end of ends) if (end.status === 'rejected') throw end.reason
      } finally {
        metrics?.setGaugeSource(null)
      }
    },
  )
}

type EntrySettings = Pick<
  WorkSettings,
  'archiveFolder' | 'databaseUrl' | 'sites' | 'contact' | 'allowPrivate' | 'accessFor' | 'hooks' | 'config'
>

/** Runs one entry of the schedule now. Throws what `runScheduleNow` and opening the database throw; makes no database. */
export async function runEntryNow(
  name: string,
  settings: EntrySettings,
  { log, signal, crawlOf }: Pick<WorkContext, 'log' | 'signal' | 'crawlOf'>,
): Promise<RunSummary> {
  const { contact, allowPrivate, accessFor, config, sites = onlyBundled, databaseUrl } = settings
  const { hooks = noHooks } = settings
  if (isMissing(databaseUrl)) {
    throw new MondoError('usage', `schedule: there is no database, and no entry ${name}`, {
      hint: 'Check --data and --db',
    })
  }
  const client = { contactFor: () => contact, accessFor, allowPrivate, proxies: proxiesOf(process.env) }
  const opening = { folder: settings, contact, minFree: null, sites, signal, ...client }
  return await withCrawlParts(opening, (parts) =>
    runScheduleNow(name, {
      ...parts,
      log,
      signal,
      crawlOf,
      contact,
      accessFor,
      hooks,
      config,
      allowPrivate,
      metrics: null,
    }),
  )
}

/** Applies the rules of `crawl-manners.ts` with this worker's contact; returns the reason for a refusal, else null. */
function refusal(
  { urls }: CrawlOptions,
  { contact, allowPrivate }: Pick<WorkSettings, 'contact' | 'allowPrivate'>,
): string | null {
  const publicHost = urls.find(isPublic)
  if (publicHost !== undefined && contact === '') {
    return `${new URL(publicHost).host} is a public host, and this worker has no contact: give it --contact`
  }
  const own = urls.find((url) => !isPublic(url))
  if (own !== undefined && !allowPrivate) {
    return `${new URL(own).host} is a private address, and this worker has no --allow-private`
  }
  return null
}
