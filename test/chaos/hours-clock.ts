/** The clock of this machine, which a test sets ahead by hours: hours pass between two runs, and within a run nothing is faster. */
import { systemClock } from '../../src/app/system-clock.ts'
import type { Clock } from '../../src/model/clock.ts'

export class HoursClock implements Clock {
  #aheadMs = 0

  now(): Date {
    return new Date(systemClock.now().getTime() + this.#aheadMs)
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    await systemClock.sleep(ms, signal)
  }

  advance(ms: number): void {
    this.#aheadMs += ms
  }
}
