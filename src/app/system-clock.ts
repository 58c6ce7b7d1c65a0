/** Real time, for the one place that builds things; everything else is handed a clock. */
import { setTimeout as wait } from 'node:timers/promises'
import type { Clock } from '../model/clock.ts'

/** The longest delay that a timer takes (2^31 - 1 ms, about 25 days); a longer one would fire at once. */
const longestTimerMs = 2 ** 31 - 1

/**
 * `wall` without its steps back: where it is set back, time goes on from where it was. A host must not be asked early,
 * nor late by an hour, because a machine's clock was put right.
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
