/** The revisit rule on questions that evolve, in small: what `bench/revisit.ts` measures must not get lost. */
import { beforeAll, describe, expect, test } from 'vitest'
import { type Freshness, freshnessOf } from '../../bench/freshness.ts'
import { type Policy, simulate } from '../../bench/revisit-simulation.ts'
import { type TrueQuestion, truthOf } from '../../bench/revisit-truth.ts'

const day = 86_400_000
const from = new Date('2025-01-01T00:00:00Z')
const crawlFrom = from.getTime() + 200 * day
const measureFrom = crawlFrom + 30 * day
const to = new Date(measureFrom + 60 * day)
const rule: Policy = { usesCounts: true, questionInterval: null, listInterval: null }

describe('the revisit rule', () => {
  let truth: readonly TrueQuestion[] = []
  beforeAll(() => {
    truth = truthOf({ seed: 7, questions: 1_000, from, to })
  })
  const run = (policy: Policy): Freshness & { requests: number } => {
    const { visits, listVisits } = simulate(truth, policy, { from: crawlFrom, to: to.getTime() })
    const times = [...visits.flat(), ...listVisits].filter((at) => at >= measureFrom)
    return { ...freshnessOf(truth, visits, measureFrom, to.getTime()), requests: times.length }
  }

  test('leaves less than half as much out of date as fixed intervals do, with fewer requests', () => {
    const best = run(rule)
    const seconds = ((1_000 * (to.getTime() - measureFrom)) / best.requests / 1_000) * 0.9
    const fixed = run({ usesCounts: false, questionInterval: seconds, listInterval: seconds })
    expect(fixed.requests).toBeGreaterThan(best.requests)
    expect(1 - best.ofAll).toBeLessThan((1 - fixed.ofAll) / 2)
    expect(best.ofYoung).toBeGreaterThan(fixed.ofYoung + 0.1)
  })

  test('loads new answers several times sooner if lists show their counts', () => {
    const [best, deaf] = [run(rule), run({ ...rule, usesCounts: false })]
    expect(best.answerHours).toBeLessThan(deaf.answerHours / 3)
    expect(best.requests).toBeLessThan(deaf.requests * 1.2)
  })
})
