/** Slices in flight: one at a time for a host group, several host groups at once. */
import PQueue from 'p-queue'
import type { SliceJob } from '../../queue/slice-queue.ts'
import { type Assignment, SliceWork, type SliceWorkDeps } from './slice-work.ts'

export interface SlicePoolDeps extends SliceWorkDeps {
  /** Slices in flight. */
  readonly concurrency: number
}

/** Polling interval of an empty queue. A slice that ends in this process wakes the loop at once. */
const idleMs = 500

export class SlicePool {
  readonly #parts: SlicePoolDeps
  readonly #work: SliceWork
  readonly #slices: PQueue
  #wake = new AbortController()
  #failure: { readonly error: unknown } | null = null

  constructor(parts: SlicePoolDeps) {
    this.#parts = parts
    this.#work = new SliceWork(parts)
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
      .add(() => this.#work.on(job, assignment))
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
}
