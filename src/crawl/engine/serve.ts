/**
 * A worker for as long as it is let: it takes slices of any host scope and any run from the queue, and works on them by
 * the rules that the run was started with. As many of them as one likes share one Postgres.
 */

import type { Log } from '../../model/log.ts'
import { type SliceJob, SliceQueue } from '../../queue/slice-queue.ts'
import type { CrawlOptions } from '../options.ts'
import { ofScopes } from '../politeness/host-group.ts'
import { Recovery } from '../recovery/recover.ts'
import { seedsOf } from '../scope/seeds.ts'
import { Budget } from './budget.ts'
import { type RunParts, type RunSurroundings, runParts } from './run-parts.ts'
import { ScopeState } from './scope-state.ts'
import { type Assignment, SlicePool } from './slice-pool.ts'
import { type StoredRun, storedRun } from './stored-run.ts'

export interface ServeDeps extends Omit<RunSurroundings, 'queue' | 'recovery'> {
  readonly archiveFolder: string
  readonly log: Log
  /** Slices in flight. */
  readonly concurrency: number
  /** When to stop; null: only the signal stops it. */
  readonly endsAt: Date | null
  /** Why this worker may not work on such a run, such as a contact that it has not; null where it may. */
  readonly refuses: (options: CrawlOptions) => string | null
  readonly shortOf?: () => Promise<string | null>
  /** After every look at the queue. */
  readonly onLook?: (looked: { readonly taken: number; readonly inFlight: number }) => void
}

/** A scope that this worker may not work on is looked at again after this: the next run of it may be another. */
const refusedForMs = 60_000
/** Runs whose rules and robots.txt are kept in memory. */
const runsKept = 50

interface KnownRun {
  readonly parts: RunParts
  readonly states: Map<string, ScopeState>
}

type Found =
  | { readonly kind: 'run'; readonly run: KnownRun }
  | { readonly kind: 'refused'; readonly why: string }

export async function serve(deps: ServeDeps): Promise<void> {
  const { store, log, clock, signal, endsAt } = deps
  const queue = await SliceQueue.open(store, log)
  const recovery = new Recovery({ db: store.db, dir: deps.archiveFolder, log })
  const pool = new SlicePool({ ...deps, db: store.db, queue, recovery, goesOn: () => true })
  const runs = new Map<string, KnownRun>()
  const refused = new Map<string, number>()
  const isOver = (): boolean =>
    signal.aborted || pool.failure !== null || (endsAt !== null && clock.now() >= endsAt)

  const start = async (job: SliceJob): Promise<void> => {
    const { runId, scope } = job.data
    const stored = await storedRun(store.db, runId)
    if (stored === null || stored.isEnded) {
      // Nobody waits for it; what is due is a later run's.
      await queue.drop(job)
      return
    }
    const found = runOf(stored, runs, { ...deps, queue, recovery })
    const assignment = found.kind === 'run' ? assigned(found.run, scope, deps) : null
    if (assignment === null) {
      const why = found.kind === 'refused' ? found.why : 'the run does not say what belongs to it'
      log.warn({ scope, runId, why }, 'host scope left to others')
      refused.set(scope, clock.now().getTime() + refusedForMs)
      await queue.giveBack(job)
      return
    }
    pool.start(job, assignment)
  }

  try {
    await recovery.scan()
    while (!isOver()) {
      for (const [scope, until] of refused) if (until <= clock.now().getTime()) refused.delete(scope)
      const { free } = pool
      const jobs = free > 0 ? await queue.take(free, new Set(refused.keys())) : []
      for (const job of jobs) await start(job)
      deps.onLook?.({ taken: jobs.length, inFlight: pool.inFlight })
      if (jobs.length === 0) await pool.idle()
    }
    await pool.settled()
  } finally {
    await pool.rest()
    await queue.close()
  }
}

function runOf(
  stored: StoredRun,
  runs: Map<string, KnownRun>,
  surroundings: ServeDeps & RunSurroundings,
): Found {
  const known = runs.get(stored.runId)
  if (known !== undefined) return { kind: 'run', run: known }
  const { options } = stored
  if (options === null) return { kind: 'refused', why: 'a run of another version of mondo' }
  if (options.ids !== null)
    return { kind: 'refused', why: 'ids are handed out by the crawl that was given them' }
  const why = surroundings.refuses(options)
  if (why !== null) return { kind: 'refused', why }
  const { clock } = surroundings
  const { territory } = seedsOf(options)
  const spentMs = clock.now().getTime() - stored.startedAt.getTime()
  const maxTimeMs = options.maxTimeMs === null ? null : Math.max(0, options.maxTimeMs - spentMs)
  const limits = { ...options, maxTimeMs, maxPagesOf: ofScopes(options.hostScopes, 'maxPages') }
  const budget = new Budget(limits, clock)
  const { runId } = stored
  const run = {
    parts: runParts(options, { runId, territory, budget, ids: null }, surroundings),
    states: new Map<string, ScopeState>(),
  }
  runs.set(runId, run)
  const [oldest] = runs.keys()
  if (runs.size > runsKept && oldest !== undefined) runs.delete(oldest)
  return { kind: 'run', run }
}

/** Null for a scope that the run's stored seeds do not name: its seeds came from a list that only the crawl has. */
function assigned(run: KnownRun, scope: string, { clock }: ServeDeps): Assignment | null {
  if (![...run.parts.territory.scopeByHost.values()].includes(scope)) return null
  const known = run.states.get(scope)
  // A host that was parked may have been made ready again by a later run.
  const state = known === undefined || known.end !== null ? new ScopeState(scope, clock) : known
  run.states.set(scope, state)
  return { state, run: run.parts }
}
