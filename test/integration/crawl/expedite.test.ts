/** What sitemaps and lists say brings a known page forward: once, never back, and only where it is news. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { loadPages } from '../../../src/app/load-pages.ts'
import { addPages } from '../../../src/crawl/frontier/add-pages.ts'
import { expediteChanged } from '../../../src/crawl/frontier/expedite.ts'
import { type FoundPage, settlePages } from '../../../src/crawl/frontier/frontier.ts'
import type { Listed } from '../../../src/crawl/frontier/list-signals.ts'
import type { Store } from '../../../src/database/store.ts'
import { record } from '../../records.ts'
import { emptyTables, freshStore, storeNames } from '../stores.ts'

const loadedAt = new Date('2026-03-01T00:00:00Z')
const now = new Date('2026-03-02T00:00:00Z')
const later = new Date('2026-03-20T00:00:00Z')
const runId = '00000000-0000-4000-8000-000000000001'

describe.each(storeNames)('a known page, on %s', (name) => {
  let store: Store
  const [answer] = record().answers
  const answers = [1, 2].flatMap((number) =>
    answer === undefined ? [] : [{ ...answer, number, key: String(number), isBest: false }],
  )
  const loaded = record({ status: 'open', answerCount: 2, answers })
  const path = '/qa/q1.html'
  const found: FoundPage = {
    site: loaded.site,
    path,
    kind: 'question',
    origin: 'https://okwave.jp',
    hostGroup: 'okwave.jp',
    depth: 1,
    refused: null,
  }
  const listed = (answers: number | null, status: Listed['status'] = null, at = now): FoundPage => ({
    ...found,
    listed: { answers, status, at: at.toISOString() },
  })
  const page = async () =>
    await store.db.selectFrom('crawl.page').selectAll().where('path', '=', path).executeTakeFirstOrThrow()
  const set = (values: { due_at?: Date | null; last_outcome?: string }) =>
    store.db.updateTable('crawl.page').set(values).where('path', '=', path).execute()
  const broughtForward = async (...pages: FoundPage[]): Promise<boolean> => {
    const forward = await expediteChanged(store.db, pages, now)
    const isDue = (await page()).due_at?.getTime() === now.getTime()
    expect(forward).toHaveLength(isDue ? 1 : 0)
    if (isDue) await set({ due_at: later })
    return isDue
  }

  beforeAll(async () => {
    store = await freshStore(name)
  })
  beforeEach(async () => {
    await emptyTables(store.db)
    await addPages(store.db, [found], now, [])
    await loadPages(store.db, [loaded], { capturedAt: loadedAt })
    await set({ due_at: later, last_outcome: 'loaded' })
  })

  test('is due at once if a list shows another count or status, not if it shows the same', async () => {
    expect(await broughtForward(listed(2, 'open'))).toBe(false)
    expect(await broughtForward(listed(3, 'open'))).toBe(true)
    expect(await broughtForward(listed(2, 'solved'))).toBe(true)
  })

  test('is expedited once for a value that a list repeats, and again after its record has changed', async () => {
    const visits: boolean[] = []
    for (const count of [3, 3, 47, 3, 47]) visits.push(await broughtForward(listed(count)))
    expect(visits).toEqual([true, false, true, false, false])
    const settled = { ...found, visitedAt: now, reason: null, dueAt: later, tries: 0, stillHolds: false }
    const validators = { etag: null, lastModified: null, linkRules: null, intervalSeconds: 1 }
    await settlePages(store.db, runId, [{ ...settled, ...validators, outcome: 'unchanged' }])
    expect(await broughtForward(listed(3))).toBe(false)
    await settlePages(store.db, runId, [{ ...settled, ...validators, outcome: 'loaded' }])
    expect(await broughtForward(listed(3))).toBe(true)
  })

  test('is expedited once by lists that disagree within one slice', async () => {
    expect(await broughtForward(listed(3), listed(47), listed(3))).toBe(true)
    expect((await page()).list_signals).toEqual(['3 -', '47 -'])
  })

  test('is compared by its loaded answers if it declares no count', async () => {
    await loadPages(store.db, [{ ...loaded, answerCount: null }], { capturedAt: now })
    const tomorrow = new Date('2026-03-03T00:00:00Z')
    expect(await broughtForward(listed(2, null, tomorrow))).toBe(false)
    expect(await broughtForward(listed(3, null, tomorrow))).toBe(true)
  })

  test('is never postponed, waits for its retry, and ignores a list from before its capture', async () => {
    const before = new Date('2026-03-01T12:00:00Z')
    await set({ due_at: before })
    expect(await expediteChanged(store.db, [listed(3)], now)).toEqual([])
    expect(await page()).toMatchObject({ due_at: before, list_signals: null })
    await set({ due_at: later, last_outcome: 'retry' })
    expect(await broughtForward(listed(3))).toBe(false)
    await set({ last_outcome: 'loaded' })
    expect(await broughtForward(listed(3, null, new Date('2026-02-01T00:00:00Z')))).toBe(false)
  })

  test('is due again after being gone when a sitemap says that it changed, but not if it was dropped', async () => {
    const modified = { ...found, modifiedAt: '2026-03-01T12:00:00Z' }
    await set({ due_at: null, last_outcome: 'gone' })
    expect(await broughtForward(modified)).toBe(true)
    await set({ due_at: null, last_outcome: 'loaded' })
    expect(await broughtForward(modified)).toBe(false)
    expect(await broughtForward({ ...modified, refused: 'excluded' })).toBe(false)
  })

  test('that was never loaded is not expedited by a list', async () => {
    await store.db.updateTable('crawl.page').set({ question_id: null }).execute()
    expect(await broughtForward(listed(3))).toBe(false)
  })
})
