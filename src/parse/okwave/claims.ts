/**
 * Which field took which block, and by what rule. Every visible text of the main region is claimed by one field or
 * named as noise; what is left over is the check `text-unclaimed`.
 */
export interface Claim {
  /** `title`, `body`, `answer 3 body`, `answer 3 reply 1, header` … */
  readonly field: string
  /** Why this block, for a person who asks with `--explain`. */
  readonly rule: string
}

export type Claims = Map<number, Claim>

export function claim(claims: Claims, index: number, field: string, rule: string): void {
  claims.set(index, { field, rule })
}
