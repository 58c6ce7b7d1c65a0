/**
 * Work on the slices of one job, under its lease: captures that a crash left in the archive first, else pages from the network,
 * then everything in one transaction. Of a host without a pace the next slice begins while the last one is committed.
 */
import type { Kysely, Transaction } from 'kysely'
import { retryTransaction } from '../../database/retry-transaction.ts'
import type { Database } from '../../database/schema/schema.ts'
import type { Clock } from '../../model/clock.ts'
import { MondoError } from '../../model/errors.ts'
import type { Log } from '../../model/log.ts'
import type { Lease } from '../../queue/lease.ts'
import type { SliceJob, SliceQueue } from '../../queue/slice-queue.ts'
import { type CommitOptions, type Committed, commitVisits } from '../commit/commit-slice.ts'
import { putBack } from '../commit/put-back.ts'
import { visitsByHostGroup } from '../commit/visit-rows.ts'
import { DriftMonitor } from '../drift/drift-monitor.ts'
import { nextDueAt } from '../frontier/frontier.ts'
import type { CrawlObserver } from '../observer.ts'
import { gatedEnd } from '../politeness/host-store.ts'
import { pausedEnd } from '../politeness/paused-hosts.ts'
import type { Recovery } from '../recovery/recover.ts'
import { replay } from '../recovery/replay.ts'
import { hostsOf, parserVersionOfGroup } from '../scope/crawl-scope.ts'
import type { VisitResult } from '../visit/visit.ts'
import type { HostGroupState } from './host-group-state.ts'
import { planNextSlice } from './next-slice.ts'
import { hasFailed, ReadAhead } from './read-ahead.ts'
import type { RunDeps } from './run-deps.ts'
import { dueBesides, fetchSlice } from './slice.ts'

/** A host group and the run that a job belongs to. */
export interface Assignment {
  readonly state: HostGroupState
  readonly run: RunDeps
}

/** Collaborators. The caller builds them and closes them. */
export interface SliceWorkDeps {
  readonly db: Kysely<Database>
  readonly queue: SliceQueue
  /** Null: uncommitted captures in the archive are not looked for. */
  readonly recovery: Recovery | null
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly log: Log
  /** Whether to enqueue the next slice of a host group when one has been committed. */
  readonly shouldContinue: () => boolean
  /** A message when a resource such as disk space runs low, else null. */
  readonly checkResources?: () => Promise<string | null>
  readonly observer?: CrawlObserver
}

/** A job that a worker holds, and what it has visited under it. */
interface HeldJob {
  readonly job: SliceJob
  readonly lease: Lease
  /** When it was taken, in ms since the epoch. */
  readonly since: number
  /** Visits that no transaction has committed. */
  uncommitted: readonly VisitResult[]
  /** The beginning of the next slice; null where the job ends with this one. */
  ahead: ReadAhead | null
}

type Watched = Assignment & { readonly watch: DriftMonitor }
type CommitTimes = Pick<CommitOptions, 'now' | 'outdated'>

/** After this a host group that is read ahead gives its place to others that wait for one. */
const longestHeldMs = 15_000
/** Works on one job after the other; a pool has several in flight. */
export class SliceWork {
  readonly #parts: SliceWorkDeps

  constructor(parts: SliceWorkDeps) {
    this.#parts = parts
  }

