/** The chance of what a window of pages shows, given the past. Pure. */
import type { Coverage } from '../../model/drift-report.ts'

/** Wilson's lower bound with three standard deviations: a share that the past supports despite chance. */
export function lowerBound({ pages, share }: Coverage): number {
  const z2 = 9
  const centre = share + z2 / (2 * pages)
  const spread = Math.sqrt(z2 * ((share * (1 - share)) / pages + z2 / (4 * pages * pages)))
  return Math.max(0, (centre - spread) / (1 + z2 / pages))
}

/** P(X <= k) for X ~ Binomial(n, p), by its terms: n is at most 40. */
export function binomialTail(k: number, n: number, p: number): number {
  if (p <= 0) return 1
  if (p >= 1) return k >= n ? 1 : 0
  let term = (1 - p) ** n
  let sum = term
  for (let i = 0; i < k; i += 1) {
    term *= ((n - i) / (i + 1)) * (p / (1 - p))
    sum += term
  }
  return Math.min(1, sum)
}
