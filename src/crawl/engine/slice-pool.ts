/**
 * Slices in flight, each under the lease of its job: captures that a crash left in the archive first, else pages from
 * the network, then everything in one transaction. One slice at a time for a host group, several host groups at once.
 */
import type { Kysely, Transaction } from 'kysely'
import PQueue from 'p-queue'
import { retryTransaction } from '../../database/retry-transaction.ts'
import type { Database } from '../../database/schema/schema.ts'
import type { Clock } from '../../model/clock.ts'
import { MondoError } from '../../model/errors.ts'
import type { Log } from '../../model/log.ts'
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
import type { RunDeps } from './run-deps.ts'
import { fetchSlice } from './slice.ts'

/** A host group and the run that a job belongs to. */
export interface Assignment {
  readonly state: HostGroupState
  readonly run: RunDeps
}

export interface SlicePoolDeps {
  readonly db: Kysely<Database>
  readonly queue: SliceQueue
  /** Null: uncommitted captures in the archive are not looked for. */
  readonly recovery: Recovery | null
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly log: Log
  /** Slices in flight. */
  readonly concurrency: number
  /** Whether to enqueue the next slice of a host group when one has been committed. */
  readonly shouldContinue: () => boolean
  /** A message when a resource such as disk space runs low, else null. */
  readonly checkResources?: () => Promise<string | null>
  readonly observer?: CrawlObserver
}

/** Polling interval of an empty queue. A slice that ends in this process wakes the loop at once. */
const idleMs = 500

export class SlicePool {
  readonly #parts: SlicePoolDeps
  readonly #slices: PQueue
  #wake = new AbortController()
  #failure: { readonly error: unknown } | null = null

  constructor(parts: SlicePoolDeps) {
    this.#parts = parts
    this.#slices = new PQueue({ concurrency: parts.concurrency })
  }

  /** How many more may be started. */
  get free(): number {
    return this.#parts.concurrency - this.inFlight
  }

  get inFlight(): number {
    return this.#slices.pending + this.#slices.size
  }

  /** What ended a slice other than a lost lease; null so far. */
  get failure(): { readonly error: unknown } | null {
    return this.#failure
  }

  start(job: SliceJob, assignment: Assignment): void {
    void this.#slices
      .add(() => this.#work(job, assignment))
      .catch((error: unknown) => {
        this.#failure ??= { error }
      })
      .finally(() => this.#wake.abort())
  }

  /** Waits until a slice ends, the worker is stopped, or the queue is to be polled again. */
  async idle(): Promise<void> {
    const { clock, signal } = this.#parts
    const either = AbortSignal.any([signal, this.#wake.signal])
    try {
      if (!either.aborted) await clock.sleep(idleMs, either)
    } catch (error) {
      if (!either.aborted) throw error
    }
    if (this.#wake.signal.aborted) this.#wake = new AbortController()
  }

  /** Waits until no slice is in flight. Throws the first error of a slice. */
  async settled(): Promise<void> {
    await this.rest()
    if (this.#failure !== null) throw this.#failure.error
  }

  /** Waits until no slice is in flight, and never throws: only then may the archive be closed. */
  async rest(): Promise<void> {
    await this.#slices.onIdle()
  }

  async #work(job: SliceJob, assignment: Assignment): Promise<void> {
    const { queue, log, recovery, observer } = this.#parts
    const { state, run } = assignment
    const { hostGroup } = state
    using lease = queue.hold(job)
    let results: readonly VisitResult[] = []
    let committed: Committed
    const startedAt = this.#parts.clock.now()
    const endBefore = state.end
    observer?.hostIs?.(hostGroup, { kind: 'working' })
    try {
      // The worker that lost this job may have archived pages, here or in a shared folder: load those, do not request them again.
      if (job.retryCount > 0) await recovery?.scan()
      const watch = await DriftMonitor.open(run.db, {
        hostGroup,
        runId: run.runId,
        loss: run.maxFieldLoss(hostGroup),
        acceptsGone: run.acceptLayout,
        sites: run.crawlScope.sites,
        parserVersion: parserVersionOfGroup(run.crawlScope, hostGroup),
      })
      const left = (await recovery?.take(hostsOf(run.crawlScope, hostGroup))) ?? []
      if (left.length > 0) {
        const again = await replay(left, { ...run, hostGroup })
        results = again.results
        for (const visit of results.flatMap(({ visits }) => visits)) watch.note(visit)
        committed = await this.#commit(job, { ...assignment, watch }, results, {
          now: again.at,
          outdated: again.outdated,
        })
        log.info({ hostGroup, captures: left.length }, 'loaded uncommitted captures from the archive')
      } else {
        await this.#settleBudget(run)
        // The job may have waited in the queue since before the host was paused.
        if (state.end === null || state.end.isPaused === true) state.end = await pausedEnd(run.db, hostGroup)
        results = await fetchSlice(state, { lease, watch }, run)
        committed = await this.#commit(job, { ...assignment, watch }, results, {
          now: this.#parts.clock.now(),
        })
      }
    } catch (error) {
      // Whatever ended the host group was rolled back with the slice: whoever commits the next one decides again.
      state.end = endBefore
      recovery?.add(results.flatMap((result) => result.log.archived))
      observer?.hostIs?.(hostGroup, { kind: 'waiting', until: this.#parts.clock.now(), because: 'turn' })
      if (error instanceof MondoError && error.code === 'lease-lost') {
        log.warn({ hostGroup }, `${error.message}; the next slice loads what this one archived`)
        observer?.leaseLost?.(hostGroup)
        return
      }
      await this.#letGo(job)
      throw error
    }
    const seconds = (this.#parts.clock.now().getTime() - startedAt.getTime()) / 1000
    observer?.committed?.({ ...committed, hostGroup, seconds })
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

  async #commit(
    job: SliceJob,
    assignment: Assignment & { readonly watch: DriftMonitor },
    results: readonly VisitResult[],
    when: Pick<CommitOptions, 'now' | 'outdated'>,
  ): Promise<Committed> {
    const { queue, log, shouldContinue, observer } = this.#parts
    const { state, run, watch } = assignment
    let refusals = state.refusals
    const endOfFetch = state.end
    const commit = async (trx: Transaction<Database>): Promise<Committed> => {
      // A retry decides anew.
      state.end = endOfFetch
      await queue.complete(job, trx)
      const ended = await commitVisits(trx, results, { ...run, ...when })
      refusals = state.refusals.after(ended)
      const { reason } = refusals
      if (reason !== null) state.end ??= { kind: 'gate', reason }
      if (state.end === null && (await this.#isLast(trx, assignment))) {
        const report = watch.checkDrift(when.now, { isEnd: true })
        if (report !== null) state.end = gatedEnd(report)
      }
      await putBack(trx, await watch.save(trx), when.now)
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
    if (state.end?.kind === 'gate' || state.end?.isGated === true) {
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