  /** Works on the slices of a job to its end. Throws what ended it, other than a lost lease. */
  async on(job: SliceJob, assignment: Assignment): Promise<void> {
    const { queue, log, recovery, observer, clock } = this.#parts
    const { state } = assignment
    const { hostGroup } = state
    using lease = queue.hold(job)
    const held: HeldJob = { job, lease, since: clock.now().getTime(), uncommitted: [], ahead: null }
    let endBefore = state.end
    observer?.hostIs?.(hostGroup, { kind: 'working' })
    try {
      // The worker that lost this job may have archived pages, here or in a shared folder: load those, do not request them again.
      if (job.retryCount > 0) await recovery?.scan()
      do {
        endBefore = state.end
        await this.#workOnSlice(held, assignment)
        endBefore = state.end
        const failure = held.ahead?.failure ?? null
        if (failure !== null) throw failure.error
      } while (held.ahead !== null)
    } catch (error) {
      // Whatever ended the host group was rolled back with the slice: whoever commits the next one decides again.
      state.end = endBefore
      recovery?.add(held.uncommitted.flatMap((result) => result.log.archived))
      observer?.hostIs?.(hostGroup, { kind: 'waiting', until: clock.now(), because: 'turn' })
      if (error instanceof MondoError && error.code === 'lease-lost') {
        log.warn({ hostGroup }, `${error.message}; the next slice loads what this one archived`)
        observer?.leaseLost?.(hostGroup)
        return
      }
      await this.#letGo(job)
      throw error
    }
  }

