import { expect, test } from 'vitest'
import { RateWindow } from '../../../src/cli/progress/rate-window.ts'
import { SkippingClock } from '../../crawl/skipping-clock.ts'

test('a rate is known after two seconds, not after the first page', () => {
  const clock = new SkippingClock()
  const pages = new RateWindow(clock)
  clock.advance(1_000)
  pages.note(10)
  expect(pages.perSecond).toBeNull()
  clock.advance(1_000)
  expect(pages.perSecond).toBe(5)
})

test('the rate covers the last minute only', () => {
  const clock = new SkippingClock()
  const pages = new RateWindow(clock)
  let count = 0
  const go = (seconds: number, perSecond: number) => {
    for (let i = 0; i < seconds; i += 1) {
      clock.advance(1_000)
      count += perSecond
      pages.note(count)
    }
  }
  go(300, 10)
  expect(pages.perSecond).toBe(10)
  go(30, 2)
  expect(pages.perSecond).toBe(6)
  go(30, 2)
  expect(pages.perSecond).toBe(2)
})

test('a pause lowers the rate to zero within a minute; later changes count at once', () => {
  const clock = new SkippingClock()
  const pages = new RateWindow(clock)
  clock.advance(10_000)
  pages.note(60)
  clock.advance(50_000)
  expect(pages.perSecond).toBe(1)
  clock.advance(10_001)
  expect(pages.perSecond).toBe(0)
  clock.advance(3_600_000)
  pages.note(90)
  expect(pages.perSecond).toBe(0.5)
})

test('counts before the window started are not in the rate', () => {
  const clock = new SkippingClock()
  const known = new RateWindow(clock, 1_000)
  clock.advance(10_000)
  known.note(1_000)
  expect(known.perSecond).toBe(0)
})

test('thousands of changes a second are counted exactly', () => {
  const clock = new SkippingClock()
  const pages = new RateWindow(clock)
  for (let i = 1; i <= 20_000; i += 1) {
    clock.advance(1)
    pages.note(i)
  }
  expect(pages.perSecond).toBe(1_000)
})

test('looks more than a minute apart give the rate between the last two', () => {
  const clock = new SkippingClock()
  const pages = new RateWindow(clock, 5, 'looks')
  expect(pages.rate).toBeNull()
  clock.advance(120_000)
  pages.note(65)
  expect(pages.rate).toEqual({ perSecond: 0.5, overSeconds: 120 })
  clock.advance(90_000)
  pages.note(74)
  expect(pages.rate).toEqual({ perSecond: 0.1, overSeconds: 90 })
})

test('looks less than half a second apart count as one', () => {
  const rateAfter = (ms: number) => {
    const clock = new SkippingClock()
    const pages = new RateWindow(clock, 0, 'looks')
    clock.advance(1_000)
    pages.note(10)
    clock.advance(ms)
    pages.note(20)
    return pages.rate
  }
  expect(rateAfter(499)).toEqual({ perSecond: 20, overSeconds: 1 })
  expect(rateAfter(500)).toEqual({ perSecond: 20 / 1.5, overSeconds: 1.5 })
})

test('a window of looks begins with the last one that is a minute old', () => {
  const clock = new SkippingClock()
  const pages = new RateWindow(clock, 0, 'looks')
  for (const count of [100, 200, 300]) {
    clock.advance(30_000)
    pages.note(count)
  }
  expect(pages.rate).toEqual({ perSecond: 200 / 60, overSeconds: 60 })
})
