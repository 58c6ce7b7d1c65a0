/** Real time. Only `src/app` uses it; everything else receives a clock. */
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
    for (let left = ms; left > 0; left -= longestTimerMs) await wait(Math.min(left, longestTimerMs), signal)
  },
}

/**
 * Not by `node:timers/promises`, which makes an error of its own with a stack for each sleep that is ended early: every
 * exchange ends one.
 */
async function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted()
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  const stop = () => {
    clearTimeout(timer)
    reject(signal?.reason)
  }
  signal?.addEventListener('abort', stop, { once: true })
  try {
    await promise
  } finally {
    signal?.removeEventListener('abort', stop)
  }
}
