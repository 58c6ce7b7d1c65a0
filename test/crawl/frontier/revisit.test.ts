import { describe, expect, test } from 'vitest'
import { revisit, type Seen } from '../../../src/crawl/frontier/revisit.ts'

const now = new Date('2026-03-01T00:00:00Z')
const day = 24 * 60 * 60
const days = (seen: Seen, changed: boolean, intervalDays: number | null): number => {
  const intervalSeconds = intervalDays === null ? null : intervalDays * day
  const next = revisit({ seen, changed, intervalSeconds, now, override: null })
  expect(next.dueAt.getTime() - now.getTime()).toBe((next.intervalSeconds ?? 0) * 1000)
  return (next.intervalSeconds ?? 0) / day
}

describe('revisit', () => {
  test('starts with a day for open questions and lists, and a month for closed and solved ones', () => {
    const first = (['open', 'list', 'closed', 'solved'] as const).map((seen) => days(seen, true, null))
    expect(first).toEqual([1, 1, 30, 30])
  })

  test('starts with half the age of an open question, within the limits', () => {
    const first = (seen: Seen, ageDays: number) =>
      revisit({ seen, changed: true, intervalSeconds: null, ageSeconds: ageDays * day, now, override: null })
        .intervalSeconds ?? 0
    expect([0, 1, 10, 4_000].map((age) => first('open', age) / day)).toEqual([0.25, 0.5, 5, 30])
    expect(first('solved', 1) / day).toBe(30)
  })

  test('halves the interval after a change, and lengthens it by half otherwise', () => {
    expect([days('open', true, 8), days('open', false, 8)]).toEqual([4, 12])
  })

  test('stays within the limits of the status', () => {
    expect([days('open', true, 0.3), days('open', false, 29)]).toEqual([0.25, 30])
    expect([days('solved', true, 8), days('solved', false, 300)]).toEqual([7, 365])
  })

  test('applies the limits of a new status at once', () => {
    expect(days('closed', true, 1)).toBe(7)
  })

  test('yields to an override, and forgets the interval', () => {
    const next = revisit({ seen: 'solved', changed: false, intervalSeconds: day, now, override: 0 })
    expect(next).toEqual({ dueAt: now, intervalSeconds: null })
  })
})
