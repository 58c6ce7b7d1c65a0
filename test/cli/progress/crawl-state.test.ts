import { describe, expect, test } from 'vitest'
import { CrawlState, hostLines } from '../../../src/cli/progress/crawl-state.ts'
import type { HostActivity } from '../../../src/crawl/observer.ts'
import { SkippingClock } from '../../crawl/skipping-clock.ts'

const now = new Date(2026, 2, 1, 18, 40, 0)
const at = (hours: number, minutes: number, day = 1) => new Date(2026, 2, day, hours, minutes, 10)

test('each host shows its activity, the soonest first', () => {
  const hosts = new Map<string, HostActivity>([
    ['done.example', { kind: 'done' }],
    ['parked.example', { kind: 'parked', reason: 'timeout: no answer' }],
    ['later.example', { kind: 'waiting', until: at(3, 0, 2), because: 'backoff' }],
    ['paced.example', { kind: 'waiting', until: at(18, 41), because: 'pace' }],
    ['retry.example', { kind: 'waiting', until: at(18, 42), because: 'retry' }],
    ['next.example', { kind: 'waiting', until: now, because: 'turn' }],
    ['a.example', { kind: 'working' }],
  ])
  expect(hostLines(hosts, now)).toEqual([
    '  a.example  working',
    '  next.example  waiting for its turn',
    '  paced.example  waiting until 18:41:10 (its pace)',
    '  retry.example  waiting until 18:42:10 (to ask again)',
    '  later.example  waiting until 2026-03-02 03:00:10 (asked for a pause)',
    '  parked.example  parked: timeout: no answer',
    '  done.example  done',
  ])
})

test('eight hosts have a line each, and the others are counted', () => {
  const hosts = new Map<string, HostActivity>()
  for (let i = 10; i < 16; i += 1) hosts.set(`w${i}.example`, { kind: 'working' })
  for (let i = 10; i < 15; i += 1) hosts.set(`d${i}.example`, { kind: 'done' })
  hosts.set('p.example', { kind: 'parked', reason: 'gone' })
  const lines = hostLines(hosts, now)
  expect(lines).toHaveLength(9)
  expect(lines.slice(6)).toEqual(['  p.example  parked: gone', '  d10.example  done', '  and 4 more: 4 done'])
})

test('control characters in a reason from the site are removed', () => {
  const hosts = new Map<string, HostActivity>([['a', { kind: 'parked', reason: 'x\u001b[2J\ny' }]])
  expect(hostLines(hosts, now)).toEqual(['  a  parked: x [2J↵y'])
})

describe('the time left', () => {
  const seen = (visited: number, known: number) => ({ visited, known, requests: visited, bytes: 0 })
  const stateAfter = (
    first: ReturnType<typeof seen>,
    then: ReturnType<typeof seen>,
    limits: { maxPages?: number; maxTime?: number } = {},
  ) => {
    const clock = new SkippingClock()
    const state = new CrawlState({ clock, maxPages: null, maxTime: null, ...limits })
    state.note(first)
    clock.advance(10_000)
    state.note(then)
    return { state, clock }
  }

  test('is none before there is a rate', () => {
    const state = new CrawlState({ clock: new SkippingClock(), maxPages: null, maxTime: null })
    expect([state.remaining, state.pagesPerSecond]).toEqual([null, null])
  })

  test('is an estimate where no page was found since the first look, and a lower bound where some were', () => {
    expect(stateAfter(seen(0, 100), seen(10, 100)).state.remaining).toEqual({ bound: 'about', seconds: 90 })
    expect(stateAfter(seen(0, 100), seen(10, 130)).state.remaining).toEqual({
      bound: 'at-least',
      seconds: 120,
    })
  })

  test('is an upper bound where a host is parked', () => {
    const { state } = stateAfter(seen(0, 100), seen(10, 100))
    state.hostIs('a', { kind: 'parked', reason: 'timeout' })
    expect(state.remaining).toEqual({ bound: 'at-most', seconds: 90 })
    expect([...state.hosts]).toEqual([['a', { kind: 'parked', reason: 'timeout' }]])
  })

  test('ends with the budget of pages, and with that of time, which counts from the first report', () => {
    expect(stateAfter(seen(0, 100), seen(10, 100), { maxPages: 40 }).state.remaining).toEqual({
      bound: 'about',
      seconds: 30,
    })
    expect(stateAfter(seen(0, 100), seen(10, 100), { maxTime: 60 }).state.remaining).toEqual({
      bound: 'about',
      seconds: 50,
    })
  })
})
