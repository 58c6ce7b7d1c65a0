/**
 * What a run may spend: pages, of all hosts and of each, bytes and time. Slices reserve pages before they ask for them,
 * so that together they never overspend; what other workers spent of the same run is taken off before each slice.
 */
import type { Clock } from '../../model/clock.ts'

export interface BudgetLimits {
  /** Visits; null without limit. Retries count, since each is a request. */
  readonly maxPages: number | null
  readonly maxTime: number | null
  /** Visits, by host group; a host group that is not named has its share of `maxPages` only. */
  readonly maxPagesOf?: ReadonlyMap<string, number>
  /** Of bodies received; the answer that goes over it is the last. */
  readonly maxBytes?: number | null
}

export class Budget {
  readonly #clock: Clock
  readonly #endsAt: number
  #pagesLeft: number
  readonly #leftOf: Map<string, number>
  readonly #isCounted: boolean
  /** Pages taken off so far, by host group. */
  readonly #taken = new Map<string, number>()
  #bytesLeft: number
  #endedBecause: string | null = null

  constructor(limits: BudgetLimits, clock: Clock) {
    this.#clock = clock
    this.#pagesLeft = limits.maxPages ?? Number.POSITIVE_INFINITY
    this.#leftOf = new Map(limits.maxPagesOf)
    this.#isCounted = limits.maxPages !== null || this.#leftOf.size > 0
    this.#bytesLeft = limits.maxBytes ?? Number.POSITIVE_INFINITY
    this.#endsAt =
      limits.maxTime === null ? Number.POSITIVE_INFINITY : clock.now().getTime() + limits.maxTime * 1000
  }

  /** Takes up to `wanted` pages of a host group out of the budget; what is not visited is given back. */
  reserve(wanted: number, hostGroup: string): number {
    if (this.isTimeUp || this.isEnded) return 0
    const granted = Math.max(0, Math.min(wanted, this.#pagesLeft, this.#leftIn(hostGroup)))
    this.#spend(granted, hostGroup)
    return granted
  }

  giveBack(pages: number, hostGroup: string): void {
    this.#spend(-pages, hostGroup)
  }

  /** Whether a host group has spent its own share; others may go on. */
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

  /** Whether what others have spent matters: a budget without a number of pages need not ask. */
  get isCounted(): boolean {
    return this.#isCounted
  }

  /** All visits of the run by host group, whoever made them. Never gives anything back. */
  noteVisits(all: ReadonlyMap<string, number>): void {
    for (const [hostGroup, visits] of all) {
      this.#spend(Math.max(0, visits - (this.#taken.get(hostGroup) ?? 0)), hostGroup)
    }
  }

  noteBytes(bytes: number): void {
    this.#bytesLeft -= bytes
    if (this.#bytesLeft <= 0) this.end('the budget of bytes is spent')
  }

  /** Ends the run cleanly, whatever is left of the rest. */
  end(because: string): void {
    this.#endedBecause ??= because
  }

  /** What ended it other than pages and time; null where nothing did. */
  get endedBecause(): string | null {
    return this.#endedBecause
  }

  get isEnded(): boolean {
    return this.#endedBecause !== null
  }

  get isTimeUp(): boolean {
    return this.#clock.now().getTime() >= this.#endsAt
  }

  get isSpent(): boolean {
    return this.#pagesLeft <= 0 || this.isTimeUp || this.isEnded
  }

  /** When the time is up; null without limit. */
  get endsAt(): Date | null {
    return Number.isFinite(this.#endsAt) ? new Date(this.#endsAt) : null
  }
}
