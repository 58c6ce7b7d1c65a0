/** Slices in flight, over a frontier without due pages: how each ends, and what the worker learns of it. */
import { beforeEach, describe, expect, test } from 'vitest'
import { Budget } from '../../../src/crawl/engine/budget.ts'
import { HostGroupState } from '../../../src/crawl/engine/host-group-state.ts'
import { SlicePool, type SlicePoolDeps } from '../../../src/crawl/engine/slice-pool.ts'
import type { FrontierPage } from '../../../src/crawl/frontier/frontier.ts'
import { resolveCrawlScope } from '../../../src/crawl/scope/crawl-scope.ts'
import type { Database } from '../../../src/database/schema/schema.ts'
import { RefusalStreak } from '../../../src/load/refusal-streak.ts'
import { MondoError } from '../../../src/model/errors.ts'
import type { SliceJob } from '../../../src/queue/slice-queue.ts'
import { recordingDatabase } from '../../database/recording-dialect.ts'
import { aDuePage } from '../frontier-pages.ts'
import { SkippingClock } from '../skipping-clock.ts'
import { allWays } from '../ways.ts'
import { sliceParts } from './slice-parts.ts'

const hostGroup = 'okwave.jp'
/** A streak that no record ends. */
const refusing = Object.create(RefusalStreak.prototype, {
  after: { value: () => refusing },
  reason: { value: 'every record refused' },
}) as RefusalStreak
const job = (retryCount = 0): SliceJob => ({ id: 'x', retryCount, data: { hostGroup, runId: 'a-run' } })

