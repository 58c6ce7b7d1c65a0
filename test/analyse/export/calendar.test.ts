import { expect, test } from 'vitest'
import { daysOf, printedDayOf } from '../../../src/analyse/export/calendar.ts'

const dayMs = 86_400_000

test('days are those of a Date where one holds them', () => {
  for (let days = -719_162; days < 2_932_896; days += 97) {
    const printed = new Date(days * dayMs).toISOString().slice(0, 10)
    expect([daysOf(printed), printedDayOf(days)]).toEqual([days, { day: printed, suffix: '' }])
  }
})

test.each([
  ['0001-01-01', -719_162],
  ['0001-12-31 BC', -719_163],
  ['0001-02-29 BC', -719_469],
  ['4713-01-01 BC', -2_440_550],
  ['5874897-12-31', 2_145_042_905],
])('%s is day %d', (printed, days) => {
  expect(daysOf(printed)).toBe(days)
  const { day, suffix } = printedDayOf(days)
  expect(day + suffix).toBe(printed)
})

test.each(['infinity', '-infinity'])('%s is no day', (printed) => {
  expect(daysOf(printed)).toBeNull()
})
