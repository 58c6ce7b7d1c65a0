/** A crawl from start to end: adds seeds to the frontier, works on slices until none is left, and sums up the run. */
import type { WarcWriter } from '../../archive/warc-writer.ts'
import { Outage } from '../../database/outage.ts'
import type { Store } from '../../database/store.ts'
import type { CrawlClient } from '../../fetch/fetcher.ts'
import type { LoadCounts } from '../../load/load-counts.ts'
import type { Clock } from '../../model/clock.ts'
import { closing } from '../../model/closing.ts'
import type { Log } from '../../model/log.ts'
import { openSliceQueue } from '../../queue/slice-queue.ts'
import type { Reader } from '../../workers/tasks.ts'
import { countDue } from '../frontier/frontier.ts'
import { type CrawlObserver, observers } from '../observer.ts'
import type { CrawlOptions } from '../options.ts'
import { settingByGroup } from '../politeness/host-group.ts'
import { Recovery } from '../recovery/recover.ts'
import { beat, startHeartbeat } from '../run-heartbeat.ts'
import { endRun, exitCodeOfResult, type RunExitCode, type RunResult } from '../run-store.ts'
import type { SeedList } from '../scope/seeds.ts'
import { addSeeds, seedsOfRun, storeRun } from './begin-run.ts'
import { type BrokenList, brokenListsOf } from './broken-lists.ts'
import { Budget } from './budget.ts'
import { HostGroupState } from './host-group-state.ts'
import { type RunParts, runDeps } from './run-deps.ts'
import { RunProgress } from './run-progress.ts'
import { type FailedCheck, type RunSummary, summarize } from './summary.ts'
import { Worker } from './worker.ts'

/** Collaborators. The caller builds them and closes them. */
export interface CrawlDeps {
  readonly store: Store
  readonly fetcher: CrawlClient
  readonly archive: Pick<WarcWriter, 'write' | 'sync'>
  /** Where `archive` writes: captures that a killed crawl left there uncommitted are loaded. Absent: no recovery. */
  readonly archiveFolder?: string
  readonly clock: Clock
  /** Seconds a slice is held without renewing its lease. Default 30. */
  readonly leaseSeconds?: number
  /** Whether `clock` is real time, not a test's. */
  readonly isRealTime?: boolean
  /** Uniform in [0, 1). */
  readonly random: () => number
  readonly log: Log
  /** Stops the crawl cleanly: the request in flight is finished and the slice committed. */
  readonly signal: AbortSignal
  /** Seconds to wait for a database that went away during the crawl; 0 by default. */
  readonly dbWait?: number
  /** Seeds that may not fit in memory. */
  readonly seedList?: SeedList
  /** Called before every slice: a message when a resource such as disk space runs low, else null. */
  readonly checkResources?: () => Promise<string | null>
  /** Called when the crawl has ended: the data checks that failed. Absent: none is run. */
  readonly failedChecks?: () => Promise<readonly FailedCheck[]>
  readonly observer?: CrawlObserver
  /** Parses responses, in threads of its own. */
  readonly reader: Reader
}

/** The end of a crawl: its summary and what it loaded. */
export interface CrawlEnd {
  readonly summary: RunSummary & { readonly result: RunResult; readonly exitCode: RunExitCode }
  /** Rows that this run loaded. */
  readonly counts: LoadCounts
  /** Why the run ended early, such as a nearly full disk; else null. */
  readonly endedBecause: string | null
  /** Sitemaps, and lists among the seeds, that the run could not read to their end. */
  readonly brokenLists: readonly BrokenList[]
}

/**
 * Runs a crawl until nothing is due, its budget is used up, every host group is parked or stopped, or the signal aborts.
 *
 * @throws MondoError `usage` for seeds that cannot be crawled; what the database and the archive throw
 */
