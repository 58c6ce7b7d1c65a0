/** What a run may spend: pages and time. Slices reserve pages before they ask for them, so that together they never overspend. */
import type { Clock } from '../model/clock.ts'

export interface BudgetLimits {
  /** Visits; null without limit. Retries count, since each is a request. */
  readonly maxPages: number | null
  readonly maxTimeMs: number | null
}

export class Budget {
  readonly #clock: Clock
  readonly #endsAt: number
  #pagesLeft: number

  constructor(limits: BudgetLimits, clock: Clock) {
    this.#clock = clock
    this.#pagesLeft = limits.maxPages ?? Number.POSITIVE_INFINITY
    this.#endsAt =
      limits.maxTimeMs === null ? Number.POSITIVE_INFINITY : clock.now().getTime() + limits.maxTimeMs
  }

  /** Takes up to `wanted` pages out of the budget; what is not visited is given back. */
  reserve(wanted: number): number {
    if (this.isTimeUp) return 0
    const granted = Math.max(0, Math.min(wanted, this.#pagesLeft))
    this.#pagesLeft -= granted
    return granted
  }

  giveBack(pages: number): void {
    this.#pagesLeft += pages
  }

  get isTimeUp(): boolean {
    return this.#clock.now().getTime() >= this.#endsAt
  }

  get isSpent(): boolean {
    return this.#pagesLeft <= 0 || this.isTimeUp
  }

  /** When the time is up; null without limit. */
  get endsAt(): Date | null {
    return Number.isFinite(this.#endsAt) ? new Date(this.#endsAt) : null
  }
}
