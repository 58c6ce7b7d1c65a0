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
  /** Host groups of other runs whose jobs this worker was given; they are left to those runs' workers. */
  readonly #others = new Set<string>()
  /** Since when a due slice has not been available (ms since the epoch); null while none is overdue. */
  #overdueSince: number | null = null
  #isWaitingNoted = false
  /** The last time announced as waited for, in ms since the epoch. */
  #waitsUntil = 0

  constructor(parts: WorkerDeps, states: readonly HostGroupState[]) {
    this.#parts = parts
    this.#states = new Map(states.map((state) => [state.hostGroup, state]))
    this.#pool = new SlicePool({ ...parts, shouldContinue: () => !this.#isEnding })
  }

  /** Works until nothing is left, the budget is used up or the run is stopped. Throws the error that ended a slice. */
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
        // Take again without a pause: an idle worker that cannot see this archive would otherwise always be faster.
        isPlanned = true
        continue
      }
      isPlanned = false
      await this.#pool.idle()
    }
  }

  /** Makes pages due that a worker with a clock ahead of ours has added with a future time; true if there were any. */
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

  /** Enqueues the next slice of every host group; returns the earliest start, or null when nothing is left. */
  async #planAll(): Promise<Date | null> {
    let first: Date | null = null
    for (const state of this.#states.values()) {
      if (state.end !== null && state.end.isPaused !== true) continue
      const wanted = await planNextSlice(this.#parts.db, state, this.#parts.run)
      if (wanted !== null && (first === null || wanted < first)) first = wanted
    }
    return first
  }

  /** Logs the reason for a wait. */
  #noteWaiting(wanted: Date): void {
    const now = this.#parts.clock.now().getTime()
    if (wanted.getTime() > Math.max(now, this.#waitsUntil) + idleNoticeDelayMs) {
      this.#waitsUntil = wanted.getTime()
      this.#parts.log.info(
        { until: wanted },
        'waiting: the remaining pages are to be retried, or their host asked for a pause',
      )
    }
    // A due slice that the queue does not hand out is leased to another worker, or to one that was killed.
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
