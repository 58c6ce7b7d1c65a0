import fc from 'fast-check'
import { expect, test } from 'vitest'
import { slowGapMs, smoothedAnswer } from '../../../src/crawl/politeness/adaptive-pace.ts'

test.each([
  [null, 0],
  [0.999, 0],
  [1, 2_000],
  [2.5, 5_000],
  [30, 60_000],
  [3_600, 60_000],
])('answers of %s seconds ask for a gap of %i ms', (seconds, gap) => {
  expect(slowGapMs(seconds)).toBe(gap)
})

test('the first answer counts alone, and each later one for three tenths', () => {
  expect(smoothedAnswer(null, 4)).toBe(4)
  expect(smoothedAnswer(4, 14)).toBeCloseTo(7)
  expect(smoothedAnswer(14, 4)).toBeCloseTo(11)
})

test('the mean stays between the shortest and the longest answer', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1e4, noNaN: true }), { minLength: 1 }), (answers) => {
      const mean = answers.reduce<number | null>(smoothedAnswer, null)
      expect(mean).toBeGreaterThanOrEqual(Math.min(...answers) * (1 - 1e-9))
      expect(mean).toBeLessThanOrEqual(Math.max(...answers) * (1 + 1e-9))
    }),
  )
})

test('a host that was slow is asked at its usual pace after some fast answers', () => {
  let mean: number | null = null
  for (const seconds of [8, 8, 8]) mean = smoothedAnswer(mean, seconds)
  expect(slowGapMs(mean)).toBe(16_000)
  for (let fast = 0; fast < 8; fast += 1) mean = smoothedAnswer(mean, 0.1)
  expect(slowGapMs(mean)).toBe(0)
})
