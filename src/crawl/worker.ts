/**
 * The worker: our own loop over the queue (pg-boss's `work()` sleeps its polling interval after every job: measured 62
 * of 600 jobs in 120 s). One slice at a time for a host scope, several scopes at once, until the run is drained.
 */
import type { Transaction } from 'kysely'
import PQueue from 'p-queue'
import type { Database } from '../load/schema.ts'
import { MondoError } from '../model/errors.ts'
import { type Committed, commitVisits } from './commit-slice.ts'
import { Lease } from './lease.ts'
import type { Log } from './log.ts'
import { type NextSliceParts, planNextSlice } from './next-slice.ts'
import { leaseSeconds, type SliceJob } from './queue.ts'
import type { ScopeState } from './scope-state.ts'
import { fetchSlice, type SliceParts } from './slice.ts'
import type { VisitResult } from './visit.ts'

export interface WorkerParts extends SliceParts, NextSliceParts {
  /** Slices in flight. */
  readonly concurrency: number
  readonly revisitAfter: number | null
  readonly log: Log
  readonly onCommitted?: (committed: Committed) => void
}

/** Between two looks at an empty queue. A slice that ends here wakes the loop at once. */
const idleMs = 500
/** Longer than one worker takes to hand a host over to another. */
const notedAfterMs = 3_000

export class Worker {
  readonly #parts: WorkerParts
  readonly #states: ReadonlyMap<string, ScopeState>
  readonly #slices: PQueue
  /** Scopes of other runs that this one was handed; their workers take them. */
  readonly #others = new Set<string>()
  #wake = new AbortController()
  /** Since when this worker has had nothing in hand; null while it has. */
  #idleSince: number | null = null
  #isWaitingNoted = false
  #failure: { readonly error: unknown } | null = null

  constructor(parts: WorkerParts, states: readonly ScopeState[]) {
    this.#parts = parts
    this.#states = new Map(states.map((state) => [state.scope, state]))
    this.#slices = new PQueue({ concurrency: parts.concurrency })
  }

  /** Works until nothing is left to do, the budget is spent or the run is stopped. */
  async drain(): Promise<void> {
    const { queue, concurrency } = this.#parts
    await this.#planAll()
    while (!this.#isEnding) {
      const free = concurrency - this.#slices.pending - this.#slices.size
      const jobs = free > 0 ? await queue.take(free, this.#others) : []
      for (const job of jobs) await this.#start(job)
      if (jobs.length > 0) {
        this.#idleSince = null
        continue
      }
      if (this.#slices.pending === 0) {
        const wanted = await this.#planAll()
        if (wanted === null) break
        this.#noteWaiting(wanted)
      }
      await this.#idle()
    }
    await this.#slices.onIdle()
    if (this.#failure !== null) throw this.#failure.error
  }

  get #isEnding(): boolean {
    return this.#failure !== null || this.#parts.signal.aborted || this.#parts.budget.isSpent
  }

  async #start(job: SliceJob): Promise<void> {
    const { scope } = job.data
    const state = this.#states.get(scope)
    if (state === undefined) {
      this.#others.add(scope)
      await this.#parts.queue.giveBack(job)
      return
    }
    void this.#slices
      .add(() => this.#work(job, state))
      .catch((error: unknown) => {
        this.#failure ??= { error }
      })
      .finally(() => this.#wake.abort())
  }

  async #work(job: SliceJob, state: ScopeState): Promise<void> {
    const { queue, log } = this.#parts
    using lease = new Lease({
      seconds: leaseSeconds,
      touch: () => queue.touch(job),
      onTouchFailed: (error) => log.warn({ err: error, scope: state.scope }, 'lease not confirmed'),
    })
    try {
      await this.#commit(job, state, await fetchSlice(state, lease, this.#parts))
    } catch (error) {
      if (error instanceof MondoError && error.code === 'lease-lost') {
        log.warn({ scope: state.scope }, `${error.message}; this slice was not committed`)
        return
      }
      await this.#letGo(job)
      throw error
    }
  }

  /** The next run need not wait for the lease of one that failed. Where this fails too, the lease runs out. */
  async #letGo(job: SliceJob): Promise<void> {
    try {
      await this.#parts.queue.giveBack(job)
    } catch (error) {
      this.#parts.log.warn(
        { err: error, scope: job.data.scope },
        'job not given back: its lease must run out',
      )
    }
  }

  async #commit(job: SliceJob, state: ScopeState, results: readonly VisitResult[]): Promise<void> {
    const { clock, queue, gate, onCommitted } = this.#parts
    const committed = await inTransaction(this.#parts, async (trx) => {
      await queue.complete(job, trx)
      const ended = await commitVisits(trx, results, { ...this.#parts, now: clock.now() })
      await gate.handOver(trx, state.scope)
      if (!this.#isEnding || state.end !== null) await planNextSlice(trx, state, this.#parts)
      return ended
    })
    for (const { page, outcome, detail } of committed.visits) {
      this.#parts.log.debug({ page: page.path, outcome: outcome.kind, detail }, 'visited')
    }
    onCommitted?.(committed)
  }

  /** Asks for a slice of every scope that has something to do: when the first is wanted, null when none is. */
  async #planAll(): Promise<Date | null> {
    let first: Date | null = null
    for (const state of this.#states.values()) {
      if (state.end !== null) continue
      const wanted = await planNextSlice(this.#parts.db, state, this.#parts)
      if (wanted !== null && (first === null || wanted < first)) first = wanted
    }
    return first
  }

  /** A slice that is wanted and not given out: somebody else has the host, or was killed and its lease runs out. */
  #noteWaiting(wanted: Date): void {
    const now = this.#parts.clock.now().getTime()
    this.#idleSince ??= now
    if (this.#isWaitingNoted || Math.min(now - wanted.getTime(), now - this.#idleSince) < notedAfterMs) return
    this.#isWaitingNoted = true
    this.#parts.log.info(
      { leaseSeconds },
      'waiting: another worker has these hosts, or was killed a moment ago',
    )
  }

  async #idle(): Promise<void> {
    const { clock, signal } = this.#parts
    const either = AbortSignal.any([signal, this.#wake.signal])
    try {
      if (!either.aborted) await clock.sleep(idleMs, either)
    } catch (error) {
      if (!either.aborted) throw error
    }
    if (this.#wake.signal.aborted) this.#wake = new AbortController()
  }
}

const maxTries = 3

/** Two slices that meet on the same rows may be told to start again: 40001 serialization failure, 40P01 deadlock. */
async function inTransaction<T>(
  { db, log }: Pick<WorkerParts, 'db' | 'log'>,
  work: (trx: Transaction<Database>) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await db.transaction().execute(work)
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : ''
      if (tries === maxTries || (code !== '40001' && code !== '40P01')) throw error
      log.debug({ err: error }, 'slice: transaction started again')
    }
  }
}
