import type { Clock } from '../../src/model/clock.ts'

/** A clock on which every sleep is over at once: time is only what was slept, and what a test adds. */
export class SkippingClock implements Clock {
  #now: number

  constructor(start = '2026-03-01T00:00:00.000Z') {
    this.#now = Date.parse(start)
  }

  now(): Date {
    return new Date(this.#now)
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted()
    this.#now += ms
  }

  advance(ms: number): void {
    this.#now += ms
  }
}
