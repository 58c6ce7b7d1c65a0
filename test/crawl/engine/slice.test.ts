/** A slice over pages that this file says are due, with a visit that asks a stand-in for everything. */
import { beforeEach, describe, expect, test } from 'vitest'
import { Budget } from '../../../src/crawl/engine/budget.ts'
import { HostGroupState } from '../../../src/crawl/engine/host-group-state.ts'
import { fetchSlice, type SliceDeps } from '../../../src/crawl/engine/slice.ts'
import type { FrontierPage } from '../../../src/crawl/frontier/frontier.ts'
import type { VisitResult } from '../../../src/crawl/visit/visit.ts'
import type { Database } from '../../../src/database/schema/schema.ts'
import { recordingDatabase } from '../../database/recording-dialect.ts'
import { aDuePage } from '../frontier-pages.ts'
import { SkippingClock } from '../skipping-clock.ts'
import { sliceParts } from './slice-parts.ts'

const hostGroup = 'okwave.jp'
const page = (id: number, change: Partial<FrontierPage> = {}) =>
  aDuePage({ path: `/qa/q${id}.html`, ...change })

describe('a slice', () => {
  let clock: SkippingClock
  let due: readonly FrontierPage[]
  let budget: Budget
  let state: HostGroupState
  let stop: AbortController
  let asked: string[]
  let told: unknown[]
  let blocks: number
  let incidents: unknown[]
  let synced: number
  /** How the slice ends early. */
  let lease: { holds: boolean }
  let answer: (url: string) => object
  let drift: { reason: string; broken: object[] } | null
  let noted: string[]
  let isOnProbation: boolean
  let pausedAt: Date | null
  beforeEach(() => {
    clock = new SkippingClock()
    due = [page(1), page(2), page(3)]
    budget = new Budget({ maxPages: null, maxTime: null }, clock)
    state = new HostGroupState(hostGroup, clock)
    stop = new AbortController()
    asked = []
    told = []
    blocks = 0
    incidents = []
    synced = 0
    lease = { holds: true }
    answer = () => ({ status: 404 })
    drift = null
    noted = []
    isOnProbation = false
    pausedAt = null
  })

  const { db, queries } = recordingDatabase<Database>(({ sql, parameters }) => {
    // The frontier knows no page but those that are due.
    if (sql.includes('where not exists')) return JSON.parse(String(parameters[0]))
    return sql.includes('paused_at') ? [{ paused_at: pausedAt }] : due
  })
  const run = async (change: Partial<SliceDeps> = {}, ahead: readonly VisitResult[] = []) => {
    const deps: SliceDeps = {
      ...sliceParts({ db, clock, budget, signal: stop.signal, asked, answer: (url) => answer(url) }),
      rateLimiter: {
        acquire: async ({ latest }) => {
          latests.push(latest)
          return { kind: 'granted', at: clock.now() }
        },
        sent: () => Promise.resolve(),
        block: async (_: string, incident: unknown) => {
          blocks += 1
          incidents.push(incident)
          return new Date(0)
        },
      },
      archive: {
        write: async () => ({ file: 'a', offset: 0, length: 1 }),
        sync: async () => {
          synced += 1
        },
      },
      observer: { visited: (visited: unknown) => told.push(visited) } as never,
      ...change,
    }
    const watch = {
      note: (visit: { page: FrontierPage }) => noted.push(visit.page.path),
      checkDrift: () => drift,
      isOnProbation,
    }
    return await fetchSlice(state, { lease, watch, ahead } as never, deps)
  }
  let latests: (Date | null)[] = []
  const [q1, q2, q3] = ['/qa/q1.html', '/qa/q2.html', '/qa/q3.html']

  test('visits the pages that are due, tells of each, and syncs the archive once', async () => {
    latests = []
    const results = await run()
    expect(asked).toEqual([q1, q2, q3])
    expect(results.map(({ visits }) => visits[0]?.page.path)).toEqual([q1, q2, q3])
    expect(told).toEqual([1, 2, 3].map(() => ({ hostGroup, visits: 1, requests: 1, bytes: 5 })))
    expect([synced, blocks, state.end]).toEqual([1, 0, null])
    expect(noted).toEqual([q1, q2, q3])
    // 200 at most.
    expect(queries.at(-1)?.parameters.at(-1)).toBe(200)
    // The first may wait for as long as the run lasts, the others until the slice is over.
    const latest = new Date(Date.parse('2026-03-01T00:00:05Z'))
    expect(latests).toEqual([null, latest, latest])
  })

  test('begins no page after five seconds', async () => {
    due = Array.from({ length: 9 }, (_, i) => page(i))
    await run()
    expect(asked).toHaveLength(5)
  })

  test('begins no page after the end of the run, but the first', async () => {
    budget = new Budget({ maxPages: null, maxTime: 2 }, clock)
    await run()
    expect(asked).toEqual([q1, q2])
  })

  test('visits no more pages than the budget has', async () => {
    budget = new Budget({ maxPages: 2, maxTime: null }, clock)
    await run()
    expect(asked).toEqual([q1, q2])
    budget = new Budget({ maxPages: null, maxTime: null, maxBytes: 5 }, clock)
    asked = []
    await run()
    expect(asked).toEqual([q1])
  })

  test('a page out of scope costs no budget', async () => {
    due = [page(1, { path: '/out/1' }), page(2), page(3)]
    budget = new Budget({ maxPages: 1, maxTime: null }, clock)
    await run()
    expect(asked).toEqual([q2])
    expect(budget.isSpent).toBe(true)
  })

  test('ends when the lease is lost or the run is stopped', async () => {
    answer = () => {
      lease = Object.assign(lease, { holds: false })
      return { status: 404 }
    }
    await run()
    expect(asked).toEqual([q1])
    lease = { holds: true }
    asked = []
    answer = () => {
      stop.abort()
      return { status: 404 }
    }
    await run()
    expect(asked).toEqual([q1])
    expect(synced).toBe(2)
  })

  test('ends when the gate trips, before the first page too', async () => {
    answer = () => {
      drift = { reason: 'drift', broken: [{ field: 'read' }] }
      return { status: 404 }
    }
    await run()
    expect(asked).toEqual([q1])
    expect(state.end).toEqual({ kind: 'gate', reason: 'drift', isGated: true })
    asked = []
    state.end = null
    await run()
    expect(asked).toEqual([])
  })

  test('ends when its host must be waited for, and parks one whose Crawl-delay is too long', async () => {
    const wait = async () => ({ kind: 'wait', until: new Date(0), because: 'backoff' }) as const
    const rateLimiter = { acquire: wait, sent: () => Promise.resolve(), block: async () => new Date(0) }
    expect(await run({ rateLimiter } as never)).toHaveLength(1)
    expect(state.end).toBeNull()
    const parked = { kind: 'parked', reason: '900 s' } as const
    expect(await run({ robots: { rules: async () => parked } })).toHaveLength(1)
    expect(state.end).toEqual(parked)
  })

  test('ends when the host does not answer, and blocks it', async () => {
    answer = () => ({ reason: 'timeout' })
    await run()
    expect([asked, blocks]).toEqual([[q1], 1])
    // From when the visit began: those in flight at once are one incident.
    expect(incidents).toEqual([{ requestSentAt: new Date('2026-03-01T00:00:00Z'), retryAfter: null }])
  })

  test('several lanes share the pages, and all stop when one fails', async () => {
    const results = await run({ maxConcurrency: () => 3 })
    expect([results.length, asked.toSorted()]).toEqual([3, [q1, q2, q3]])
    asked = []
    const failure = new Error('the disk is full')
    const archive = { write: () => Promise.reject(failure), sync: () => Promise.resolve() }
    await expect(run({ archive })).rejects.toBe(failure)
    expect(asked).toEqual([q1])
  })

  const list = (number: number) => `/list/new_question?page=${number}`
  const linked = (url: string) => {
    const number = Number(/page=(\d+)/.exec(url)?.[1] ?? Number.NaN)
    if (Number.isNaN(number)) return { status: 404 }
    const links = [list(1), list(number + 1), `/qa/q${number}.html`].map(
      (path) => `<a href="${path}">${path}</a>`,
    )
    return { headers: [['content-type', 'text/html']], body: Buffer.from(`<p>${links.join(' ')}</p>`) }
  }

  test('goes on with what it has found where nothing else is due, within its time', async () => {
    due = [page(0, { path: list(1), kind: 'list', depth: 0 })]
    answer = linked
    const results = await run({ maxConcurrency: () => 2 })
    expect(asked).toEqual([list(1), list(2), q1, list(3), q2])
    expect(results.map(({ visits }) => visits[0]?.page.depth)).toEqual([0, 1, 1, 2, 2])
    expect(synced).toBe(1)
  })

  test('leaves what it has found to the next slice on a host with a pace, and where more are due than it visits', async () => {
    due = [page(0, { path: list(1), kind: 'list' })]
    answer = linked
    await run()
    expect(asked).toEqual([list(1)])
    asked = []
    due = Array.from({ length: 200 }, (_, i) => page(0, { path: list(10 * i), kind: 'list' }))
    await run({ maxConcurrency: () => 200 })
    expect(asked).toHaveLength(200)
  })

  test('does not go on where a person has paused the host meanwhile', async () => {
    due = [page(0, { path: list(1), kind: 'list' })]
    answer = (url) => {
      pausedAt = new Date(0)
      return linked(url)
    }
    await run({ maxConcurrency: () => 2 })
    expect(asked).toEqual([list(1)])
    expect(state.end).toBeNull()
  })

  test('a host that was stopped before is asked one page at a time', async () => {
    isOnProbation = true
    due = Array.from({ length: 5 }, (_, id) => page(id))
    answer = () => {
      drift = asked.length === 2 ? { reason: 'still refused', broken: [{ field: 'answered' }] } : null
      return { status: 403 }
    }
    await run({ maxConcurrency: () => 4 })
    expect(asked).toHaveLength(2)
  })

  test('ids are added before it looks for pages', async () => {
    const topped: unknown[] = []
    due = []
    const ids = {
      topUp: async (_: unknown, of: unknown) => {
        topped.push(of)
      },
    }
    await run({ ids: ids as never })
    expect(topped).toEqual([{ hostGroup, runId: 'a-run', now: new Date('2026-03-01T00:00:00Z') }])
  })
  test('what was read ahead is part of the slice: noted first, told of, and not asked for again', async () => {
    const ahead = await run()
    asked = []
    told = []
    noted = []
    due = [q1, q2, q3, '/qa/q4.html'].map((path) => aDuePage({ path }))
    const results = await run({}, ahead)
    expect(asked).toEqual(['/qa/q4.html'])
    expect(noted).toEqual([q1, q2, q3, '/qa/q4.html'])
    expect([results.length, told.length]).toEqual([4, 4])
    // Those read ahead are still due: 200 besides them.
    expect(queries.at(-1)?.parameters.at(-1)).toBe(203)
  })

  test('a gate that trips over what was read ahead lets nothing more be asked for', async () => {
    const ahead = await run()
    asked = []
    drift = { reason: 'drift', broken: [{ field: 'read' }] }
    due = [page(4)]
    expect(await run({}, ahead)).toEqual(ahead)
    expect(asked).toEqual([])
    expect(state.end).toEqual({ kind: 'gate', reason: 'drift', isGated: true })
  })

  test('a slice of pages read ahead alone begins no other', async () => {
    const many: VisitResult[] = []
    for (let id = 0; id < 40; id += 1) {
      due = Array.from({ length: 5 }, (_, i) => page(id * 5 + i))
      many.push(...(await run()))
    }
    asked = []
    due = [page(999)]
    expect(await run({}, many)).toHaveLength(200)
    expect(asked).toEqual([])
  })
})
