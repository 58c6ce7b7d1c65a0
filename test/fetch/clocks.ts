/** Clocks for tests: a real one, and a fake one that tests move. */
import { setTimeout as realSleep } from 'node:timers/promises'
import type { Clock } from '../../src/model/clock.ts'

export const realClock: Clock = {
  now: () => new Date(),
  sleep: async (ms, signal) => {
    await realSleep(ms, undefined, signal === undefined ? {} : { signal })
  },
}

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  #now: number
  readonly #sleepers = new Set<{ until: number; wake: () => void }>()

  constructor(start = '2026-03-01T00:00:00.000Z') {
    this.#now = Date.parse(start)
  }

  now(): Date {
    return new Date(this.#now)
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const sleeper = { until: this.#now + ms, wake: resolve }
      this.#sleepers.add(sleeper)
      signal?.addEventListener('abort', () => {
        this.#sleepers.delete(sleeper)
        reject(signal.reason)
      })
    })
  }

  advance(ms: number): void {
    this.#now += ms
    for (const sleeper of this.#sleepers) {
      if (sleeper.until > this.#now) continue
      this.#sleepers.delete(sleeper)
      sleeper.wake()
    }
  }
}
