/** Real time, for the one place that builds things; everything else is handed a clock. */
import { setTimeout as wait } from 'node:timers/promises'
import type { Clock } from '../model/clock.ts'

/** The longest delay that a timer takes (2^31 - 1 ms, about 25 days); a longer one would fire at once. */
const longestTimerMs = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => new Date(),
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