describe('a pool of slices', () => {
  let clock: SkippingClock
  let budget: Budget
  let state: HostGroupState
  let spent: readonly object[]
  let calls: string[]
  let told: unknown[]
  let logged: string[]
  let isContinued: boolean
  /** Thrown when the job is completed. */
  let failure: Error | null
  /** Thrown when the job is kept for the next slice. */
  let failedKeep: Error | null
  /** Thrown when the host's clock is handed over, after the commit has decided on the host group. */
  let failedHandOver: () => Error | null
  let stop: AbortController
  /** The pages that are due, each time the frontier is asked. */
  let due: FrontierPage[][]
  let asked: string[]
  let lanes: number
  beforeEach(() => {
    clock = new SkippingClock()
    budget = new Budget({ maxPages: null, maxTime: null }, clock)
    state = new HostGroupState(hostGroup, clock)
    spent = []
    calls = []
    told = []
    logged = []
    isContinued = true
    failure = null
    failedKeep = null
    failedHandOver = () => null
    stop = new AbortController()
    due = []
    asked = []
    lanes = 1
  })

  const { db } = recordingDatabase<Database>(({ sql }) => {
    if (/run_host_group/.test(sql)) return spent
    return /limit \$\d+$/.test(sql.trim()) ? (due.shift() ?? []) : []
  })
  const pool = (more: Partial<SlicePoolDeps> = {}) => {
    const called = (name: string) => async (): Promise<void> => {
      calls.push(name)
    }
    const note = (_: object, message: string) => {
      logged.push(message)
    }
    const queue = {
      hold: () => ({ holds: true, [Symbol.dispose]: () => calls.push('let go') }),
      complete: async () => {
        calls.push('complete')
        if (failure !== null) throw failure
      },
      keep: async () => {
        calls.push('keep')
        if (failedKeep !== null) throw failedKeep
      },
      giveBack: called('give back'),
      enqueue: called('enqueue'),
    }
    const shared = {
      db,
      queue,
      clock,
      log: { debug: note, info: note, warn: note },
      signal: stop.signal,
      observer: {
        hostIs: (_: string, { kind }: { kind: string }) => told.push(kind),
        committed: ({ added, seconds }: { added: number; seconds: number }) => told.push({ added, seconds }),
        leaseLost: () => told.push('lease lost'),
      },
    }
    const slices = new SlicePool({
      ...shared,
      recovery: {
        scan: called('scan'),
        take: async () => [],
        add: (archived: readonly unknown[]) => calls.push(`add ${archived.length}`),
        has: () => false,
      },
      concurrency: 2,
      shouldContinue: () => isContinued,
      ...more,
    } as unknown as SlicePoolDeps)
    const parts = sliceParts({
      db,
      clock,
      budget,
      signal: stop.signal,
      asked,
      answer: () => ({ status: 404 }),
    })
    const run = {
      ...parts,
      ...shared,
      crawlScope: resolveCrawlScope({
        ...allWays,
        urls: ['https://okwave.jp/'],
        site: null,
        hostGroup: null,
      }),
      archive: { ...parts.archive, sync: called('sync') },
      rateLimiter: {
        ...parts.rateLimiter,
        handOver: async () => {
          calls.push('hand over')
          const failed = failedHandOver()
          if (failed !== null) throw failed
        },
        clocks: async () => ({ blockedUntil: new Date(0), nextStart: new Date(0) }),
      },
      maxFieldLoss: () => 0.5,
      maxConcurrency: () => lanes,
      hasUncommittedCaptures: () => false,
    }
    const start = (of = job()) => slices.start(of, { state, run } as never)
    return { slices, start }
  }

  test('commits a slice after its captures are on the disk, and plans the next', async () => {
    const { slices, start } = pool()
    start()
    expect([slices.inFlight, slices.free]).toEqual([1, 1])
    await slices.settled()
    expect(calls).toEqual(['sync', 'complete', 'hand over', 'let go'])
    // Nothing is due: the host group is done.
    expect(told).toEqual(['working', 'done', { added: 0, seconds: 0 }])
    expect([slices.inFlight, slices.free, slices.failure]).toEqual([0, 2, null])
  })

  test('plans no further slice when the run ends, unless the host group has ended', async () => {
    isContinued = false
    budget.end('enough')
    const { slices, start } = pool()
    start()
    await slices.settled()
    expect(told).toEqual(['working', 'done', { added: 0, seconds: 0 }])
    state.end = { kind: 'parked', reason: 'timeout' }
    told = []
    start()
    await slices.settled()
    expect(told).toEqual(['working', 'parked', { added: 0, seconds: 0 }])
  })

  test('scans the archive first where another worker had the job before', async () => {
    const { slices, start } = pool()
    start(job(1))
    await slices.settled()
    expect(calls[0]).toBe('scan')
  })

  test('counts what other workers have spent of the budget', async () => {
    budget = new Budget({ maxPages: 10, maxTime: null }, clock)
    spent = [{ host_group: hostGroup, visits: '10' }]
    const { slices, start } = pool()
    start()
    await slices.settled()
    expect(budget.isSpent).toBe(true)
  })

  test('ends the budget when a resource runs low, and says so once', async () => {
    const { slices, start } = pool({ checkResources: async () => 'the disk is nearly full' })
    start()
    await slices.settled()
    start()
    await slices.settled()
    expect(budget.endedBecause).toBe('the disk is nearly full')
    expect(logged.filter((line) => line === 'the disk is nearly full')).toHaveLength(1)
  })

  test('a lost lease ends the slice alone, and rolls the end of its host group back', async () => {
    failure = new MondoError('lease-lost', 'another worker has it')
    const { slices, start } = pool()
    start()
    await slices.settled()
    expect([calls, slices.failure, state.end]).toEqual([['sync', 'complete', 'add 0', 'let go'], null, null])
    expect(told).toEqual(['working', 'waiting', 'lease lost'])
    expect(logged).toEqual(['another worker has it; the next slice loads what this one archived'])
  })

  test.each([
    ['a lost lease', () => new MondoError('lease-lost', 'another worker has it')],
    ['a database that is away', () => new Error('no connection')],
  ])('%s rolls back what the commit had decided on the host group', async (_, failing) => {
    failedHandOver = () => {
      expect(state.end).toEqual({ kind: 'gate', reason: 'every record refused' })
      return failing()
    }
    state.refusals = refusing
    const { slices, start } = pool()
    start()
    await slices.rest()
    expect(state.end).toBeNull()
  })

  test('a commit that starts again after a deadlock decides anew', async () => {
    let tries = 0
    failedHandOver = () => {
      tries += 1
      if (tries > 1) return null
      state.refusals = new RefusalStreak()
      return Object.assign(new Error('deadlock'), { code: '40P01' })
    }
    state.refusals = refusing
    const { slices, start } = pool()
    start()
    await slices.settled()
    expect([tries, state.end]).toEqual([2, null])
  })

  test('says why it stops a host group whose records the database refuses', async () => {
    state.refusals = refusing
    const { slices, start } = pool()
    start()
    await slices.settled()
    expect(logged).toContain('host group stopped: every record refused')
  })

  test('any other error ends the run, after the job is given back', async () => {
    failure = new Error('the database is away')
    const { slices, start } = pool()
    start()
    await slices.rest()
    expect(slices.failure).toEqual({ error: failure })
    await expect(slices.settled()).rejects.toBe(failure)
    expect(calls).toEqual(['sync', 'complete', 'add 0', 'give back', 'let go'])
  })

  test('idles for half a second, or until a slice ends or the worker is stopped', async () => {
    const { slices, start } = pool()
    const before = clock.now().getTime()
    await slices.idle()
    expect(clock.now().getTime() - before).toBe(500)
    start()
    await slices.rest()
    await new Promise((resolve) => setImmediate(resolve))
    await slices.idle()
    stop.abort()
    await slices.idle()
    expect(clock.now().getTime() - before).toBe(500)
  })
  describe('a host without a pace', () => {
    const [q1, q2, q3] = ['/qa/q1.html', '/qa/q2.html', '/qa/q3.html'].map((path) => aDuePage({ path }))
    const paths = (...pages: (FrontierPage | undefined)[]) => pages.map((page) => page?.path)
    beforeEach(() => {
      lanes = 2
      due = [[q1], [q1, q2], [q2, q3], [q2, q3], []].map((some) => some.flatMap((page) => page ?? []))
    })

    test('is asked for the next slice while one is committed, under the same job', async () => {
      const { slices, start } = pool()
      start()
      await slices.settled()
      expect(asked).toEqual(paths(q1, q2, q3))
      expect(calls).toEqual(['sync', 'keep', 'sync', 'complete', 'hand over', 'let go'])
      expect(told.filter((one) => typeof one === 'object')).toHaveLength(2)
    })

    test('has its job completed where nothing more is due', async () => {
      due = [[q1 ?? aDuePage()], [q1 ?? aDuePage()]]
      const { slices, start } = pool()
      start()
      await slices.settled()
      expect(asked).toEqual(paths(q1))
      expect(calls).toEqual(['sync', 'complete', 'hand over', 'let go'])
    })

    test('is not read ahead when the run ends', async () => {
      isContinued = false
      const { slices, start } = pool()
      start()
      await slices.settled()
      expect(asked).toEqual(paths(q1))
    })

    test('is not read ahead when its own budget is spent, though the run goes on', async () => {
      budget = new Budget({ maxPages: null, maxTime: null, maxPagesOf: new Map([[hostGroup, 1]]) }, clock)
      due = Array.from({ length: 9 }, (_, at) => [aDuePage({ path: `/qa/q${at}.html` })])
      const { slices, start } = pool()
      start()
      await slices.settled()
      expect(asked).toEqual(['/qa/q0.html'])
      expect(calls).toEqual(['sync', 'complete', 'hand over', 'let go'])
    })

    test('is not read ahead beside a slice that visited nothing', async () => {
      budget = new Budget({ maxPages: null, maxTime: null }, clock)
      due = [[], ...Array.from({ length: 9 }, (_, at) => [aDuePage({ path: `/qa/q${at}.html` })])]
      const { slices, start } = pool()
      start()
      await slices.settled()
      expect([asked, calls.filter((call) => call === 'keep')]).toEqual([[], []])
    })

    test('gives its place to others after 15 seconds', async () => {
      due = Array.from({ length: 60 }, (_, at) => [aDuePage({ path: `/qa/q${at}.html` })])
      const { slices, start } = pool()
      start()
      await slices.settled()
      expect(calls.filter((call) => call === 'complete')).toHaveLength(1)
      // Each request takes a second.
      expect(asked.length).toBeGreaterThan(14)
      expect(asked.length).toBeLessThan(25)
    })

    test('keeps both slices for recovery when the commit fails', async () => {
      failedKeep = new Error('the database is away')
      const { slices, start } = pool()
      start()
      await slices.rest()
      expect(slices.failure).toEqual({ error: failedKeep })
      expect(asked).toEqual(paths(q1, q2))
      expect(calls).toEqual(['sync', 'keep', 'add 2', 'give back', 'let go'])
    })

    test('lost to another worker, leaves both slices to it', async () => {
      failedKeep = new MondoError('lease-lost', 'another worker has it')
      const { slices, start } = pool()
      start()
      await slices.settled()
      expect(calls).toEqual(['sync', 'keep', 'add 2', 'let go'])
      expect(told).toContain('lease lost')
    })
  })
})
