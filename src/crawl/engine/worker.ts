/**
 * The worker of one run: our own loop over the queue (pg-boss's `work()` sleeps its polling interval after every job:
 * measured 62 of 600 jobs in 120 s), until nothing of the run is left to do.
 */
import { retryTransaction } from '../../database/retry-transaction.ts'
import type { SliceJob } from '../../queue/slice-queue.ts'
import { makeFoundDue } from '../frontier/add-pages.ts'
import type { HostGroupState } from './host-group-state.ts'
import { planNextSlice } from './next-slice.ts'
import type { RunDeps } from './run-deps.ts'
import { SlicePool, type SlicePoolDeps } from './slice-pool.ts'

export interface WorkerDeps extends Omit<SlicePoolDeps, 'shouldContinue'> {
  readonly run: RunDeps
}

/** Longer than one worker takes to hand a host over to another. */
const idleNoticeDelayMs = 3_000

export class Worker {
  readonly #parts: WorkerDeps
  readonly #states: ReadonlyMap<string, HostGroupState>
  readonly #pool: SlicePool
  /** Scopes of other runs that this one was handed; their workers take them. */
  readonly #others = new Set<string>()
  /** Since when a slice has been wanted at once and not been given out; null while none is. */
  #overdueSince: number | null = null
  #isWaitingNoted = false
  /** The time that was last waited for, in milliseconds since the epoch. */
  #waitsUntil = 0

  constructor(parts: WorkerDeps, states: readonly HostGroupState[]) {
    this.#parts = parts
    this.#states = new Map(states.map((state) => [state.hostGroup, state]))
    this.#pool = new SlicePool({ ...parts, shouldContinue: () => !this.#isEnding })
  }

  /** Works until nothing is left to do, the budget is spent or the run is stopped. */
  async drain(): Promise<void> {
    try {
      await this.#work()
    } finally {
      await this.#pool.rest()
    }
    await this.#pool.settled()
  }

  async #work(): Promise<void> {
    const { queue } = this.#parts
    await this.#planAll()
    let isPlanned = false
    while (!this.#isEnding) {
      const { free } = this.#pool
      const jobs = free > 0 ? await queue.take(free, this.#others) : []
      for (const job of jobs) await this.#start(job)
      if (jobs.length > 0) {
        isPlanned = false
        this.#overdueSince = null
        continue
      }
      if (this.#pool.inFlight === 0 && !isPlanned) {
        const wanted = await this.#planAll()
        if (wanted !== null) this.#noteWaiting(wanted)
        else if (!(await this.#foundMore())) break
        // Taken at once: after a pause, an idle worker that does not see this archive would have been faster every time.
        isPlanned = true
        continue
      }
      isPlanned = false
      await this.#pool.idle()
    }
  }

  /** Whether another worker, whose clock is ahead of this one's, has found what is not due yet by this one's. */
  async #foundMore(): Promise<boolean> {
    const groups = [...this.#states.values()]
      .filter(({ end }) => end === null)
      .map(({ hostGroup }) => hostGroup)
    const now = this.#parts.clock.now()
    return (await retryTransaction(this.#parts.db, (trx) => makeFoundDue(trx, groups, now))) > 0
  }

  get #isEnding(): boolean {
    const { signal, run } = this.#parts
    return this.#pool.failure !== null || signal.aborted || run.budget.isSpent
  }

  async #start(job: SliceJob): Promise<void> {
    const { hostGroup } = job.data
    const state = this.#states.get(hostGroup)
    if (state === undefined) {
      this.#others.add(hostGroup)
      await this.#parts.queue.giveBack(job)
      return
    }
    this.#pool.start(job, { state, run: this.#parts.run })
  }

  /** Asks for a slice of every host group that has something to do: when the first is wanted, null when none is. */
  async #planAll(): Promise<Date | null> {
    let first: Date | null = null
    for (const state of this.#states.values()) {
      if (state.end !== null) continue
      const wanted = await planNextSlice(this.#parts.db, state, this.#parts.run)
      if (wanted !== null && (first === null || wanted < first)) first = wanted
    }
    return first
  }

  /** Says why nothing happens, before a person wonders. */
  #noteWaiting(wanted: Date): void {
    const now = this.#parts.clock.now().getTime()
    if (wanted.getTime() > Math.max(now, this.#waitsUntil) + idleNoticeDelayMs) {
      this.#waitsUntil = wanted.getTime()
      this.#parts.log.info(
        { until: wanted },
        'waiting: what is left is to be asked again, or its host asked for a pause',
      )
    }
    // A slice that is wanted and not given out: somebody else has the host, or was killed and its lease runs out.
    this.#overdueSince = wanted.getTime() > now ? null : (this.#overdueSince ?? now)
    if (this.#isWaitingNoted || this.#overdueSince === null || now - this.#overdueSince < idleNoticeDelayMs)
      return
    this.#isWaitingNoted = true
    this.#parts.log.info(
      { leaseSeconds: this.#parts.queue.leaseSeconds },
      'waiting: another worker has these hosts, or was killed a moment ago',
    )
  }
}
