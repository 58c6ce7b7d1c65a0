/** What is visited while a slice is committed: how far it goes, and how it ends. */
import { beforeEach, describe, expect, test } from 'vitest'
import { Budget } from '../../../src/crawl/engine/budget.ts'
import { ReadAhead } from '../../../src/crawl/engine/read-ahead.ts'
import { dueBesides, type SliceDeps } from '../../../src/crawl/engine/slice.ts'
import type { VisitResult } from '../../../src/crawl/visit/visit.ts'
import type { Database } from '../../../src/database/schema/schema.ts'
import { recordingDatabase } from '../../database/recording-dialect.ts'
import { aDuePage } from '../frontier-pages.ts'
import { SkippingClock } from '../skipping-clock.ts'
import { sliceParts } from './slice-parts.ts'

const hostGroup = 'okwave.jp'
const page = (id: number) => aDuePage({ path: `/qa/q${id}.html` })
const pages = (count: number) => Array.from({ length: count }, (_, at) => page(at + 1))
const [q1, q2, q3] = ['/qa/q1.html', '/qa/q2.html', '/qa/q3.html']
const pathOf = ({ visits: [visit] }: VisitResult) => visit?.page.path

describe('reading ahead', () => {
  let clock: SkippingClock
  let budget: Budget
  let stop: AbortController
  let lease: { holds: boolean }
  let asked: string[]
  let judged: (string | undefined)[]
  /** After so many judged visits the slice would stop the host. */
  let tripsAfter: number
  let answer: (url: string) => object | Promise<object>
  let change: Partial<SliceDeps>
  beforeEach(() => {
    clock = new SkippingClock()
    budget = new Budget({ maxPages: null, maxTime: null }, clock)
    stop = new AbortController()
    lease = { holds: true }
    asked = []
    judged = []
    tripsAfter = Number.POSITIVE_INFINITY
    answer = () => ({ status: 404 })
    change = {}
  })

  const begin = (count: number, lanes = 1) => {
    const { db } = recordingDatabase<Database>()
    const judge = {
      note: ({ page: { path } }: { page: { path: string } }) => judged.push(path),
      checkDrift: () => (judged.length >= tripsAfter ? { reason: 'the layout changed' } : null),
    }
    const parts = sliceParts({ db, clock, budget, signal: stop.signal, asked, answer: (url) => answer(url) })
    const options = { hostGroup, lease, judge } as never
    return new ReadAhead(pages(count), options, { ...parts, maxConcurrency: () => lanes, ...change })
  }
  /** Resolves when nothing more happens by itself. */
  const settled = async () => {
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  }

  test('visits every page it is given, and judges each, while nobody waits for it', async () => {
    const ahead = begin(3)
    await settled()
    expect(asked).toEqual([q1, q2, q3])
    expect(judged).toEqual([q1, q2, q3])
    await ahead.end()
    expect(ahead.results.map(pathOf)).toEqual([q1, q2, q3])
    expect(ahead.failure).toBeNull()
  })

  test('begins no page once the commit has ended, and finishes those in flight', async () => {
    const gates = [Promise.withResolvers<object>(), Promise.withResolvers<object>()]
    answer = (url) => gates[url.endsWith('/q1.html') ? 0 : 1]?.promise ?? {}
    const ahead = begin(5, 2)
    await settled()
    expect(asked).toEqual([q1, q2])
    let hasEnded = false
    const ended = ahead.end().then(() => {
      hasEnded = true
    })
    gates[0]?.resolve({ status: 404 })
    await settled()
    expect([hasEnded, ahead.results.map(pathOf)]).toEqual([false, [q1]])
    gates[1]?.resolve({ status: 404 })
    await ended
    expect([asked, ahead.results.map(pathOf)]).toEqual([
      [q1, q2],
      [q1, q2],
    ])
  })

  test.each([
    ['a host that does not answer', { reason: 'timeout' }],
    ['a host that asks for a pause', { status: 429 }],
    ['a host in trouble', { status: 503 }],
  ])('ends at %s: the slice decides what follows', async (_, said) => {
    answer = () => said
    const ahead = begin(3)
    await ahead.end()
    await settled()
    expect([asked, ahead.results.length]).toEqual([[q1], 1])
  })

  test('ends where the slice would stop the host', async () => {
    tripsAfter = 2
    begin(5)
    await settled()
    expect(asked).toEqual([q1, q2])
  })

  test('spends the budget of the run, and no more', async () => {
    budget = new Budget({ maxPages: 2, maxTime: null }, clock)
    begin(5)
    await settled()
    expect([asked, budget.isSpent]).toEqual([[q1, q2], true])
  })

  test('a byte budget ends with the response that exceeds it', async () => {
    budget = new Budget({ maxPages: null, maxTime: null, maxBytes: 6 }, clock)
    begin(5)
    await settled()
    expect([asked, budget.isEnded]).toEqual([[q1, q2], true])
  })

  test('begins no page when the lease is lost or the run is stopped', async () => {
    answer = () => {
      lease = Object.assign(lease, { holds: false })
      return { status: 404 }
    }
    begin(5)
    await settled()
    expect(asked).toEqual([q1])
    lease = { holds: true }
    asked = []
    answer = () => {
      stop.abort()
      return { status: 404 }
    }
    begin(5)
    await settled()
    expect(asked).toEqual([q1])
  })

  test('keeps what it has read when the archive fails, and the failure', async () => {
    const failure = new Error('the disk is full')
    let writes = 0
    change = {
      archive: {
        write: async () => {
          writes += 1
          if (writes > 1) throw failure
          return { file: 'a', offset: 0, length: 1 }
        },
        sync: () => Promise.resolve(),
      },
    }
    const ahead = begin(5)
    await settled()
    await ahead.end()
    expect([ahead.results.map(pathOf), ahead.failure, asked]).toEqual([[q1], { error: failure }, [q1, q2]])
  })

  test('the pages that are due besides a slice are at most 200', async () => {
    const ahead = begin(2)
    await settled()
    await ahead.end()
    const { db, queries } = recordingDatabase<Database>(() => pages(202))
    const of = { hostGroup, runId: 'a-run', now: clock.now() }
    const besides = await dueBesides(ahead.results, of, db)
    expect([besides.length, besides[0]?.path]).toEqual([200, q3])
    expect(queries[0]?.parameters.at(-1)).toBe(202)
  })
})
