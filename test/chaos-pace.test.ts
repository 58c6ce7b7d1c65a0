import { describe, expect, test } from 'vitest'
import { judgePace } from './chaos/pace.ts'

const gap = 100
const begun = Date.parse('2026-03-01T00:00:00Z')

/** Requests noted at these milliseconds, each of a page of its own; sent when `sent` says, where they were archived. */
function judged(
  noted: readonly number[],
  sent: readonly (number | null)[] = noted,
  jumps: readonly number[] = [],
) {
  const requests = noted.map((at, page) => ({
    at: begun + at,
    url: `/qa/q${page}.html`,
    status: 200,
    by: '',
  }))
  const captures = sent.flatMap((at, page) =>
    at === null ? [] : [{ url: `/qa/q${page}.html`, sentAt: begun + at }],
  )
  return judgePace(
    requests,
    captures,
    gap,
    jumps.map((jump) => begun + jump),
  )
}

describe('the pace that chaos judges', () => {
  test('is kept by requests that were sent a gap apart, however late the log records one', () => {
    expect(judged([70, 105, 210], [0, 104, 208])).toEqual({ smallestGap: 104, faults: [] })
  })

  test('is exceeded by two that were sent too close together, however late the log records the second', () => {
    expect(judged([0, 160], [0, 90])).toEqual({
      smallestGap: 90,
      faults: ['a gap of 90 ms: the pace is 100 ms'],
    })
  })

  test('is exceeded by a request that is not in the archive', () => {
    expect(judged([0, 10], [0, null]).faults).toEqual(['a gap of 10 ms: the pace is 100 ms'])
  })

  test('is judged correctly when the clock of the sender is hours behind', () => {
    const hours = 5 * 3_600_000
    expect(judged([5, 115, 170], [0, 110 - hours, 165 - hours])).toEqual({
      smallestGap: 55,
      faults: ['a gap of 55 ms: the pace is 100 ms'],
    })
  })

  test('is judged by the log where a clock was set between two requests: stamps behind it are late', () => {
    expect(judged([0, 108], [0, 90], [40])).toEqual({ smallestGap: Number.POSITIVE_INFINITY, faults: [] })
    expect(judged([0, 108], [0, 15], [40]).faults).toEqual(['a gap of 15 ms: the pace is 100 ms'])
    expect(judged([5_000, 5_108], [5_000, 5_090], [40]).smallestGap).toBe(90)
  })

  test('is exceeded by ten in a row, even if each stamp alone keeps it', () => {
    const noted = Array.from({ length: 11 }, (_, page) => 2_000 + page * 60)
    const sent = noted.map((_, page) => 1_200 + page * 105)
    expect(judged(noted, sent).faults).toEqual(['10 requests in 600 ms: the pace is 100 ms'])
  })

  test('ignores a stamp from the future, or from long ago', () => {
    expect(judged([0, 110], [30, 110]).smallestGap).toBe(Number.POSITIVE_INFINITY)
    expect(judged([0, 3_000], [0, 300]).smallestGap).toBe(Number.POSITIVE_INFINITY)
  })
})