export async function runCrawl(options: CrawlOptions, deps: CrawlDeps): Promise<CrawlEnd> {
  const { db } = deps.store
  const { clock, signal, log, isRealTime = false } = deps
  const seeds = seedsOfRun(options, deps.reader.sites, deps.seedList)
  const { runId } = await storeRun(options, seeds, { db, clock })
  // From here to the end: a long seed list and the closing checks take longer than a lease.
  await using _heartbeat = closing(startHeartbeat(() => beat(db, [runId]), log))
  const ids = await addSeeds(runId, options, seeds, { ...deps, db, isRealTime })

  const { crawlScope, groups } = seeds
  const maxPagesOf = settingByGroup(options.hostGroups, 'maxPages')
  const run = { runId, crawlScope, ids, budget: new Budget({ ...options, maxPagesOf }, clock) }
  const states = groups.map((name) => new HostGroupState(name, clock))
  const pagesLeft = async () => (await countDue(db, { groups, runId, now: clock.now() })) + (ids?.left ?? 0)

  const progress = new RunProgress(await pagesLeft(), (totals) => deps.observer?.progressed?.(totals))
  const observer = observers([progress, ...(deps.observer === undefined ? [] : [deps.observer])])
  await drainThroughOutages(options, { ...deps, observer }, run, states)

  const isSpent = groups.some((name) => run.budget.isSpentFor(name))
  const isCut = isSpent && (await pagesLeft()) > 0
  // A stopped run ends at once; the checks query the whole database.
  const failedChecks = signal.aborted ? [] : ((await deps.failedChecks?.()) ?? [])
  const brokenLists = await brokenListsOf(db, runId)
  const result = resultOf({
    isStopped: signal.aborted,
    isDiskFull: run.budget.isDiskFull,
    states,
    failedChecks,
    brokenLists,
    isCut,
  })
  const counted = await summarize(db, { runId, now: clock.now() })
  const summary = { ...counted, result, exitCode: exitCodeOfResult[result], failedChecks }
  await endRun(db, runId, { now: clock.now(), result, exitCode: summary.exitCode, summary })
  return { summary, counts: progress.counts, endedBecause: run.budget.endedBecause, brokenLists }
}

/**
 * Drains, and again once a database that went away is back: what a slice had archived and not committed is loaded from the
 * archive. Gives up when the database has been of no use for `dbWait`, which only a committed slice ends.
 */
async function drainThroughOutages(
  options: CrawlOptions,
  deps: CrawlDeps & { readonly observer: CrawlObserver },
  run: RunParts,
  states: readonly HostGroupState[],
): Promise<void> {
  const { clock, signal, log, dbWait = 0 } = deps
  const outage = new Outage({
    clock,
    signal,
    waitSeconds: dbWait,
    onStart: (error) => log.warn({ err: error }, `the database went away: waiting up to ${dbWait} s for it`),
  })
  const observer = observers([deps.observer, { committed: () => outage.end() }])
  for (;;) {
    try {
      return await drain(options, { ...deps, observer }, run, states)
    } catch (error) {
      if (!(await outage.mayPass(error))) throw error
    }
  }
}

/** Works on slices until no host group of the run has one left. */
async function drain(
  options: CrawlOptions,
  deps: CrawlDeps & { readonly observer: CrawlObserver },
  run: RunParts,
  states: readonly HostGroupState[],
): Promise<void> {
  const { store, archiveFolder, log } = deps
  const { db } = store
  await using queue = closing(await openSliceQueue(deps))
  const recovery = archiveFolder === undefined ? null : new Recovery({ db, dir: archiveFolder, log })
  await recovery?.scan()
  const parts = { ...deps, queue, recovery }
  const { concurrency } = options
  await new Worker({ ...parts, db, concurrency, run: runDeps(options, run, parts) }, states).drain()
}

/** The strongest reason wins: a stop by the user first, since they want to see it whatever else happened. */
function resultOf(end: {
  readonly isStopped: boolean
  readonly isDiskFull: boolean
  readonly states: readonly HostGroupState[]
  readonly failedChecks: readonly FailedCheck[]
  readonly brokenLists: readonly BrokenList[]
  readonly isCut: boolean
}): RunResult {
  const kinds = end.states.map((state) => state.end?.kind)
  if (end.isStopped) return 'stopped'
  if (end.isDiskFull) return 'disk-full'
  const isShort = end.failedChecks.length > 0 || end.brokenLists.length > 0
  if (kinds.includes('gate') || isShort) return 'gate'
  if (kinds.includes('parked')) return 'parked'
  return end.isCut ? 'budget' : 'done'
}
