/**
 * Records which field claimed which block, and by which rule. Every visible text of the main region is claimed by a field
 * or called noise; the check `text-unclaimed` reports the rest.
 */

/** One claim. */
export interface Claim {
  /** `title`, `body`, `answer 3 body`, `answer 3 reply 1, header` … */
  readonly field: string
  /** Why the field took this block; shown by `--explain`. */
  readonly rule: string
}

/** Claims by block index. */
export type Claims = Map<number, Claim>

/** Claims a block; a later claim replaces an earlier one. */
export function claim(claims: Claims, index: number, field: string, rule: string): void {
  claims.set(index, { field, rule })
}
