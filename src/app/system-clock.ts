/** Real time. Only `src/app` uses it; everything else receives a clock. */
import { setTimeout as wait } from 'node:timers/promises'
import type { Clock } from '../model/clock.ts'

/** The longest delay that a timer supports (2^31 - 1 ms, about 25 days); a longer one would fire at once. */
const longestTimerMs = 2 ** 31 - 1

/**
 * A clock that follows `wall` but never goes back: when `wall` is set back, time continues from where it was. Correcting a
 * machine's clock must neither send a request early nor delay one by an hour.
 */
export function steady(wall: () => number): () => Date {
  let last = wall()
  let ahead = 0
  return () => {
    const read = wall()
    if (read + ahead < last) ahead = last - read
    last = read + ahead
    return new Date(last)
  }
}

export const systemClock: Clock = {
  now: steady(Date.now),
  async sleep(ms, signal) {
    try {
      for (let left = ms; left > 0; left -= longestTimerMs) {
        await wait(Math.min(left, longestTimerMs), undefined, signal === undefined ? {} : { signal })
      }
    } catch (error) {
      throw signal?.aborted === true ? signal.reason : error
    }
  },
}
