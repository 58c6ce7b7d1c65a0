/**
 * The budget of a run: pages in all and per host group, bytes and time. Slices reserve pages before requesting them, so
 * that together they never overspend; what other workers used on the same run is subtracted before each slice.
 */
import type { Clock } from '../../model/clock.ts'

export interface BudgetLimits {
  /** Visits; null without limit. Retries count, since each is a request. */
  readonly maxPages: number | null
  /** Seconds; null without limit. */
  readonly maxTime: number | null
  /** Visits by host group, within `maxPages`; a host group without an entry has no limit of its own. */
  readonly maxPagesOf?: ReadonlyMap<string, number>
  /** Bytes of bodies received; the response that exceeds it is the last. */
  readonly maxBytes?: number | null
}

export class Budget {
  readonly #clock: Clock
  readonly #endsAt: number
  #pagesLeft: number
  readonly #leftOf: Map<string, number>
  readonly #isCounted: boolean
  /** Pages reserved so far, by host group. */
  readonly #taken = new Map<string, number>()
  #bytesLeft: number
  #end: { readonly because: string; readonly isDiskFull: boolean } | null = null

  constructor(limits: BudgetLimits, clock: Clock) {
    this.#clock = clock
    this.#pagesLeft = limits.maxPages ?? Number.POSITIVE_INFINITY
    this.#leftOf = new Map(limits.maxPagesOf)
    this.#isCounted = limits.maxPages !== null || this.#leftOf.size > 0
    this.#bytesLeft = limits.maxBytes ?? Number.POSITIVE_INFINITY
    this.#endsAt =
      limits.maxTime === null ? Number.POSITIVE_INFINITY : clock.now().getTime() + limits.maxTime * 1000
  }

  /** Reserves up to `wanted` pages of a host group and returns how many; give back what is not visited. */
  reserve(wanted: number, hostGroup: string): number {
    if (this.isTimeUp || this.isEnded) return 0
    const granted = Math.max(0, Math.min(wanted, this.#pagesLeft, this.#leftIn(hostGroup)))
    this.#spend(granted, hostGroup)
    return granted
  }

  giveBack(pages: number, hostGroup: string): void {
    this.#spend(-pages, hostGroup)
  }

  /** Whether the budget of one host group is used up; others may still have some. */
  isSpentFor(hostGroup: string): boolean {
    return this.isSpent || this.#leftIn(hostGroup) <= 0
  }

  #leftIn(hostGroup: string): number {
    return this.#leftOf.get(hostGroup) ?? Number.POSITIVE_INFINITY
  }

  #spend(pages: number, hostGroup: string): void {
    this.#pagesLeft -= pages
    this.#taken.set(hostGroup, (this.#taken.get(hostGroup) ?? 0) + pages)
    if (this.#leftOf.has(hostGroup)) this.#leftOf.set(hostGroup, this.#leftIn(hostGroup) - pages)
  }

  /** Whether pages are limited at all; if not, the visits of other workers need not be counted. */
  get isCounted(): boolean {
    return this.#isCounted
  }

  /** Takes in all visits of the run by host group, of every worker. Never increases what is left. */
  noteVisits(all: ReadonlyMap<string, number>): void {
    for (const [hostGroup, visits] of all) {
      this.#spend(Math.max(0, visits - (this.#taken.get(hostGroup) ?? 0)), hostGroup)
    }
  }

  noteBytes(bytes: number): void {
    this.#bytesLeft -= bytes
    if (this.#bytesLeft <= 0) this.end('the byte budget is used up')
  }

  /** Ends the run cleanly, even if pages and time are left. */
  end(because: string): void {
    this.#end ??= { because, isDiskFull: false }
  }

  /** Ends the run because a disk is nearly full. */
  endOnFullDisk(because: string): void {
    if (!this.isDiskFull) this.#end = { because, isDiskFull: true }
  }

  get isDiskFull(): boolean {
    return this.#end?.isDiskFull === true
  }

  /** The reason given to `end`; null if it was not called. */
  get endedBecause(): string | null {
    return this.#end?.because ?? null
  }

  get isEnded(): boolean {
    return this.#end !== null
  }

  get isTimeUp(): boolean {
    return this.#clock.now().getTime() >= this.#endsAt
  }

  get isSpent(): boolean {
    return this.#pagesLeft <= 0 || this.isTimeUp || this.isEnded
  }

  /** End of `maxTime`; null without limit. */
  get endsAt(): Date | null {
    return Number.isFinite(this.#endsAt) ? new Date(this.#endsAt) : null
  }
}
