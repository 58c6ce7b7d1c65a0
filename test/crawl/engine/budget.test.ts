import { describe, expect, test } from 'vitest'
import { Budget } from '../../../src/crawl/engine/budget.ts'
import { SkippingClock } from '../skipping-clock.ts'

describe('Budget', () => {
  test('never grants more pages than are left', () => {
    const budget = new Budget({ maxPages: 3, maxTime: null }, new SkippingClock())
    expect([budget.reserve(2, 'a'), budget.reserve(2, 'a'), budget.reserve(2, 'a')]).toEqual([2, 1, 0])
    expect(budget.isSpent).toBe(true)
  })

  test('takes back unvisited pages', () => {
    const budget = new Budget({ maxPages: 1, maxTime: null }, new SkippingClock())
    budget.reserve(1, 'a')
    budget.giveBack(1, 'a')
    expect(budget.isSpent).toBe(false)
    expect(budget.reserve(1, 'a')).toBe(1)
  })

  test('ends when its time is up', () => {
    const clock = new SkippingClock()
    const budget = new Budget({ maxPages: null, maxTime: 1 }, clock)
    expect([budget.isSpent, budget.endsAt]).toEqual([false, new Date(clock.now().getTime() + 1000)])
    clock.advance(1000)
    expect([budget.isSpent, budget.reserve(1, 'a')]).toEqual([true, 0])
  })

  test('never ends without limits', () => {
    const clock = new SkippingClock()
    const budget = new Budget({ maxPages: null, maxTime: null }, clock)
    clock.advance(1e12)
    expect([budget.reserve(1_000_000, 'a'), budget.isSpent, budget.endsAt]).toEqual([1_000_000, false, null])
  })

  test('grants a host group at most its own share, and other groups the rest', () => {
    const limits = { maxPages: 5, maxTime: null, maxPagesOf: new Map([['a', 2]]) }
    const budget = new Budget(limits, new SkippingClock())
    expect([budget.reserve(3, 'a'), budget.isSpentFor('a'), budget.isSpentFor('b')]).toEqual([2, true, false])
    expect([budget.reserve(9, 'b'), budget.isSpent]).toEqual([3, true])
    budget.giveBack(1, 'a')
    expect([budget.isSpentFor('a'), budget.reserve(1, 'a')]).toEqual([false, 1])
  })
})

test('subtracts what other workers used, and never adds', () => {
  const budget = new Budget({ maxPages: 10, maxTime: null }, new SkippingClock())
  expect(budget.reserve(3, 'a')).toBe(3)
  // Three of them are its own.
  budget.noteVisits(
    new Map([
      ['a', 5],
      ['b', 4],
    ]),
  )
  expect(budget.reserve(10, 'a')).toBe(1)
  budget.noteVisits(new Map([['a', 1]]))
  expect(budget.isSpent).toBe(true)
})

test('ends when the byte limit is reached, and says why', () => {
  const budget = new Budget({ maxPages: null, maxTime: null, maxBytes: 1_000 }, new SkippingClock())
  budget.noteBytes(999)
  expect(budget.isSpentFor('a')).toBe(false)
  budget.noteBytes(1)
  expect([budget.isSpentFor('a'), budget.reserve(1, 'a'), budget.endedBecause]).toEqual([
    true,
    0,
    'the byte budget is used up',
  ])
})

test('a full disk counts, even if another reason ended it first', () => {
  const budget = new Budget({ maxPages: null, maxTime: null, maxBytes: 1 }, new SkippingClock())
  budget.noteBytes(1)
  budget.endOnFullDisk('the disk is full')
  budget.endOnFullDisk('the other disk is full too')
  budget.end('something else')
  expect([budget.isDiskFull, budget.endedBecause]).toEqual([true, 'the disk is full'])
})

test('ends once, for the first reason', () => {
  const budget = new Budget({ maxPages: 10, maxTime: null }, new SkippingClock())
  budget.end('the disk is full')
  budget.end('something else')
  expect([budget.isSpent, budget.endedBecause]).toEqual([true, 'the disk is full'])
})
