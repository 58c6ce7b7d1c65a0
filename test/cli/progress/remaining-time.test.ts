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

test('divides the known pages left by the rate of the last minute', () => {
  expect(textOf({})).toBe('about 10 min left')
  expect(textOf({ visited: 390 })).toBe('about 20 s left')
})

test('is a lower bound while links bring new pages, unless the budget ends the crawl earlier', () => {
  expect(textOf({ isGrowing: true })).toBe('at least 10 min left')
  expect(textOf({ isGrowing: true, maxPages: 1_000 })).toBe('at least 10 min left')
  expect(textOf({ isGrowing: true, maxPages: 250 })).toBe('about 5 min left')
})

test('is an upper bound when parked hosts have unvisited pages', () => {
  expect(textOf({ hasParked: true })).toBe('at most 10 min left')
  expect(textOf({ hasParked: true, isGrowing: true })).toBe('about 10 min left')
  expect(textOf({ hasParked: true, maxPages: 250 })).toBe('about 5 min left')
})

test('is the time budget if that ends earlier', () => {
  expect(textOf({ secondsLeft: 120 })).toBe('about 2 min left')
  expect(textOf({ isGrowing: true, secondsLeft: 120 })).toBe('about 2 min left')
  expect(textOf({ secondsLeft: 6_000 })).toBe('about 10 min left')
})

test('without a rate shows only the time budget', () => {
  expect(textOf({ pagesPerSecond: null })).toBe('')
  // Every host waits: how long, their lines say.
  expect(textOf({ pagesPerSecond: 0 })).toBe('')
  expect(textOf({ pagesPerSecond: 0, secondsLeft: 90 })).toBe('at most 2 min left')
  expect(textOf({ pagesPerSecond: 0, secondsLeft: -5 })).toBe('at most 0 s left')
})

test('is zero after more visits than known pages, as with redirects and retries', () => {
  expect(textOf({ visited: 500 })).toBe('about 0 s left')
})

test('a pause of every host comes on top', () => {
  expect(textOf({ pausedSeconds: 600 })).toBe('about 20 min left')
  expect(textOf({ pausedSeconds: 600, secondsLeft: 900 })).toBe('about 15 min left')
})
