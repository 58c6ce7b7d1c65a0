import { describe, expect, test } from 'vitest'
import { HostGate } from '../../../src/crawl/host-gate.ts'
import { mendTimes } from '../../../src/crawl/mend-times.ts'
import { startSampleSite } from '../../../src/sample-site/server.ts'
import { SkippingClock } from '../../crawl/skipping-clock.ts'
import { freshStore, storeNames } from '../stores.ts'
import { crawlSample } from './sample-crawl.ts'
import { comparable, storedRecords } from './stored-records.ts'

describe.each(storeNames)('a system clock that was set back, on %s', (name) => {
  test('a crawl that goes on after it asks for every page that was due', async () => {
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

  test('a pace that lies plainly ahead is waited for no longer than five minutes, and never skipped', async () => {
    const { db } = await freshStore(name)
    const clock = new SkippingClock()
    const scope = 'okwave.jp'
    const ahead = new Date(clock.now().getTime() + 24 * 3_600_000)
    await db.insertInto('crawl.host').values({ scope, next_allowed_at: ahead }).execute()
    const begun = clock.now().getTime()
    await mendTimes(db, { scopes: [scope], now: clock.now(), rate: 0.5 })
    const gate = new HostGate({ db, clock, random: () => 0, rate: 0.5 })
    const answer = await gate.enter({ scope, latest: null, signal: new AbortController().signal })
    if (answer.kind !== 'go') throw new Error(answer.kind)
    expect((answer.at.getTime() - begun) / 1000).toBe(300)
  })

  test('a slow pace that is meant is kept', async () => {
    const { db } = await freshStore(name)
    const now = new Date('2026-03-01T00:00:00Z')
    const next_allowed_at = new Date('2026-03-01T01:30:00Z')
    await db.insertInto('crawl.host').values({ scope: 'slow', next_allowed_at }).execute()
    await mendTimes(db, { scopes: ['slow'], now, rate: 1 / 5_000 })
    const row = await db.selectFrom('crawl.host').select('next_allowed_at').executeTakeFirstOrThrow()
    expect(row).toEqual({ next_allowed_at })
  })
})
