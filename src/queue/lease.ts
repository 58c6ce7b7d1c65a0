/**
 * The lease on a job: a worker that has not been able to confirm it for half its length starts no further request,
 * because another worker may be about to take the host over. Time is monotonic: a clock set back must not lengthen it.
 */
export interface LeaseOptions {
  readonly seconds: number
  /** Refreshes the lease in the database; false when it is somebody else's by now. */
  readonly touch: () => Promise<boolean>
  /** Milliseconds that only grow. */
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
    const asked = this.#monotonic()
    try {
      if (await this.#options.touch()) this.#confirmedAt = asked
      else this.#lost = true
    } catch (error) {
      // Not confirmed is not lost: the next touch may get through, and until then `holds` runs out by itself.
      this.#options.onTouchFailed?.(error)
    }
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }
}
