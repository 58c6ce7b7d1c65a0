/**
 * The worker of `mondo work`: takes slices of any host group and run from the queue and works on them under the options
 * that the run was started with. Any number of workers share one Postgres.
 */

import { closing } from '../../model/closing.ts'
import type { Log } from '../../model/log.ts'
import { openSliceQueue, type SliceJob } from '../../queue/slice-queue.ts'
import { runsInQueue } from '../../queue/slices-in-queue.ts'
import type { CrawlOptions } from '../options.ts'
import { settingByGroup } from '../politeness/host-group.ts'
import { Recovery } from '../recovery/recover.ts'
import { beat, startHeartbeat } from '../run-heartbeat.ts'
import { seedsOf } from '../scope/seeds.ts'
import { type StoredRun, storedRun } from '../scope/stored-run.ts'
import { Budget } from './budget.ts'
import { HostGroupState } from './host-group-state.ts'
import { type RunContext, type RunDeps, runDeps } from './run-deps.ts'
import { SlicePool } from './slice-pool.ts'
import type { Assignment } from './slice-work.ts'

export interface ServeDeps extends Omit<RunContext, 'queue' | 'recovery'> {
  readonly archiveFolder: string
  readonly log: Log
  /** Slices in flight. */
  readonly concurrency: number
  /** When to stop; null: only on the signal. */
  readonly endsAt: Date | null
  readonly leaseSeconds?: number
  /** Why this worker may not work on a run, such as a missing contact; null if it may. */
  readonly refuses: (options: CrawlOptions) => string | null
  readonly checkResources?: () => Promise<string | null>
  /** Called after every poll of the queue. */
  readonly onLook?: (looked: { readonly taken: number; readonly inFlight: number }) => void
}

/** After this a refused host group is considered again: its next run may have other options. */
const refusedGroupRetryMs = 60_000
/** How many runs are kept in memory, with their options and robots.txt. */
const runsKept = 50

interface KnownRun {
  readonly parts: RunDeps
  readonly states: Map<string, HostGroupState>
}

type Found =
  | { readonly kind: 'run'; readonly run: KnownRun }
  | { readonly kind: 'refused'; readonly why: string }

/** Resolves when `endsAt` has passed or the signal aborts. Throws the error that ended a slice. */
export async function serve(deps: ServeDeps): Promise<void> {
  const { store, log, clock, signal, endsAt } = deps
  await using queue = closing(await openSliceQueue(deps))
  const recovery = new Recovery({ db: store.db, dir: deps.archiveFolder, log })
  const pool = new SlicePool({ ...deps, db: store.db, queue, recovery, shouldContinue: () => true })
  const runs = new Map<string, KnownRun>()
  const served = new Set<string>()
  const refused = new Map<string, number>()
  /** Reasons already logged: a worker looks at a host group many times, but logs each reason once. */
  const warned = new Set<string>()
  const isOver = (): boolean =>
    signal.aborted || pool.failure !== null || (endsAt !== null && clock.now() >= endsAt)

  const start = async (job: SliceJob): Promise<void> => {
    const { runId, hostGroup } = job.data
    const stored = await storedRun(store.db, runId)
    if (stored === null || stored.isEnded) {
      // The run has ended; its due pages belong to a later run.
      await queue.completeIfHeld(job)
      return
    }
    const found = runOf(stored, runs, { ...deps, queue, recovery })
    const assignment = found.kind === 'run' ? assigned(found.run, hostGroup, deps) : null
    if (assignment === null) {
      const why = found.kind === 'refused' ? found.why : 'the stored run does not name this host group'
      const said = `${runId} ${hostGroup} ${why}`
      if (!warned.has(said)) log.warn({ hostGroup, runId, why }, 'host group left to others')
      warned.add(said)
      refused.set(hostGroup, clock.now().getTime() + refusedGroupRetryMs)
      await queue.giveBack(job)
      return
    }
    if (!served.has(runId)) await beat(store.db, [runId])
    served.add(runId)
    pool.start(job, assignment)
  }

  const beatServed = async () => {
    const queued = await runsInQueue(store.db)
    await beat(
      store.db,
      queued.filter((runId) => served.has(runId)),
    )
  }
  await using _heartbeat = closing(startHeartbeat(beatServed, log))
  try {
    await recovery.scan()
    while (!isOver()) {
      for (const [hostGroup, until] of refused) if (until <= clock.now().getTime()) refused.delete(hostGroup)
      const { free } = pool
      const jobs = free > 0 ? await queue.take(free, new Set(refused.keys())) : []
      for (const job of jobs) await start(job)
      deps.onLook?.({ taken: jobs.length, inFlight: pool.inFlight })
      if (jobs.length === 0) await pool.idle()
    }
    await pool.settled()
  } finally {
    await pool.rest()
  }
}

function runOf(stored: StoredRun, runs: Map<string, KnownRun>, surroundings: ServeDeps & RunContext): Found {
  const known = runs.get(stored.runId)
  if (known !== undefined) return { kind: 'run', run: known }
  const { options } = stored
  if (options === null) return { kind: 'refused', why: 'a run of another version of mondo' }
  if (options.ids !== null)
    return { kind: 'refused', why: 'only the crawl that was given an id range hands out its ids' }
  const lacking = surroundings.reader.sites.lacking(stored.definitions)
  if (lacking.length > 0) {
    return {
      kind: 'refused',
      why: `this worker lacks the site definition ${lacking.join(', ')}: give it --sites`,
    }
  }
  const why = surroundings.refuses(options)
  if (why !== null) return { kind: 'refused', why }
  const { clock } = surroundings
  const { crawlScope } = seedsOf({ ...options, sites: surroundings.reader.sites })
  const elapsed = (clock.now().getTime() - stored.startedAt.getTime()) / 1000
  const maxTime = options.maxTime === null ? null : Math.max(0, options.maxTime - elapsed)
  const limits = { ...options, maxTime, maxPagesOf: settingByGroup(options.hostGroups, 'maxPages') }
  const budget = new Budget(limits, clock)
  const { runId } = stored
  const run = {
    parts: runDeps(options, { runId, crawlScope, budget, ids: null }, surroundings),
    states: new Map<string, HostGroupState>(),
  }
  runs.set(runId, run)
  const [oldest] = runs.keys()
  if (runs.size > runsKept && oldest !== undefined) runs.delete(oldest)
  return { kind: 'run', run }
}

/** Null for a host group that the run's stored seeds do not name: its seeds came from a list that only the crawl has. */
function assigned(run: KnownRun, hostGroup: string, { clock }: ServeDeps): Assignment | null {
  if (![...run.parts.crawlScope.groupByHost.values()].includes(hostGroup)) return null
  const known = run.states.get(hostGroup)
  // A later run may have reopened a parked host.
  const state = known === undefined || known.end !== null ? new HostGroupState(hostGroup, clock) : known
  run.states.set(hostGroup, state)
  return { state, run: run.parts }
}
