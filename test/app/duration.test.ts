import { describe, expect, test } from 'vitest'
import { durationSeconds, durationText } from '../../src/app/duration.ts'

describe('durations', () => {
  test.each([
    ['90s', 90],
    ['30m', 1800],
    ['2h', 7200],
    ['1d', 86_400],
    ['1h30m', 5400],
    ['0', 0],
    ['45', 45],
    ['1.5h', 5400],
  ])('%s is %i seconds', (text, seconds) => {
    expect(durationSeconds(text)).toBe(seconds)
  })

  test.each(['', 'soon', '-5m', '5 m', '10x', '1h30', 'm', '9'.repeat(400), '40000d'])(
    '%j is not a duration',
    (text) => {
      expect(durationSeconds(text)).toBeNull()
    },
  )

  test('are written in at most two units', () => {
    expect([12.2, 59, 90, 2520, 7200, 45_000, 2_592_000].map(durationText)).toEqual([
      '13 s',
      '59 s',
      '2 min',
      '42 min',
      '2 h',
      '12 h 30 min',
      '30 days',
    ])
  })
})
