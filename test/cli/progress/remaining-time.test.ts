import { expect, test } from 'vitest'
import { type Pace, remainingText, remainingTime } from '../../../src/cli/progress/remaining-time.ts'

const pace: Pace = {
  visited: 100,
  known: 400,
  maxPages: null,
  pagesPerSecond: 0.5,
  isGrowing: false,
  hasParked: false,
  secondsLeft: null,
}
const textOf = (more: Partial<Pace>) => remainingText(remainingTime({ ...pace, ...more }))

test('the known pages that are left, at the pace of the last minute', () => {
  expect(textOf({})).toBe('about 10 min left')
  expect(textOf({ visited: 390 })).toBe('about 20 s left')
})

test('while links bring pages it is at least that, unless the budget ends the crawl before', () => {
  expect(textOf({ isGrowing: true })).toBe('at least 10 min left')
  expect(textOf({ isGrowing: true, maxPages: 1_000 })).toBe('at least 10 min left')
  expect(textOf({ isGrowing: true, maxPages: 250 })).toBe('about 5 min left')
})

test('pages of parked hosts are known and not visited: it is at most that', () => {
  expect(textOf({ hasParked: true })).toBe('at most 10 min left')
  expect(textOf({ hasParked: true, isGrowing: true })).toBe('about 10 min left')
  expect(textOf({ hasParked: true, maxPages: 250 })).toBe('about 5 min left')
})

test('a time budget that ends before is what is left', () => {
  expect(textOf({ secondsLeft: 120 })).toBe('about 2 min left')
  expect(textOf({ isGrowing: true, secondsLeft: 120 })).toBe('about 2 min left')
  expect(textOf({ secondsLeft: 6_000 })).toBe('about 10 min left')
})

test('without a pace nothing is told but what the time budget allows', () => {
  expect(textOf({ pagesPerSecond: null })).toBe('')
  // Every host waits: how long, their lines say.
  expect(textOf({ pagesPerSecond: 0 })).toBe('')
  expect(textOf({ pagesPerSecond: 0, secondsLeft: 90 })).toBe('at most 2 min left')
  expect(textOf({ pagesPerSecond: 0, secondsLeft: -5 })).toBe('at most 0 s left')
})

test('more visits than pages known, as redirects and retries make them, leave nothing', () => {
  expect(textOf({ visited: 500 })).toBe('about 0 s left')
})
