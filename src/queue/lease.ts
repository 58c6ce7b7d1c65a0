/**
 * The lease on a job: a worker that could not confirm it for half its length starts no further request, because another
 * worker may be about to take the host over. Time is monotonic: a clock that is set back must not lengthen a lease.
 */

/** Long enough for a garbage collection or a slow disk, short enough that a killed worker's host is soon crawled again. */
export const defaultLeaseSeconds = 30
/** pg-boss takes no shorter heartbeat. */
export const shortestLeaseSeconds = 10

export interface LeaseOptions {
  readonly seconds: number
  /** Confirms the lease in the database; false when another worker has the job. */
  readonly touch: () => Promise<boolean>
  /** Milliseconds, from a clock that never goes back. */
  readonly monotonic?: () => number
  readonly onTouchFailed?: (error: unknown) => void
}

export class Lease implements Disposable {
  readonly #options: LeaseOptions
  readonly #monotonic: () => number
  readonly #timer: NodeJS.Timeout
  #confirmedAt: number
  #lost = false

  constructor(options: LeaseOptions) {
    this.#options = options
    this.#monotonic = options.monotonic ?? (() => performance.now())
    this.#confirmedAt = this.#monotonic()
    // Five touches a lease: two may fail before requests stop.
    this.#timer = setInterval(() => void this.confirm(), (options.seconds * 1000) / 5)
    this.#timer.unref()
  }

  /** Whether a request may start now. */
  get holds(): boolean {
    return !this.#lost && this.#monotonic() - this.#confirmedAt < (this.#options.seconds * 1000) / 2
  }

  async confirm(): Promise<void> {
    const sentAt = this.#monotonic()
    try {
      if (await this.#options.touch()) this.#confirmedAt = sentAt
      else this.#lost = true
    } catch (error) {
      // Not confirmed is not lost: the next touch may get through, and until then `holds` expires by itself.
      this.#options.onTouchFailed?.(error)
    }
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }
}
