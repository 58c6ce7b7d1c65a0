import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { RateLimiter } from '../../../src/crawl/politeness/rate-limiter.ts'
import type { Store } from '../../../src/database/store.ts'
import type { Clock } from '../../../src/model/clock.ts'
import { SkippingClock } from '../../crawl/skipping-clock.ts'
import { emptyTables, freshStore, storeNames } from '../stores.ts'

const hostGroup = 'okwave.jp'
const signal = new AbortController().signal
/** Seconds by which the next worker stays behind: the last one's claim covers a start that is this much later. */
const slack = 0.1

/** Of a clock that runs: half a minute is longer than any test takes. */
const minutes = (ms: number): number => Math.round(ms / 60_000)

describe.each(storeNames)('RateLimiter on %s', (name) => {
  let store: Store
  let clock: SkippingClock
  const newLimiter = (rate: number | 'unlimited' = 0.5, random = () => 0) =>
    new RateLimiter({ db: store.db, clock, random, rate })
  /** Seconds since the test began at which the rate limiter grants the next request. */
  const begun = Date.parse('2026-03-01T00:00:00Z')
  const grantedAt = async (limiter: RateLimiter): Promise<number> => {
    const answer = await limiter.acquire({ hostGroup, latest: null, signal })
    if (answer.kind !== 'granted') throw new Error(`the rate limiter says ${answer.kind}`)
    return (answer.at.getTime() - begun) / 1000
  }

  beforeAll(async () => {
    store = await freshStore(name)
  })
  beforeEach(async () => {
    await emptyTables(store.db)
    clock = new SkippingClock()
  })

  test('grants one request every 1/rate seconds, from start to start', async () => {
    const limiter = newLimiter(0.5)
    expect([await grantedAt(limiter), await grantedAt(limiter)]).toEqual([0, 2])
    clock.advance(1500)
    expect(await grantedAt(limiter)).toBe(4)
    clock.advance(60_000)
    expect([await grantedAt(limiter), await grantedAt(limiter)]).toEqual([64, 66])
  })

  test('adds jitter, and never shortens the gap', async () => {
    const limiter = newLimiter(0.5, () => 0.999)
    await grantedAt(limiter)
    expect(await grantedAt(limiter)).toBeCloseTo(3, 1)
  })

  test('counts the gap from when the request really left', async () => {
    const limiter = newLimiter(0.5)
    await grantedAt(limiter)
    clock.advance(300)
    limiter.sent(hostGroup, clock.now())
    expect(await grantedAt(limiter)).toBe(2.3)
  })

  test('asks a host that has become slow less often, never faster than its rate, and soon as before when it recovers', async () => {
    const limiter = newLimiter(0.5)
    let last = await grantedAt(limiter)
    const gapAfter = async (seconds: number): Promise<number> => {
      clock.advance(seconds * 1000)
      await limiter.sent(hostGroup, new Date(begun + last * 1000), seconds)
      const next = await grantedAt(limiter)
      const gap = next - last
      last = next
      return gap
    }
    expect(await gapAfter(0.3)).toBe(2)
    for (let i = 0; i < 20; i += 1) await gapAfter(5)
    expect(await gapAfter(5)).toBeCloseTo(10, 1)
    for (let i = 0; i < 10; i += 1) await gapAfter(0.1)
    expect(await gapAfter(0.1)).toBe(2)
    expect(await gapAfter(10_000)).toBe(10_000)
  })

  test('keeps the pace over a restart, because the claim is in the database before the request starts', async () => {
    await grantedAt(newLimiter(0.5))
    expect(await grantedAt(newLimiter(0.5))).toBe(2 + slack)
  })

  test('shares the pace between two workers', async () => {
    const one = newLimiter(0.5)
    const other = newLimiter(0.5)
    expect([
      await grantedAt(one),
      await grantedAt(other),
      await grantedAt(one),
      await grantedAt(other),
    ]).toEqual([0, 2.1, 4.2, 6.3])
  })

  test('keeps a Crawl-delay that is longer than its gap, from the request that fetched it', async () => {
    const limiter = newLimiter(0.5)
    await grantedAt(limiter)
    await limiter.setCrawlDelay(hostGroup, 10)
    expect([await grantedAt(limiter), await grantedAt(limiter), await grantedAt(newLimiter(0.5))]).toEqual([
      10,
      20,
      30 + slack,
    ])
  })

  test('keeps a Crawl-delay that another worker received', async () => {
    const one = newLimiter(0.5)
    const other = newLimiter(0.5)
    await grantedAt(one)
    await grantedAt(other)
    await one.setCrawlDelay(hostGroup, 10)
    clock.advance(60_000)
    const at = await grantedAt(other)
    expect((await grantedAt(one)) - at).toBeGreaterThanOrEqual(10)
  })

  test('never writes a start earlier than another worker’s claim', async () => {
    const one = newLimiter(0.5)
    const other = newLimiter(0.5)
    await grantedAt(one)
    const claimed = await grantedAt(other)
    await one.handOver(store.db, hostGroup)
    expect(await grantedAt(newLimiter(0.5))).toBeGreaterThanOrEqual(claimed + 2)
  })

  test('claims again if writing the claim took longer than it covers', async () => {
    const slow = new RateLimiter({ db: store.db, clock: slowly(clock, 450), random: () => 0, rate: 0.5 })
    const at = await grantedAt(slow)
    expect(await grantedAt(newLimiter(0.5))).toBeGreaterThanOrEqual(at + 2)
  })

  test('applies the rate of a named host group', async () => {
    const rateOf = new Map([[hostGroup, 0.1]])
    const limiter = new RateLimiter({ db: store.db, clock, random: () => 0, rate: 'unlimited', rateOf })
    expect([await grantedAt(limiter), await grantedAt(limiter)]).toEqual([0, 10])
  })

  test('does not go faster for a shorter Crawl-delay', async () => {
    const limiter = newLimiter(0.5)
    await grantedAt(limiter)
    await limiter.setCrawlDelay(hostGroup, 1)
    expect(await grantedAt(limiter)).toBe(2)
  })

  test('returns the time of the next start instead of waiting longer than allowed', async () => {
    const limiter = newLimiter(0.5)
    await grantedAt(limiter)
    const latest = new Date(begun + 1000)
    expect(await limiter.acquire({ hostGroup, latest, signal })).toEqual({
      kind: 'wait',
      until: new Date(begun + 2000),
      because: 'pace',
    })
  })

  test.each([0.5, 'unlimited'] as const)('grants nothing during a block, at rate %s', async (rate) => {
    const limiter = newLimiter(rate)
    await grantedAt(limiter)
    const until = await limiter.block(hostGroup, { requestSentAt: clock.now(), retryAfter: null })
    expect(until).toEqual(new Date(begun + 60_000))
    const blocked = { kind: 'wait', until, because: 'backoff' }
    clock.advance(59_999)
    expect(await limiter.acquire({ hostGroup, latest: null, signal })).toEqual(blocked)
    expect(await newLimiter(rate).acquire({ hostGroup, latest: null, signal })).toEqual(blocked)
    clock.advance(1)
    expect(await grantedAt(limiter)).toBe(60)
  })

  test('obeys a block that another worker received', async () => {
    const limiter = newLimiter(0.5)
    await grantedAt(limiter)
    await newLimiter(0.5).block(hostGroup, { requestSentAt: clock.now(), retryAfter: null })
    clock.advance(2000)
    expect(await limiter.acquire({ hostGroup, latest: null, signal })).toMatchObject({ because: 'backoff' })
  })

  test('grants requests at an unlimited rate at once', async () => {
    const limiter = newLimiter('unlimited')
    expect([await grantedAt(limiter), await grantedAt(limiter)]).toEqual([0, 0])
  })

  test('stops waiting when the run is stopped', async () => {
    const stop = AbortSignal.abort()
    expect(await newLimiter().acquire({ hostGroup, latest: null, signal: stop })).toEqual({ kind: 'stopped' })
  })

  test.each([
    ['ahead', 3_600_000],
    ['behind', -3_600_000],
  ])('shares one pace with a worker whose clock is an hour %s', async (_, apartMs) => {
    const worker = (apart: number) => {
      const real: Clock = {
        now: () => new Date(Date.now() + apart),
        sleep: () => Promise.reject(new Error('waits')),
      }
      const limiter = new RateLimiter({
        db: store.db,
        clock: real,
        random: () => 0,
        rate: 1 / 3_600,
        isRealTime: true,
      })
      return async () => {
        const answer = await limiter.acquire({ hostGroup, latest: real.now(), signal })
        return answer.kind === 'wait' ? minutes(answer.until.getTime() - real.now().getTime()) : answer.kind
      }
    }
    expect(await worker(apartMs)()).toBe('granted')
    expect(await worker(0)()).toBe(60)
    await emptyTables(store.db)
    expect(await worker(0)()).toBe('granted')
    expect(await worker(apartMs)()).toBe(60)
  })

  test('blocks for the same time for a worker whose clock is an hour ahead', async () => {
    const real = (apart: number): Clock => ({
      now: () => new Date(Date.now() + apart),
      sleep: () => Promise.reject(new Error('waits')),
    })
    const limiter = (apart: number) =>
      new RateLimiter({ db: store.db, clock: real(apart), random: () => 0, rate: 1, isRealTime: true })
    await limiter(0).acquire({ hostGroup, latest: null, signal })
    await limiter(0).block(hostGroup, { requestSentAt: new Date(), retryAfter: null })
    const answer = await limiter(3_600_000).acquire({ hostGroup, latest: null, signal })
    expect(answer).toMatchObject({ because: 'backoff' })
    // A minute, and the hour that this worker is ahead.
    expect(answer.kind === 'wait' ? minutes(answer.until.getTime() - Date.now()) : null).toBe(61)
  })
})

/** A clock on which every second look comes late: a query that took long. */
function slowly(clock: SkippingClock, ms: number): Clock {
  let looks = 0
  return {
    now: () => {
      looks += 1
      if (looks % 2 === 0) clock.advance(ms)
      return clock.now()
    },
    sleep: (time, signal) => clock.sleep(time, signal),
  }
}
