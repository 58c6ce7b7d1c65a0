/** How fast a count grows, measured over the last minute: the one rate of progress bar, `--watch` and re-parse. */
import type { Clock } from '../../model/clock.ts'

const windowMs = 60_000
/** Counted by its changes, a shorter time says nothing: the first page would be a rate. */
const leastMs = 2_000
/** Samples closer together than this are merged, so that a window holds at most 121. */
const sampleMs = 500

export interface Rate {
  readonly perSecond: number
  /** Length of the time measured. */
  readonly overSeconds: number
}

/**
 * `changes`: every change is noted when it happens, so the count in between is known. `looks`: the count is looked at
 * now and then, so a rate is known only from one look to another, even if they are further apart than a minute.
 */
export type Sampling = 'changes' | 'looks'

export class RateWindow {
  readonly #clock: Pick<Clock, 'now'>
  readonly #sampling: Sampling
  /** Counts by time; the first is the last one that is as old as the window. */
  readonly #samples: Array<{ readonly at: number; count: number }>

  constructor(clock: Pick<Clock, 'now'>, count = 0, sampling: Sampling = 'changes') {
    this.#clock = clock
    this.#sampling = sampling
    this.#samples = [{ at: clock.now().getTime(), count }]
  }

  /** `count`: the total so far. */
  note(count: number): void {
    const at = this.#clock.now().getTime()
    const last = this.#samples.at(-1)
    if (last !== undefined && this.#samples.length > 1 && at - last.at < sampleMs) last.count = count
    else this.#samples.push({ at, count })
    this.#forget(at)
  }

  /** Null while too little time has passed for a rate. */
  get rate(): Rate | null {
    const now = this.#clock.now().getTime()
    const isLooks = this.#sampling === 'looks'
    if (!isLooks) this.#forget(now)
    const [first] = this.#samples
    const last = this.#samples.at(-1)
    if (first === undefined || last === undefined) return null
    // Between changes the count is constant, so the window's own start is known as well as a sample.
    const ms = isLooks ? last.at - first.at : now - Math.max(first.at, now - windowMs)
    if (ms < (isLooks ? 1 : leastMs)) return null
    return { perSecond: ((last.count - first.count) * 1000) / ms, overSeconds: ms / 1000 }
  }

  /** Null while too little time has passed for a rate. */
  get perSecond(): number | null {
    return this.rate?.perSecond ?? null
  }

  #forget(now: number): void {
    while ((this.#samples[1]?.at ?? Number.POSITIVE_INFINITY) <= now - windowMs) this.#samples.shift()
  }
}
