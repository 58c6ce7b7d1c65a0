import { describe, expect, test } from 'vitest'
import { settle } from '../../../src/crawl/commit/settle.ts'
import type { FrontierPage } from '../../../src/crawl/frontier/frontier.ts'
import type { VisitOutcome } from '../../../src/model/visit-outcome.ts'

const now = new Date('2026-03-01T00:00:00Z')
const page: FrontierPage = {
  site: 'okwave',
  path: '/qa/q8165099.html',
  kind: 'question',
  origin: 'https://okwave.jp',
  hostGroup: 'okwave.jp',
  depth: 1,
  dueAt: new Date('2026-02-28T00:00:00Z'),
  tries: 2,
  lastOutcome: 'retry',
  questionId: null,
  lastStatus: null,
  recordDigest: null,
  parserVersion: null,
  intervalSeconds: 3600,
  etag: '"old"',
  lastModified: null,
  linkRules: 'old rules',
}
const capturedAt = new Date('2026-02-28T23:59:00Z')
const validators = { etag: '"new"', lastModified: 'Sun, 01 Mar 2026 00:00:00 GMT' }
const rules = { validators, linkRules: 'new rules', capturedAt }
const settled = (
  outcome: VisitOutcome,
  status: 'open' | null = null,
  more: { page?: Partial<FrontierPage>; hasNews?: boolean } = {},
) => {
  const record = status === null ? null : { status, postedAt: null }
  const visit = { outcome, record, hasNews: more.hasNews ?? false, ...rules }
  return settle({ ...visit, page: { ...page, ...more.page } }, now, null)
}
const day = 24 * 60 * 60

describe('settle', () => {
  test('counts an attempt for a failure of the page, none for a pause that the host asked for', () => {
    const notBefore = new Date('2026-03-01T00:01:00Z')
    const tries = (['timeout', 'rate-limited', 'robots-unreachable'] as const).map((reason) => {
      const kept = settled({ kind: 'retry', reason, notBefore })
      expect(kept.dueAt).toEqual(notBefore)
      return kept.tries
    })
    expect(tries).toEqual([3, 2, 2])
  })

  test('resets the attempts when the page was fetched', () => {
    expect(settled({ kind: 'loaded', changes: 1 }, 'open').tries).toBe(0)
  })

  test('stores the validators of a page that was read, else keeps the earlier ones', () => {
    const read = { ...validators, linkRules: 'new rules' }
    expect(settled({ kind: 'loaded', changes: 1 }, 'open')).toMatchObject(read)
    expect(settled({ kind: 'links', found: 1 })).toMatchObject(read)
    expect(settled({ kind: 'unchanged' })).toMatchObject({ etag: '"old"', linkRules: 'old rules' })
    expect(settled({ kind: 'failed', reason: 'too-large' })).toMatchObject({
      etag: '"old"',
      lastModified: null,
    })
  })

  test('grows the interval after a 304, within the limits of the status loaded before', () => {
    const intervalAfter = (lastStatus: FrontierPage['lastStatus']) =>
      settled({ kind: 'unchanged' }, null, { page: { lastStatus, intervalSeconds: 25 * day } })
    expect(intervalAfter('open')).toMatchObject({ intervalSeconds: 30 * day, visitedAt: capturedAt })
    expect(intervalAfter('solved').intervalSeconds).toBe(37.5 * day)
  })

  test('halves the interval of a list with news, and grows it without news', () => {
    const intervalAfter = (hasNews: boolean) =>
      settled({ kind: 'links', found: 20 }, null, {
        hasNews,
        page: { kind: 'list', intervalSeconds: 2 * day },
      })
    expect([intervalAfter(true), intervalAfter(false)].map(({ intervalSeconds }) => intervalSeconds)).toEqual(
      [day, 3 * day],
    )
  })

  test('schedules a list with news hourly at most, and a sitemap twice a day at most', () => {
    const intervalAfter = (kind: 'list' | 'sitemap') =>
      settled({ kind: 'links', found: 20 }, null, { hasNews: true, page: { kind, intervalSeconds: 3600 } })
    expect(
      [intervalAfter('list'), intervalAfter('sitemap')].map(({ intervalSeconds }) => intervalSeconds),
    ).toEqual([3600, day / 2])
  })

  test('schedules a page that is gone once more, then never again', () => {
    const gone = { kind: 'gone', how: 404 } as const
    const once = settled(gone, null, { page: { intervalSeconds: null, lastOutcome: 'loaded' } })
    expect(once.dueAt).toEqual(new Date('2026-03-31T00:00:00Z'))
    expect(settled(gone, null, { page: { lastOutcome: 'gone' } }).dueAt).toBeNull()
  })

  test('moves the time of the last good capture after a 304 only: loading a record moves it otherwise', () => {
    expect(settled({ kind: 'unchanged' }).stillHolds).toBe(true)
    expect(settled({ kind: 'unchanged' }, 'open').stillHolds).toBe(false)
    expect(settled({ kind: 'gone', how: 404 }).stillHolds).toBe(false)
  })

  test('keeps the due time of a page that this run’s filters refuse, for a run with other filters', () => {
    expect(settled({ kind: 'skipped', by: 'crawl-scope' })).toMatchObject({
      dueAt: page.dueAt,
      tries: 2,
      outcome: 'skipped',
      reason: 'crawl-scope',
    })
    expect(settled({ kind: 'skipped', by: 'robots' }).dueAt?.getTime()).toBeGreaterThan(now.getTime())
  })
})
