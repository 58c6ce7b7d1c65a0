/**
 * The rate limiter over a row of `crawl.host` that this file keeps itself. test/integration/crawl has the statements on
 * real databases, and the property that two workers together keep the pace.
 */
import { beforeEach, describe, expect, test } from 'vitest'
import { RateLimiter, type RateLimiterOptions } from '../../../src/crawl/politeness/rate-limiter.ts'
import type { Database } from '../../../src/database/schema/schema.ts'
import { recordingDatabase } from '../../database/recording-dialect.ts'
import { SkippingClock } from '../skipping-clock.ts'

const hostGroup = 'okwave.jp'
const signal = new AbortController().signal
const begun = Date.parse('2026-03-01T00:00:00Z')
const at = (seconds: number) => new Date(begun + seconds * 1000)

interface HostRow {
  nextAllowedAt: Date | null
  backoffUntil: Date | null
  backoffStep: number
  lastIncidentAt: Date | null
  crawlDelaySeconds: number | null
}

describe('the rate limiter', () => {
  let clock: SkippingClock
  let row: HostRow
  /** Time that each claim takes on its way to the database. */
  let claimTakesMs: readonly number[]
  let claims: Date[]
  beforeEach(() => {
    clock = new SkippingClock()
    row = {
      nextAllowedAt: null,
      backoffUntil: null,
      backoffStep: 0,
      lastIncidentAt: null,
      crawlDelaySeconds: null,
    }
    claimTakesMs = []
    claims = []
  })

  const { db } = recordingDatabase<Database>(({ sql, parameters }) => {
    const [first, second, third] = parameters as [Date, unknown, Date]
    if (/^select/.test(sql)) return [{ ...row, databaseNow: clock.now() }]
    if (/set "next_allowed_at"/.test(sql)) {
      const dates = parameters.filter((value) => value instanceof Date)
      const byDatabase = sql.includes('clock_timestamp() + ') || sql.includes('date_trunc')
      const now = byDatabase ? clock.now() : first
      const claimed = byDatabase ? dates[0] : dates.length === 4 ? dates[2] : undefined
      const next = row.nextAllowedAt
      const isFree = next === null || next <= now || next.getTime() === claimed?.getTime()
      const isOpen = row.backoffUntil === null || row.backoffUntil <= now
      if (!isFree || !isOpen || row.crawlDelaySeconds !== parameters.at(-1)) return []
      const seconds = Number(parameters.find((value) => typeof value === 'number'))
      const nextAllowedAt = new Date(Math.round(now.getTime() + seconds * 1000) + (byDatabase ? 1 : 0))
      row.nextAllowedAt = nextAllowedAt
      claims.push(nextAllowedAt)
      clock.advance(claimTakesMs[claims.length - 1] ?? 0)
      return [{ nextAllowedAt, databaseNow: clock.now() }]
    }
    if (/set "crawl_delay_seconds"/.test(sql)) row.crawlDelaySeconds = parameters[0] as number | null
    if (/set "backoff_until"/.test(sql)) {
      row.backoffUntil = first
      row.backoffStep = Number(second)
      row.lastIncidentAt = third
    }
    if (/greatest\(next_allowed_at/.test(sql)) {
      row.nextAllowedAt = new Date(Math.max(row.nextAllowedAt?.getTime() ?? 0, first.getTime()))
      return [{ next: row.nextAllowedAt }]
    }
    return []
  })
  const newLimiter = (options: Partial<RateLimiterOptions> = {}) =>
    new RateLimiter({ db, clock, random: () => 0, rate: 0.5, ...options })
  const acquire = (limiter: RateLimiter, latest: Date | null = null) =>
    limiter.acquire({ hostGroup, latest, signal })
  const granted = (seconds: number) => ({ kind: 'granted', at: at(seconds) })

  test('grants a request at once, and the next one a gap later', async () => {
    const limiter = newLimiter()
    expect(await acquire(limiter)).toEqual(granted(0))
    expect(await acquire(limiter)).toEqual(granted(2))
  })

  test('claims the next start before it grants, for a start that is up to 0.1 s late', async () => {
    await acquire(newLimiter())
    expect(claims).toEqual([at(2.1)])
    expect(await acquire(newLimiter())).toEqual(granted(2.1))
  })

  test('adds up to half of the gap at random, in whole milliseconds', async () => {
    const limiter = newLimiter({ rate: 0.3, random: () => 0.5 })
    await acquire(limiter)
    // 1000 / 0.3 × 1.25 = 4166.67
    expect(await acquire(limiter)).toEqual(granted(4.167))
  })

  test('claims again, with twice the slack, when a claim took longer than it covers', async () => {
    claimTakesMs = [101, 200, 0]
    expect(await acquire(newLimiter())).toEqual(granted(0.301))
    expect(claims).toEqual([at(2.1), at(0.101 + 2.2)])
  })

  test('a claim that took just as long as it covers holds', async () => {
    claimTakesMs = [100]
    const limiter = newLimiter()
    expect(await acquire(limiter)).toEqual(granted(0.1))
    expect(claims).toHaveLength(1)
    // From start to start.
    expect(await acquire(limiter)).toEqual(granted(2.1))
  })

  test('the slack grows to ten seconds and no further', async () => {
    claimTakesMs = Array.from({ length: 9 }, () => 10_001)
    claimTakesMs = [...claimTakesMs, 0]
    await acquire(newLimiter())
    const begins = claims.map((_, i) => begun + i * 10_001)
    expect(claims.map((claim, i) => claim.getTime() - (begins[i] ?? 0) - 2000)).toEqual([
      100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000, 10_000,
    ])
  })

  test('waits for the claim of another worker, and for a Crawl-delay that it set', async () => {
    const [one, other] = [newLimiter(), newLimiter()]
    await acquire(one)
    expect(await acquire(other)).toEqual(granted(2.1))
    row.crawlDelaySeconds = 10
    expect(await acquire(one)).toEqual(granted(4.2))
    expect(await acquire(one)).toEqual(granted(14.2))
  })

  test('says until when, where that is later than is worth waiting for', async () => {
    const limiter = newLimiter()
    await acquire(limiter)
    expect(await acquire(limiter, at(1.9))).toEqual({ kind: 'wait', until: at(2), because: 'pace' })
    expect(await acquire(limiter, at(2))).toEqual(granted(2))
  })

  test('an unlimited rate skips the pace and claims nothing, but never a back-off', async () => {
    const limiter = newLimiter({ rate: 'unlimited' })
    expect([await acquire(limiter), await acquire(limiter)]).toEqual([granted(0), granted(0)])
    expect(claims).toEqual([])
    await limiter.block(hostGroup, { requestSentAt: at(0), retryAfter: null })
    expect(await acquire(limiter)).toEqual({ kind: 'wait', until: at(60), because: 'backoff' })
  })

  test('a host group may have a rate of its own', async () => {
    const limiter = newLimiter({ rateOf: new Map([[hostGroup, 0.1]]) })
    await acquire(limiter)
    expect(await acquire(limiter)).toEqual(granted(10))
  })

  test('stops before and while it waits', async () => {
    const limiter = newLimiter()
    expect(await limiter.acquire({ hostGroup, latest: null, signal: AbortSignal.abort() })).toEqual({
      kind: 'stopped',
    })
    await acquire(limiter)
    const stop = new AbortController()
    const stopping = newLimiter({
      clock: {
        now: () => clock.now(),
        sleep: async (_, waiting) => {
          stop.abort()
          waiting?.throwIfAborted()
        },
      },
    })
    expect(await stopping.acquire({ hostGroup, latest: null, signal: stop.signal })).toEqual({
      kind: 'stopped',
    })
  })

  describe('a request that left late', () => {
    test('moves the next start, in the database too once the claim does not cover it', async () => {
      const limiter = newLimiter()
      await acquire(limiter)
      clock.advance(100)
      await limiter.sent(hostGroup, clock.now())
      expect(row.nextAllowedAt).toEqual(at(2.1))
      clock.advance(200)
      await limiter.sent(hostGroup, clock.now())
      expect(row.nextAllowedAt).toEqual(at(2.3))
      expect(await acquire(limiter)).toEqual(granted(2.3))
    })

    test('is ignored where nothing was granted or it was early', async () => {
      const limiter = newLimiter()
      await limiter.sent(hostGroup, at(5))
      await limiter.clocks(db, hostGroup)
      await limiter.sent(hostGroup, at(5))
      await acquire(limiter)
      await limiter.sent(hostGroup, at(-1))
      expect(await acquire(limiter)).toEqual(granted(2))
    })
  })

  describe('a Crawl-delay', () => {
    test('counts from the request that brought it, and is stored for other workers', async () => {
      const limiter = newLimiter()
      await acquire(limiter)
      await limiter.setCrawlDelay(hostGroup, 10)
      expect(row).toMatchObject({ crawlDelaySeconds: 10, nextAllowedAt: at(10) })
      expect([await acquire(limiter), await acquire(limiter)]).toEqual([granted(10), granted(20)])
    })

    test('that is shorter than the gap or none changes nothing', async () => {
      const limiter = newLimiter()
      await acquire(limiter)
      await limiter.setCrawlDelay(hostGroup, 1)
      expect(await acquire(limiter)).toEqual(granted(2))
      await limiter.setCrawlDelay(hostGroup, null)
      expect(await acquire(limiter)).toEqual(granted(4))
    })

    test('before any request delays none', async () => {
      const limiter = newLimiter()
      await limiter.setCrawlDelay(hostGroup, 10)
      expect(row.nextAllowedAt).toBeNull()
      expect(await acquire(limiter)).toEqual(granted(0))
    })
  })

  describe('a block', () => {
    test('lasts a minute, or as long as Retry-After says, and is stored', async () => {
      const limiter = newLimiter()
      expect(await limiter.block(hostGroup, { requestSentAt: at(0), retryAfter: null })).toEqual(at(60))
      expect(row).toMatchObject({ backoffUntil: at(60), backoffStep: 1, lastIncidentAt: at(0) })
      clock.advance(70_000)
      expect(await limiter.block(hostGroup, { requestSentAt: at(65), retryAfter: at(300) })).toEqual(at(300))
      expect(row).toMatchObject({ backoffUntil: at(300), backoffStep: 2, lastIncidentAt: at(70) })
    })

    test('holds to its last millisecond, and for a limiter that is new', async () => {
      const limiter = newLimiter()
      await limiter.block(hostGroup, { requestSentAt: at(0), retryAfter: null })
      clock.advance(59_999)
      const blocked = { kind: 'wait', until: at(60), because: 'backoff' }
      expect([await acquire(limiter), await acquire(newLimiter())]).toEqual([blocked, blocked])
      clock.advance(1)
      expect(await acquire(limiter)).toEqual(granted(60))
    })

    test('that another worker met is seen by the next claim', async () => {
      const limiter = newLimiter()
      await acquire(limiter)
      await newLimiter().block(hostGroup, { requestSentAt: at(0), retryAfter: null })
      clock.advance(2_000)
      expect(await acquire(limiter)).toEqual({ kind: 'wait', until: at(60), because: 'backoff' })
    })
  })

  test('tells both clocks of a host group', async () => {
    const limiter = newLimiter()
    expect(await limiter.clocks(db, hostGroup)).toEqual({ blockedUntil: new Date(0), nextStart: new Date(0) })
    await acquire(limiter)
    await limiter.block(hostGroup, { requestSentAt: at(0), retryAfter: null })
    expect(await limiter.clocks(db, hostGroup)).toEqual({ blockedUntil: at(60), nextStart: at(2) })
  })

  test('hands over the exact next start, and none that is earlier than another worker’s claim', async () => {
    const limiter = newLimiter()
    await limiter.handOver(db, hostGroup)
    expect(row.nextAllowedAt).toBeNull()
    clock.advance(1)
    await acquire(limiter)
    row.nextAllowedAt = at(1)
    await limiter.handOver(db, hostGroup)
    expect(row.nextAllowedAt).toEqual(at(2.001))
    row.nextAllowedAt = at(9)
    await limiter.handOver(db, hostGroup)
    expect(row.nextAllowedAt).toEqual(at(9))
    expect(await acquire(limiter)).toEqual(granted(9))
  })

  describe('with real clocks', () => {
    /** How far this machine's clock is ahead of the database's. */
    let aheadMs = 0
    const newRealLimiter = () =>
      newLimiter({
        clock: { now: () => new Date(clock.now().getTime() + aheadMs), sleep: clock.sleep.bind(clock) },
        monotonic: () => clock.now().getTime() - begun,
        isRealTime: true,
      })
    beforeEach(() => {
      aheadMs = 3_600_000
    })

    test('both clocks are kept in the database’s time', async () => {
      const limiter = newRealLimiter()
      expect(await acquire(limiter)).toEqual(granted(3_600))
      expect(claims).toEqual([at(2.101)])
      expect(await limiter.block(hostGroup, { requestSentAt: at(3_600), retryAfter: null })).toEqual(
        at(3_660),
      )
      expect(row.backoffUntil).toEqual(at(60))
    })

    test('a clock that jumps ahead shortens neither the gap nor a back-off', async () => {
      const limiter = newRealLimiter()
      await acquire(limiter)
      aheadMs *= 2
      expect(await acquire(limiter)).toEqual(granted(7_202))
      expect(claims).toEqual([at(2.101), at(4.101)])
      await limiter.block(hostGroup, { requestSentAt: at(7_202), retryAfter: null })
      aheadMs *= 2
      expect(await acquire(limiter)).toEqual({ kind: 'wait', until: at(14_462), because: 'backoff' })
    })

    test('another worker’s claim holds for a worker whose clock jumps ahead', async () => {
      const [one, other] = [newRealLimiter(), newRealLimiter()]
      await one.clocks(db, hostGroup)
      await acquire(other)
      aheadMs *= 2
      expect(await acquire(one)).toEqual(granted(7_202.101))
    })

    test.each([
      ['while it connected', [0, 3_600_000]],
      ['while the answer came', [3_600_000, 0]],
    ])('a request is no less late for a clock that jumped %s', async (_, [whileAnswered = 0, before = 0]) => {
      const limiter = newRealLimiter()
      await acquire(limiter)
      clock.advance(1_000)
      aheadMs += before
      const sentAt = new Date(clock.now().getTime() + aheadMs)
      aheadMs += whileAnswered
      await limiter.sent(hostGroup, sentAt)
      expect(row.nextAllowedAt).toEqual(at(3))
    })
  })
})
