/** A crawl from start to end: seeds into the frontier, slices until it is drained, and what it came to. */
import type { WarcWriter } from '../../archive/warc-writer.ts'
import { retryTransaction } from '../../database/retry-transaction.ts'
import type { Store } from '../../database/store.ts'
import type { Fetcher } from '../../fetch/fetcher.ts'
import type { LoadCounts } from '../../load/load-counts.ts'
import type { Clock } from '../../model/clock.ts'
import type { Log } from '../../model/log.ts'
import { mondoVersion } from '../../model/version.ts'
import { openSliceQueue } from '../../queue/slice-queue.ts'
import { addPages, makeDue, moveSite } from '../frontier/add-pages.ts'
import { countDue } from '../frontier/frontier.ts'
import { type CrawlObserver, observers } from '../observer.ts'
import type { CrawlOptions } from '../options.ts'
import { settingByGroup } from '../politeness/host-group.ts'
import { Recovery } from '../recovery/recover.ts'
import { endRun, exitCodeOfResult, type RunExitCode, type RunResult, startRun } from '../run-store.ts'
import { pageInScope } from '../scope/crawl-scope.ts'
import { IdSource, idUrl } from '../scope/id-source.ts'
import { addSeedList, type SeedList, seedsOf } from '../scope/seeds.ts'
import { Budget } from './budget.ts'
import { HostGroupState } from './host-group-state.ts'
import { makeReady } from './make-ready.ts'
import { repairClockSkew } from './repair-clock-skew.ts'
import { runDeps } from './run-deps.ts'
import { RunProgress } from './run-progress.ts'
import { type FailedCheck, type RunSummary, summarize } from './summary.ts'
import { Worker } from './worker.ts'

/** Collaborators. The caller builds them and closes them. */
export interface CrawlDeps {
  readonly store: Store
  readonly fetcher: Pick<Fetcher, 'fetch'>
  readonly archive: Pick<WarcWriter, 'write' | 'sync'>
  /** Where `archive` writes: what a killed crawl left there is loaded. Absent: it is not looked at. */
  readonly archiveFolder?: string
  readonly clock: Clock
  /** How long a slice is held without confirming its lease. Default 30. */
  readonly leaseSeconds?: number
  /** Whether `clock` tells real time, rather than a test's. */
  readonly isRealTime?: boolean
  /** Uniform in [0, 1). */
  readonly random: () => number
  readonly log: Log
  /** Stops the crawl cleanly: the request in flight is finished and the slice committed. */
  readonly signal: AbortSignal
  /** More seeds than one wants in memory. */
  readonly seedList?: SeedList
  /** What there is too little of to go on, such as room on the disk: asked before every slice; null while there is enough. */
  readonly checkResources?: () => Promise<string | null>
  /** Asked when the crawl has ended: the data checks that failed. Absent: none is run. */
  readonly failedChecks?: () => Promise<readonly FailedCheck[]>
  readonly observer?: CrawlObserver
}

export interface CrawlEnd {
  readonly summary: RunSummary & { readonly result: RunResult; readonly exitCode: RunExitCode }
  /** What this run loaded. */
  readonly counts: LoadCounts
}

export async function runCrawl(options: CrawlOptions, deps: CrawlDeps): Promise<CrawlEnd> {
  const { store, clock, log, signal, seedList } = deps
  const { db } = store
  const { hostGroups } = options
  const more = [
    ...(seedList?.hosts ?? []),
    ...(options.ids === null ? [] : [idUrl(options.ids, options.ids.first)]),
  ]
  const { pages, crawlScope } = seedsOf(options, more)
  const groups = [...new Set(crawlScope.groupByHost.values())]
  const sites = [
    ...new Set(
      [...pages, ...more.map((url) => pageInScope(crawlScope, url, 0))].flatMap((p) => p?.site ?? []),
    ),
  ]

  const now = clock.now()
  const { runId } = await startRun(db, {
    kind: 'crawl',
    now,
    mondoVersion: mondoVersion(),
    options: { ...options, groups, sites },
  })
  const { site, siteOrigin } = crawlScope
  const [hostGroup] = groups
  const { rate } = options
  const { isRealTime = false } = deps
  // Workers of other runs may hold the same pages, and lock them in another order.
  await retryTransaction(db, (trx) => repairClockSkew(trx, { groups, now, rate, isRealTime }))
  await retryTransaction(db, async (trx) => {
    if (site !== null && siteOrigin !== null && hostGroup !== undefined) {
      await moveSite(trx, { site, origin: siteOrigin, hostGroup })
    }
    await addPages(trx, pages, now, groups)
    await makeDue(trx, pages, now)
  })
  if (seedList !== undefined) await addSeedList(db, seedList, crawlScope, now)
  await makeReady(db, groups, options)
  const ids = options.ids === null ? null : new IdSource(options.ids, crawlScope)
  if (ids !== null) await ids.topUp(db, { hostGroup: ids.hostGroup, runId, now }, signal)

  const budget = new Budget({ ...options, maxPagesOf: settingByGroup(hostGroups, 'maxPages') }, clock)
  const states = groups.map((name) => new HostGroupState(name, clock))
  const queue = await openSliceQueue(deps)
  const known = (await countDue(db, { groups, runId, now: clock.now() })) + (ids?.left ?? 0)
  const progress = new RunProgress(known, (totals) => deps.observer?.progressed?.(totals))
  const observer = observers([progress, ...(deps.observer === undefined ? [] : [deps.observer])])
  try {
    const recovery =
      deps.archiveFolder === undefined ? null : new Recovery({ db, dir: deps.archiveFolder, log })
    await recovery?.scan()
    const observed = { ...deps, observer, queue, recovery }
    const run = runDeps(options, { runId, crawlScope, budget, ids }, observed)
    const worker = new Worker({ ...observed, db, concurrency: options.concurrency, run }, states)
    await worker.drain()
  } finally {
    await queue.close()
  }

  const left = (await countDue(db, { groups, runId, now: clock.now() })) + (ids?.left ?? 0)
  const isSpent = groups.some((name) => budget.isSpentFor(name))
  // Whoever stops a run wants it to end, not to wait for queries over the whole database.
  const failedChecks = signal.aborted ? [] : ((await deps.failedChecks?.()) ?? [])
  const isCut = isSpent && left > 0
  const result = resultOf({ isStopped: signal.aborted, states, failedChecks, isCut })
  const counted = await summarize(db, { runId, now: clock.now() })
  const summary = { ...counted, result, exitCode: exitCodeOfResult[result], failedChecks }
  await endRun(db, runId, { now: clock.now(), result, exitCode: summary.exitCode, summary })
  return { summary, counts: progress.counts }
}

/** The strongest reason first: a person who stopped a run wants to know that, whatever else happened. */
function resultOf(end: {
  readonly isStopped: boolean
  readonly states: readonly HostGroupState[]
  readonly failedChecks: readonly FailedCheck[]
  readonly isCut: boolean
}): RunResult {
  const kinds = end.states.map((state) => state.end?.kind)
  if (end.isStopped) return 'stopped'
  if (kinds.includes('gate') || end.failedChecks.length > 0) return 'gate'
  if (kinds.includes('parked')) return 'parked'
  return end.isCut ? 'budget' : 'done'
}
