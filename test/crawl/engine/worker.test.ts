/** The loop of a worker over a queue that hands out what this file says; slices themselves are in slice.test.ts. */
import { beforeEach, describe, expect, test } from 'vitest'
import { Budget } from '../../../src/crawl/engine/budget.ts'
import { HostGroupState } from '../../../src/crawl/engine/host-group-state.ts'
import { Worker, type WorkerDeps } from '../../../src/crawl/engine/worker.ts'
import type { Database } from '../../../src/database/schema/schema.ts'
import { recordingDatabase } from '../../database/recording-dialect.ts'
import { SkippingClock } from '../skipping-clock.ts'

const at = (seconds: number) => new Date(Date.parse('2026-03-01T00:00:00Z') + seconds * 1000)

describe('a worker', () => {
  let clock: SkippingClock
  /** When the next page of each host group is due; null: never. */
  let due: Map<string, Date | null>
  let looks: number
  let onLook: () => readonly object[]
  let givenBack: unknown[]
  let excepted: string[][]
  let enqueued: string[]
  let logged: [facts: unknown, message: string][]
  let budget: Budget
  let stop: AbortController
  let states: HostGroupState[]
  let asleepMs: number
  beforeEach(() => {
    clock = new SkippingClock()
    due = new Map()
    looks = 0
    onLook = () => []
    givenBack = []
    excepted = []
    enqueued = []
    logged = []
    budget = new Budget({ maxPages: null, maxTime: null }, clock)
    stop = new AbortController()
    states = ['a', 'b'].map((name) => new HostGroupState(name, clock))
    asleepMs = 0
  })

  const { db } = recordingDatabase<Database>(({ sql, parameters }) =>
    /least\(/.test(sql) ? [{ due_at: due.get(String(parameters[0])) ?? null }] : [],
  )
  const drain = async () => {
    const sleeping = {
      now: () => clock.now(),
      sleep: async (ms: number, signal?: AbortSignal) => {
        asleepMs += ms
        await clock.sleep(ms, signal)
      },
    }
    const log = (facts: unknown, message: string) => {
      logged.push([facts, message])
    }
    const queue = {
      leaseSeconds: 30,
      take: async (_: number, except: ReadonlySet<string>) => {
        looks += 1
        excepted.push([...except])
        return onLook()
      },
      giveBack: async (job: unknown) => {
        givenBack.push(job)
      },
      enqueue: async ({ hostGroup }: { hostGroup: string }) => {
        enqueued.push(hostGroup)
      },
    }
    const rateLimiter = { clocks: async () => ({ blockedUntil: new Date(0), nextStart: new Date(0) }) }
    const shared = { queue, clock: sleeping, db }
    const run = { ...shared, rateLimiter, budget, runId: 'a-run', hasUncommittedCaptures: () => false }
    const deps = {
      ...shared,
      run,
      recovery: null,
      signal: stop.signal,
      log: { debug: log, info: log, warn: log },
      concurrency: 2,
    }
    await new Worker(deps as unknown as WorkerDeps, states).drain()
  }

  test('ends when nothing is due', async () => {
    await drain()
    expect([looks, enqueued, logged]).toEqual([1, [], []])
  })

  test('plans every host group but those that have ended', async () => {
    due = new Map([
      ['a', at(0)],
      ['b', at(0)],
    ])
    const [, ended] = states
    if (ended !== undefined) ended.end = { kind: 'parked', reason: 'timeout' }
    onLook = () => {
      due.clear()
      return []
    }
    await drain()
    expect(enqueued).toEqual(['a'])
  })

  test('goes on with a host group that a person held and has let go', async () => {
    due = new Map([['b', at(0)]])
    const [, held] = states
    if (held !== undefined) held.end = { kind: 'parked', reason: 'moving', isPaused: true }
    onLook = () => {
      due.clear()
      return []
    }
    await drain()
    expect([enqueued, held?.end]).toEqual([['b'], null])
  })

  test('ends at once when its budget is spent or it is stopped', async () => {
    budget.end('the disk is full')
    await drain()
    budget = new Budget({ maxPages: null, maxTime: null }, clock)
    stop.abort()
    await drain()
    expect(looks).toBe(0)
  })

  test('leaves the host groups of other runs to their workers', async () => {
    const job = { id: 'x', retryCount: 0, data: { hostGroup: 'c', runId: 'another' } }
    onLook = () => (looks === 1 ? [job] : [])
    await drain()
    expect(givenBack).toEqual([job])
    expect(excepted).toEqual([[], ['c']])
  })

  test('says once why it waits: until the first of the pages is due', async () => {
    due = new Map([
      ['a', at(20)],
      ['b', at(10)],
    ])
    onLook = () => {
      if (clock.now() >= at(5)) due.clear()
      return []
    }
    await drain()
    const message = 'waiting: the remaining pages are to be retried, or their host asked for a pause'
    expect(logged).toEqual([[{ until: at(10) }, message]])
    // Half a second between two looks.
    expect(asleepMs).toBe(5_000)
  })

  test('says nothing of a wait of three seconds', async () => {
    due = new Map([['a', at(3)]])
    onLook = () => {
      due.clear()
      return []
    }
    await drain()
    expect(logged).toEqual([])
  })

  test('says once that another worker has what is due, after three seconds', async () => {
    due = new Map([['a', at(0)]])
    const seen: number[] = []
    onLook = () => {
      seen.push(logged.length)
      if (clock.now() >= at(9)) due.clear()
      return []
    }
    await drain()
    const message = 'waiting: another worker has these hosts, or was killed a moment ago'
    expect(logged).toEqual([[{ leaseSeconds: 30 }, message]])
    // Looks at 0, 0.5, … s, twice each: once after planning again, without a pause.
    expect(seen.findIndex((count) => count > 0)).toBeGreaterThanOrEqual(12)
  })
})
