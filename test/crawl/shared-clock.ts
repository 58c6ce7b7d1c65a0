import type { Clock } from '../../src/model/clock.ts'

/**
 * One time for several workers: it moves on only when all of them sleep, and by a tick whenever one looks at it, as if
 * what it did since (a query, a garbage collection) had taken that long.
 */
export class SharedClock implements Clock {
  #now = Date.parse('2026-03-01T00:00:00.000Z')
  #awake = 0
  readonly #ticks: readonly number[]
  #looks = 0
  readonly #sleepers: Array<{ readonly at: number; readonly wake: () => void }> = []

  /** Milliseconds, taken in turn. */
  constructor(ticks: readonly number[]) {
    this.#ticks = ticks
  }

  now(): Date {
    this.#now += this.#ticks[this.#looks++ % this.#ticks.length] ?? 0
    return new Date(this.#now)
  }

  async sleep(ms: number): Promise<void> {
    const sleeping = new Promise<void>((wake) => this.#sleepers.push({ at: this.#now + ms, wake }))
    this.#fallAsleep()
    await sleeping
  }

  /** Runs workers until all have ended. */
  async run(workers: readonly (() => Promise<void>)[]): Promise<void> {
    this.#awake = workers.length
    await Promise.all(workers.map((worker) => worker().finally(() => this.#fallAsleep())))
  }

  #fallAsleep(): void {
    this.#awake -= 1
    if (this.#awake > 0) return
    this.#sleepers.sort((a, b) => a.at - b.at)
    const first = this.#sleepers.shift()
    if (first === undefined) return
    this.#now = Math.max(this.#now, first.at)
    this.#awake += 1
    first.wake()
  }
}
