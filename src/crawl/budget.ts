/** What a run may spend: pages, of all hosts and of each, and time. Slices reserve pages before they ask for them, so that together they never overspend. */
import type { Clock } from '../model/clock.ts'

export interface BudgetLimits {
  /** Visits; null without limit. Retries count, since each is a request. */
  readonly maxPages: number | null
  readonly maxTimeMs: number | null
  /** Visits, by host scope; a scope that is not named has its share of `maxPages` only. */
  readonly maxPagesOf?: ReadonlyMap<string, number>
}

export class Budget {
  readonly #clock: Clock
  readonly #endsAt: number
  #pagesLeft: number
  readonly #leftOf: Map<string, number>

  constructor(limits: BudgetLimits, clock: Clock) {
    this.#clock = clock
    this.#pagesLeft = limits.maxPages ?? Number.POSITIVE_INFINITY
    this.#leftOf = new Map(limits.maxPagesOf)
    this.#endsAt =
      limits.maxTimeMs === null ? Number.POSITIVE_INFINITY : clock.now().getTime() + limits.maxTimeMs
  }

  /** Takes up to `wanted` pages of a scope out of the budget; what is not visited is given back. */
  reserve(wanted: number, scope: string): number {
    if (this.isTimeUp) return 0
    const granted = Math.max(0, Math.min(wanted, this.#pagesLeft, this.#leftIn(scope)))
    this.#spend(granted, scope)
    return granted
  }

  giveBack(pages: number, scope: string): void {
    this.#spend(-pages, scope)
  }

  /** Whether a scope has spent its own share; others may go on. */
  isSpentFor(scope: string): boolean {
    return this.isSpent || this.#leftIn(scope) <= 0
  }

  #leftIn(scope: string): number {
    return this.#leftOf.get(scope) ?? Number.POSITIVE_INFINITY
  }

  #spend(pages: number, scope: string): void {
    this.#pagesLeft -= pages
    if (this.#leftOf.has(scope)) this.#leftOf.set(scope, this.#leftIn(scope) - pages)
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
