/** How fast a count grows: over the last minute, so that a pause or a faster host shows soon. */
import type { Clock } from '../../model/clock.ts'

const windowMs = 60_000
/** From fewer seconds no rate can be told. */
const leastMs = 2_000
/** Samples closer together than this are one: a window holds few, however often it is told. */
const sampleMs = 500

export class RateWindow {
  readonly #clock: Pick<Clock, 'now'>
  /** Counts by time; the first is the last one that is as old as the window. */
  readonly #samples: Array<{ readonly at: number; count: number }>

  constructor(clock: Pick<Clock, 'now'>, count = 0) {
    this.#clock = clock
    this.#samples = [{ at: clock.now().getTime(), count }]
  }

  /** `count`: all so far. */
  note(count: number): void {
    const at = this.#clock.now().getTime()
    const last = this.#samples.at(-1)
    if (last !== undefined && this.#samples.length > 1 && at - last.at < sampleMs) last.count = count
    else this.#samples.push({ at, count })
    this.#forget(at)
  }

  /** Per second; null while too little time has passed to tell. */
  get perSecond(): number | null {
    const now = this.#clock.now().getTime()
    this.#forget(now)
    const [first] = this.#samples
    const last = this.#samples.at(-1)
    if (first === undefined || last === undefined) return null
    // A window that was full counts as long as it is: what came before it does not thin it.
    const since = Math.max(first.at, now - windowMs)
    return now - since < leastMs ? null : ((last.count - first.count) * 1000) / (now - since)
  }

  #forget(now: number): void {
    while ((this.#samples[1]?.at ?? Number.POSITIVE_INFINITY) <= now - windowMs) this.#samples.shift()
  }
}