  /** One slice. Where pages were read ahead meanwhile, the job is kept for the next one. */
  async #workOnSlice(held: HeldJob, assignment: Assignment): Promise<void> {
    const { log, recovery, observer, clock } = this.#parts
    const { state, run } = assignment
    const { hostGroup } = state
    const startedAt = clock.now()
    const watch = await DriftMonitor.open(run.db, {
      hostGroup,
      runId: run.runId,
      loss: run.maxFieldLoss(hostGroup),
      acceptsGone: run.acceptLayout,
      sites: run.crawlScope.sites,
      parserVersion: parserVersionOfGroup(run.crawlScope, hostGroup),
    })
    let committed: Committed
    // What this job has archived itself is not left over: the slices that read it commit it.
    const left = held.ahead === null ? await recovery?.take(hostsOf(run.crawlScope, hostGroup)) : []
    if (left !== undefined && left.length > 0) {
      const again = await replay(left, { ...run, hostGroup })
      held.uncommitted = again.results
      for (const visit of again.results.flatMap(({ visits }) => visits)) watch.note(visit)
      const when = { now: again.at, outdated: again.outdated }
      committed = await this.#commit(held, { ...assignment, watch }, when)
      log.info({ hostGroup, captures: left.length }, 'loaded uncommitted captures from the archive')
    } else {
      await this.#settleBudget(run)
      // The job may have waited in the queue since before the host was paused.
      if (state.end === null || state.end.isPaused === true) state.end = await pausedEnd(run.db, hostGroup)
      const ahead = held.ahead?.results ?? []
      held.ahead = null
      held.uncommitted = await fetchSlice(state, { lease: held.lease, watch, ahead }, run)
      held.ahead = await this.#readAhead(held, { ...assignment, watch })
      committed = await this.#commit(held, { ...assignment, watch }, { now: clock.now() })
    }
    const seconds = (clock.now().getTime() - startedAt.getTime()) / 1000
    observer?.committed?.({ ...committed, hostGroup, seconds })
  }

  /** Begins to visit pages of the next slice; null where the job is to be completed with this one. */
  async #readAhead(held: HeldJob, { state, run, watch }: Watched): Promise<ReadAhead | null> {
    const { clock, shouldContinue } = this.#parts
    const { hostGroup } = state
    const { uncommitted, lease } = held
    // On probation, the first few pages decide whether a stopped host is crawled again, so no further pages are fetched
    // ahead.
    const isSlow = run.maxConcurrency(hostGroup) === 1 || watch.isOnProbation
    const isSpent = !shouldContinue() || run.budget.isSpentFor(hostGroup)
    // A slice without visits has nothing that a database must be waited for.
    const isWell = state.end === null && uncommitted.length > 0 && !uncommitted.some(hasFailed)
    if (isSlow || isSpent || !isWell || clock.now().getTime() - held.since > longestHeldMs) return null
    const pages = await dueBesides(uncommitted, { hostGroup, runId: run.runId, now: clock.now() }, run.db)
    if (pages.length === 0) return null
    return new ReadAhead(pages, { hostGroup, lease, judge: watch.copy() }, run)
  }

  /** Subtracts what other workers used from the run's budget, and ends it when the disk is nearly full. */
  async #settleBudget({ db, budget, runId }: RunDeps): Promise<void> {
    if (budget.isCounted) budget.noteVisits(await visitsByHostGroup(db, runId))
    const short = await this.#parts.checkResources?.()
    if (short === undefined || short === null) return
    if (!budget.isDiskFull) this.#parts.log.warn({}, short)
    budget.endOnFullDisk(short)
  }

  /** Gives the job back so that the next run need not wait for its lease; if this fails too, the lease expires. */
  async #letGo(job: SliceJob): Promise<void> {
    try {
      await this.#parts.queue.giveBack(job)
    } catch (error) {
      this.#parts.log.warn(
        { err: error, hostGroup: job.data.hostGroup },
        'job not given back: its lease must expire',
      )
    }
  }

  /** Commits the slice. What was read ahead meanwhile is left uncommitted; after an error, so is the slice. */
  async #commit(held: HeldJob, assignment: Watched, when: CommitTimes): Promise<Committed> {
    const { ahead } = held
    try {
      const committed = await this.#commitSlice(held, assignment, when)
      held.uncommitted = []
      return committed
    } finally {
      await ahead?.end()
      held.uncommitted = [...held.uncommitted, ...(ahead?.results ?? [])]
    }
  }

  async #commitSlice(held: HeldJob, assignment: Watched, when: CommitTimes): Promise<Committed> {
    const { queue, log, shouldContinue, observer } = this.#parts
    const { state, run, watch } = assignment
    const { job, uncommitted } = held
    const isLastOfJob = held.ahead === null
    let refusals = state.refusals
    const endOfFetch = state.end
    const commit = async (trx: Transaction<Database>): Promise<Committed> => {
      // A retry decides anew.
      state.end = endOfFetch
      await (isLastOfJob ? queue.complete(job, trx) : queue.keep(job, trx))
      const ended = await commitVisits(trx, uncommitted, { ...run, ...when })
      refusals = state.refusals.after(ended)
      const { reason } = refusals
      if (reason !== null) state.end ??= { kind: 'gate', reason }
      if (isLastOfJob && state.end === null && (await this.#isLast(trx, assignment))) {
        const report = watch.checkDrift(when.now, { isEnd: true })
        if (report !== null) state.end = gatedEnd(report)
      }
      await putBack(trx, await watch.save(trx), when.now)
      if (!isLastOfJob) return ended
      await run.rateLimiter.handOver(trx, state.hostGroup)
      if (shouldContinue() || state.end !== null) await planNextSlice(trx, state, run)
      else observer?.hostIs?.(state.hostGroup, { kind: 'done' })
      return ended
    }
    const committed = await retryTransaction(this.#parts.db, commit, (error) =>
      log.debug({ err: error }, 'slice: transaction retried'),
    )
    state.refusals = refusals
    for (const { page, outcome, detail } of committed.visits) {
      log.debug({ page: page.path, outcome: outcome.kind, detail }, 'visited')
    }
    // With pages ahead the job goes on to the slice that says so.
    if (isLastOfJob && (state.end?.kind === 'gate' || state.end?.isGated === true)) {
      const { hostGroup, end } = state
      log.warn({ hostGroup, why: end.reason }, `host group stopped: ${end.reason}`)
    }
    return committed
  }

  /** Whether this slice is the last that the run gives to the host group, as far as is known by now. */
  async #isLast(trx: Transaction<Database>, { state: { hostGroup }, run }: Assignment): Promise<boolean> {
    if (!this.#parts.shouldContinue() || run.budget.isSpentFor(hostGroup)) return true
    return (await nextDueAt(trx, { hostGroup, runId: run.runId, now: this.#parts.clock.now() })) === null
  }
}
