/**
 * The parse gate: when most of the last pages of a host scope were rejected, its layout has probably changed, and going
 * on would only spend requests. Everything is archived; after a parser fix it is parsed again without fetching.
 */
export interface RejectGateLimits {
  /** How many of the last question pages are looked at; fewer never trip. */
  readonly window: number
  /** Trips above this share of rejects. */
  readonly share: number
}

const defaultRejectGate: RejectGateLimits = { window: 20, share: 0.5 }

export class RejectGate {
  readonly #limits: RejectGateLimits
  readonly #last = new Map<string, boolean[]>()

  constructor(limits: RejectGateLimits = defaultRejectGate) {
    this.#limits = limits
  }

  /** Notes one parsed page of the scope. */
  note(scope: string, rejected: boolean): void {
    const last = this.#last.get(scope) ?? []
    last.push(rejected)
    if (last.length > this.#limits.window) last.shift()
    this.#last.set(scope, last)
  }

  /** Why the scope must stop; null while it may go on. */
  tripped(scope: string): string | null {
    const last = this.#last.get(scope) ?? []
    const rejects = last.filter((rejected) => rejected).length
    if (last.length < this.#limits.window || rejects <= last.length * this.#limits.share) return null
    return `${rejects} of the last ${last.length} question pages were rejected: the layout may have changed`
  }
}
