/**
 * The rate limiter as a property: for any schedule of answers, latencies, restarts and kills, of up to three workers that share
 * nothing but the database, no two requests to a host group start closer than the rule, and none inside a back-off.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { RateLimiter } from '../../../src/crawl/politeness/rate-limiter.ts'
import type { Store } from '../../../src/database/store.ts'
import { SharedClock } from '../../crawl/shared-clock.ts'
import { emptyTables, freshStore, storeNames } from '../stores.ts'

const hostGroup = 'okwave.jp'
const signal = new AbortController().signal
/** A request granted just before another worker received the block may start this far into it. */
const letGo = 100

const answer = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ kind: 'answered' } as const) },
  { weight: 2, arbitrary: fc.constant({ kind: 'limited', seconds: null } as const) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('limited' as const), seconds: fc.nat(5_000) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'failed' } as const) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('robots' as const), delay: fc.constantFrom(null, 1, 5, 30) }),
  },
)
const step = fc.record({
  pause: fc.constantFrom(0, 0, 0, 1, 700, 5_000),
  connecting: fc.constantFrom(0, 0, 3, 1_500, 9_000),
  latency: fc.constantFrom(0, 20, 400, 12_000, 30_000),
  answer,
  /** The worker's fate: it continues, hands over and is restarted, or is killed. */
  fate: fc.constantFrom('on', 'on', 'on', 'restarted', 'killed'),
})
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never
const schedule = fc.record({
  rate: fc.constantFrom(0.5, 2, 0.05),
  jitter: fc.constantFrom(0, 0.3, 0.999),
  ticks: fc.array(fc.constantFrom(0, 0, 0, 1, 5, 90, 300), { minLength: 1, maxLength: 20 }),
  workers: fc.array(fc.array(step, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 3 }),
})

type Schedule = typeof schedule extends fc.Arbitrary<infer T> ? T : never

interface Start {
  readonly at: number
  readonly rule: number
}

/** Over all schedules, for docs/politeness.md. */
const seen = { starts: 0, inBackoff: 0, blocks: 0, smallestShare: Number.POSITIVE_INFINITY }

async function play(store: Store, { rate, jitter, ticks, workers }: Schedule): Promise<void> {
  await emptyTables(store.db)
  const clock = new SharedClock(ticks)
  const starts: Start[] = []
  const blocks: Array<{ from: number; until: number }> = []
  const newLimiter = () => new RateLimiter({ db: store.db, clock, random: () => jitter, rate })
  let delay = 0

  const worker = (steps: readonly Step[]) => async (): Promise<void> => {
    let rateLimiter = newLimiter()
    let ownNext = 0
    for (const { pause, connecting, latency, answer: got, fate } of steps) {
      if (pause > 0) await clock.sleep(pause)
      const before = delay
      const at = await started(rateLimiter, clock)
      // robots.txt may have changed while the worker waited: what it asked for at either end.
      const rule = Math.max(1000 / rate, Math.min(before, delay) * 1000)
      expect(at, 'counts from when its last request really left').toBeGreaterThanOrEqual(ownNext)
      starts.push({ at, rule })
      if (connecting > 0) await clock.sleep(connecting)
      const sentAt = connecting > 0 ? clock.now() : new Date(at)
      await rateLimiter.sent(hostGroup, sentAt)
      ownNext = sentAt.getTime() + rule
      if (latency > 0) await clock.sleep(latency)
      if (got.kind === 'robots') {
        await rateLimiter.setCrawlDelay(hostGroup, got.delay)
        delay = got.delay ?? 0
      }
      if (got.kind === 'limited' || got.kind === 'failed') {
        const wait = got.kind === 'limited' ? got.seconds : null
        const retryAfter = wait === null ? null : new Date(clock.now().getTime() + wait * 1000)
        const until = await rateLimiter.block(hostGroup, { requestSentAt: new Date(at), retryAfter })
        blocks.push({ from: clock.now().getTime(), until: until.getTime() })
      }
      if (fate === 'on') continue
      if (fate === 'restarted') await rateLimiter.handOver(store.db, hostGroup)
      rateLimiter = newLimiter()
      if (fate === 'killed') ownNext = 0
    }
  }
  await clock.run(workers.map(worker))

  const inOrder = starts.toSorted((a, b) => a.at - b.at)
  inOrder.slice(1).forEach(({ at }, i) => {
    const before = inOrder[i]
    if (before === undefined) return
    seen.smallestShare = Math.min(seen.smallestShare, (at - before.at) / before.rule)
    expect(at - before.at, 'the gap from start to start').toBeGreaterThanOrEqual(before.rule)
  })
  const inside = starts.filter(({ at }) => blocks.some(({ from, until }) => at > from + letGo && at < until))
  seen.starts += starts.length
  seen.blocks += blocks.length
  seen.inBackoff += inside.length
  expect(inside, 'requests that started inside a back-off').toEqual([])
}

/** Waits as a worker does: for the pace within the rate limiter, for a block outside of it. */
async function started(rateLimiter: RateLimiter, clock: SharedClock): Promise<number> {
  for (;;) {
    const permit = await rateLimiter.acquire({ hostGroup, latest: null, signal })
    if (permit.kind === 'granted') return permit.at.getTime()
    if (permit.kind === 'stopped') throw new Error('this worker was not stopped')
    await clock.sleep(Math.max(1, permit.until.getTime() - clock.now().getTime()))
  }
}

/** Two workers' requests in flight at once, the older one told to wait longest: found by a drawn schedule. */
const olderWaitsLongest: Schedule = {
  rate: 0.5,
  jitter: 0,
  ticks: [0],
  workers: [
    [{ pause: 0, connecting: 0, latency: 30_000, answer: { kind: 'limited', seconds: 4_000 }, fate: 'on' }],
    [
      { pause: 0, connecting: 0, latency: 400, answer: { kind: 'limited', seconds: 10 }, fate: 'on' },
      { pause: 0, connecting: 0, latency: 30_000, answer: { kind: 'limited', seconds: 20 }, fate: 'on' },
      { pause: 0, connecting: 0, latency: 0, answer: { kind: 'answered' }, fate: 'on' },
    ],
  ],
}

/** MONDO_SCHEDULES=2000 for a long look, with another seed each time; else the same schedules in every run. */
const isLong = process.env['MONDO_SCHEDULES'] !== undefined
const numRuns = Number(process.env['MONDO_SCHEDULES'] ?? 20)

describe.each(storeNames)('any schedule on %s', (name) => {
  let store: Store
  beforeAll(async () => {
    store = await freshStore(name)
  })
  afterAll(() => {
    if (isLong) process.stderr.write(`up to ${name}: ${JSON.stringify(seen)}\n`)
  })

  test('keeps the gap of the rule, and the silence of every back-off', async () => {
    await fc.assert(
      fc.asyncProperty(schedule, (drawn) => play(store, drawn)),
      {
        numRuns,
        examples: [[olderWaitsLongest]],
        endOnFailure: !isLong,
        ...(isLong ? {} : { seed: 20261128 }),
      },
    )
    expect(seen.starts).toBeGreaterThan(0)
  }, 600_000)
})
