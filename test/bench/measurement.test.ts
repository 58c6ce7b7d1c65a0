/** Medians, ratios and falls of measurements: what `npm run bench` says once it has measured. */
import { expect, test } from 'vitest'
import { inTurns } from '../../bench/suite/comparison.ts'
import { compared, fallsIn, merged, reaches, spreadOf } from '../../bench/suite/measurement.ts'
import { measurement } from './measurements.ts'

test('the median is the middle value, or the mean of the two middle values', () => {
  expect(spreadOf([3, 1, 10])).toEqual({ median: 3, lowest: 1, highest: 10 })
  expect(spreadOf([4, 1, 2, 10])).toEqual({ median: 3, lowest: 1, highest: 10 })
})

test('the ratio is that of the medians, and its range that of the rounds', () => {
  const { ratio, rounds } = compared([2, 2, 4], [6, 8, 8], 'speed')
  expect(ratio).toEqual({ median: 4, lowest: 2, highest: 4 })
  expect(rounds).toBe(3)
  expect(compared([6, 8, 8], [2, 2, 4], 'times').ratio).toEqual({ median: 4, lowest: 2, highest: 4 })
})

test('a target is a least speed, or a greatest number of times', () => {
  expect(reaches(measurement({ target: 2, median: 2 }))).toBe(true)
  expect(reaches(measurement({ target: 2.01, median: 2 }))).toBe(false)
  expect(reaches(measurement({ target: 6, median: 5.9, kind: 'times' }))).toBe(true)
  expect(reaches(measurement({ target: 6, median: 6.1, kind: 'times' }))).toBe(false)
  expect(reaches(measurement({ target: null }))).toBeNull()
})

test('what is more than a tenth worse than before is a fall, in either direction', () => {
  const before = [
    measurement({ id: 'slower', median: 2 }),
    measurement({ id: 'a tenth slower', median: 2 }),
    measurement({ id: 'longer', median: 4, kind: 'times' }),
    measurement({ id: 'better', median: 2 }),
  ]
  const now = [
    measurement({ id: 'slower', median: 1.5 }),
    measurement({ id: 'a tenth slower', median: 1.8 }),
    measurement({ id: 'longer', median: 5, kind: 'times' }),
    measurement({ id: 'better', median: 3 }),
    measurement({ id: 'new', median: 0.1 }),
  ]
  expect(fallsIn(now, before)).toEqual([
    { id: 'slower', before: 2, now: 1.5, share: 0.25 },
    { id: 'longer', before: 4, now: 5, share: 0.25 },
  ])
})

test('a later measurement takes the place of the earlier one of its id', () => {
  const all = merged(
    [measurement({ id: 'a', median: 1 }), measurement({ id: 'b', median: 1 })],
    [measurement({ id: 'c', median: 2 }), measurement({ id: 'a', median: 2 })],
  )
  expect(all.map(({ id, ratio }) => `${id} ${ratio.median}`)).toEqual(['a 2', 'b 1', 'c 2'])
})

test('sides run once a round, every second round in the opposite order', async () => {
  const order: string[] = []
  const side = (name: string) => async () => order.push(name)
  const results = await inTurns(3, { one: side('one'), two: side('two') })
  expect(order).toEqual(['one', 'two', 'two', 'one', 'one', 'two'])
  expect(results).toEqual({ one: [1, 4, 5], two: [2, 3, 6] })
})
