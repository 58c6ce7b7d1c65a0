import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { repairClockSkew } from '../../../src/crawl/engine/repair-clock-skew.ts'
import { RateLimiter } from '../../../src/crawl/politeness/rate-limiter.ts'
import { startSampleSite } from '../../../src/sample-site/server.ts'
import { SkippingClock } from '../../crawl/skipping-clock.ts'
import { freshStore, storeNames } from '../stores.ts'
import { crawlSample } from './sample-crawl.ts'
import { comparable, storedRecords } from './stored-records.ts'

describe.each(storeNames)('a system clock that was set back, on %s', (name) => {
  test('a crawl that resumes after it requests every page that was due', async () => {
    const site = await startSampleSite({ questions: 30 })
    try {
      const store = await freshStore(name)
      await crawlSample(store, { urls: [`${site.url}/`], maxPages: 10 })
      // What was found by a clock a year ahead.
      await store.db
        .updateTable('crawl.page')
        .set({ due_at: new Date(Date.now() + 365 * 24 * 3_600_000) })
        .where('last_run_id', 'is', null)
        .execute()
      const { summary } = await crawlSample(store, { urls: [`${site.url}/`] })
      expect(summary).toMatchObject({ result: 'done', questions: 30 })
      expect(await storedRecords(store.db, 'sample')).toEqual(comparable(site.expected()))
    } finally {
      await site.close()
    }
  })

  test.each([
    ['a minute', 60],
    ['a day', 24 * 3_600],
  ])(
    'a next start that is %s ahead is waited for by one gap at most, and not skipped',
    async (_, seconds) => {
      const { db } = await freshStore(name)
      const clock = new SkippingClock()
      const hostGroup = 'okwave.jp'
      const ahead = new Date(clock.now().getTime() + seconds * 1_000)
      await db.insertInto('crawl.host').values({ host_group: hostGroup, next_allowed_at: ahead }).execute()
      const begun = clock.now().getTime()
      await repairClockSkew(db, { groups: [hostGroup], now: clock.now(), rate: 0.5 })
      const rateLimiter = new RateLimiter({ db, clock, random: () => 0, rate: 0.5 })
      const answer = await rateLimiter.acquire({
        hostGroup,
        latest: null,
        signal: new AbortController().signal,
      })
      if (answer.kind !== 'granted') throw new Error(answer.kind)
      expect((answer.at.getTime() - begun) / 1000).toBe(2 * 1.5 + 10)
    },
  )

  test.each<[string, { crawlDelay: number | null; [option: string]: unknown }]>([
    ['of its rate', { rate: 0.01, groups: ['slow'], hostGroups: [], crawlDelay: null }],
    [
      'of the rate of the host group',
      { rate: 1, groups: ['slow'], hostGroups: [{ name: 'slow', rate: 0.01 }], crawlDelay: null },
    ],
    ['of robots.txt', { rate: 'unlimited', groups: ['slow'], hostGroups: [], crawlDelay: 100 }],
  ])('keeps the slower pace of another run, because %s', async (_, { crawlDelay, ...options }) => {
    const { db } = await freshStore(name)
    const now = new Date('2026-03-01T00:00:00Z')
    await db
      .insertInto('crawl.run')
      .values({
        run_id: randomUUID(),
        kind: 'crawl',
        started_at: new Date('2026-03-02T00:00:00Z'),
        mondo_version: '0',
        parser_version: '0',
        options: JSON.stringify(options),
      })
      .execute()
    const next_allowed_at = new Date('2026-03-01T00:02:30Z')
    await db
      .insertInto('crawl.host')
      .values({ host_group: 'slow', next_allowed_at, crawl_delay_seconds: crawlDelay })
      .execute()
    await repairClockSkew(db, { groups: ['slow'], now, rate: 0.5 })
    const row = await db.selectFrom('crawl.host').select('next_allowed_at').executeTakeFirstOrThrow()
    expect(row).toEqual({ next_allowed_at })
  })

  test('a robots.txt fetched in the future counts as fetched now', async () => {
    const { db } = await freshStore(name)
    const now = new Date('2026-03-01T00:00:00Z')
    const future = new Date('2027-03-01T00:00:00Z')
    await db
      .insertInto('crawl.robots')
      .values({
        origin: 'https://okwave.jp',
        host_group: 'okwave.jp',
        fetched_at: future,
        good_fetched_at: future,
      })
      .execute()
    await repairClockSkew(db, { groups: ['okwave.jp'], now, rate: 0.5 })
    const times = db.selectFrom('crawl.robots').select(['fetched_at', 'good_fetched_at'])
    expect(await times.executeTakeFirstOrThrow()).toEqual({ fetched_at: now, good_fetched_at: now })
  })

  test('a crawl visits pages that a worker with a fast clock has found', async () => {
    const store = await freshStore(name)
    const isAhead = async (path: string): Promise<undefined> => {
      if (!path.startsWith('/list/')) return
      const due_at = new Date(Date.now() + 3_600_000)
      await store.db.updateTable('crawl.page').set({ due_at }).where('last_run_id', 'is', null).execute()
    }
    const site = await startSampleSite({ questions: 30, respond: isAhead })
    try {
      const { summary } = await crawlSample(store, { urls: [`${site.url}/`] })
      expect(summary).toMatchObject({ result: 'done', questions: 30, due: 0 })
    } finally {
      await site.close()
    }
  })

  test('keeps a slow pace that was configured', async () => {
    const { db } = await freshStore(name)
    const now = new Date('2026-03-01T00:00:00Z')
    const next_allowed_at = new Date('2026-03-01T01:30:00Z')
    await db.insertInto('crawl.host').values({ host_group: 'slow', next_allowed_at }).execute()
    await repairClockSkew(db, { groups: ['slow'], now, rate: 1 / 5_000 })
    const row = await db.selectFrom('crawl.host').select('next_allowed_at').executeTakeFirstOrThrow()
    expect(row).toEqual({ next_allowed_at })
  })
})
