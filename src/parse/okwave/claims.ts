/**
 * Which field took which block. Every visible text of the main region is claimed by one field or named as noise; what
 * is left over is the check `text-unclaimed`.
 */
export interface Claims {
  readonly byBlock: Map<number, string>
}

export function claim(claims: Claims, index: number, field: string): void {
  claims.byBlock.set(index, field)
}

export function claimAll(claims: Claims, from: number, to: number, field: string): void {
  for (let index = from; index < to; index += 1) claim(claims, index, field)
}
