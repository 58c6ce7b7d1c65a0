/** Waits for a database that went away, as in a restart, instead of ending a command that works for hours. */
import { type Clock, slept } from '../model/clock.ts'
import { isConnectionLost } from './errors.ts'

export interface OutageOptions {
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Seconds from the first error on; 0 never waits. */
  readonly waitSeconds: number
  /** Called once for each outage. */
  readonly onStart: (error: unknown) => void
}

const retryMs = 1_000

export class Outage {
  readonly #options: OutageOptions
  /** Milliseconds since the epoch; null while the database is of use. */
  #giveUpAt: number | null = null

  constructor(options: OutageOptions) {
    this.#options = options
  }

  /**
   * Waits a second after an error that an outage explains. False: the error is another one, the wait is over or the
   * signal was aborted.
   */
  async mayPass(error: unknown): Promise<boolean> {
    const { clock, signal, waitSeconds, onStart } = this.#options
    if (!isConnectionLost(error)) return false
    const now = clock.now().getTime()
    if (this.#giveUpAt === null) {
      this.#giveUpAt = now + waitSeconds * 1000
      if (waitSeconds > 0) onStart(error)
    }
    return now < this.#giveUpAt && (await slept(clock, retryMs, signal))
  }

  /** The database has done something useful: the next error begins another outage. */
  end(): void {
    this.#giveUpAt = null
  }
}
