import { describe, expect, test } from 'vitest'
import { nextTry } from '../../../src/crawl/visit/retry.ts'

const now = new Date('2026-03-01T00:00:00Z')
const secondsAt = (tries: number, random: number): number | null => {
  const next = nextTry({ reason: 'timeout', tries, now, random: () => random })
  return next === null ? null : (next.getTime() - now.getTime()) / 1000
}

describe('nextTry', () => {
  test('spreads retries over the whole interval, four times as long each time, up to ten minutes', () => {
    expect([0, 1, 2, 3].map((tries) => secondsAt(tries, 0.999))).toEqual([
      expect.closeTo(5, 1),
      expect.closeTo(20, 1),
      expect.closeTo(80, 0),
      expect.closeTo(320, 0),
    ])
    expect(secondsAt(3, 0)).toBe(0)
  })

  test('gives up after four retries', () => {
    expect(secondsAt(4, 0.5)).toBeNull()
  })

  test('retries server errors, and no other status', () => {
    const statuses = [500, 502, 504, 408, 425, 400, 401, 403, 451]
    const retried = statuses.filter(
      (status) => nextTry({ reason: `http-${status}`, status, tries: 0, now, random: () => 0 }) !== null,
    )
    expect(retried).toEqual([500, 502, 504, 408, 425])
  })

  test('never retries failures that a retry cannot change', () => {
    for (const reason of ['too-large', 'unknown-encoding', 'redirect-loop', 'bad-redirect'] as const) {
      expect(nextTry({ reason, tries: 0, now, random: () => 0 })).toBeNull()
    }
  })
})
