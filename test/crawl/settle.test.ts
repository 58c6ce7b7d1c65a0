import { describe, expect, test } from 'vitest'
import type { FrontierPage } from '../../src/crawl/frontier.ts'
import { settle } from '../../src/crawl/settle.ts'
import type { VisitOutcome } from '../../src/model/visit-outcome.ts'

const now = new Date('2026-03-01T00:00:00Z')
const page: FrontierPage = {
  site: 'okwave',
  path: '/qa/q8165099.html',
  kind: 'question',
  origin: 'https://okwave.jp',
  scope: 'okwave.jp',
  depth: 1,
  dueAt: new Date('2026-02-28T00:00:00Z'),
  tries: 2,
  lastOutcome: 'retry',
  questionId: null,
  recordDigest: null,
  parserVersion: null,
  intervalSeconds: 3600,
  etag: '"old"',
  lastModified: null,
  linkRules: 'old rules',
}
const capturedAt = new Date('2026-02-28T23:59:00Z')
const validators = { etag: '"new"', lastModified: 'Sun, 01 Mar 2026 00:00:00 GMT' }
const settled = (outcome: VisitOutcome, status: 'open' | null = null) =>
  settle({ page, outcome, status, validators, linkRules: 'new rules', capturedAt }, now, null)

describe('settle', () => {
  test('counts a try for what the page did, and none for what its host asked for', () => {
    const notBefore = new Date('2026-03-01T00:01:00Z')
    const tries = (['timeout', 'rate-limited', 'robots-unreachable'] as const).map((reason) => {
      const kept = settled({ kind: 'retry', reason, notBefore })
      expect(kept.dueAt).toEqual(notBefore)
      return kept.tries
    })
    expect(tries).toEqual([3, 2, 2])
  })

  test('forgets the tries when the page was had', () => {
    expect(settled({ kind: 'loaded', changes: 1 }, 'open').tries).toBe(0)
  })

  test('keeps the validators of what was read, and those before of what was not', () => {
    const read = { ...validators, linkRules: 'new rules' }
    expect(settled({ kind: 'loaded', changes: 1 }, 'open')).toMatchObject(read)
    expect(settled({ kind: 'links', found: 1 })).toMatchObject(read)
    expect(settled({ kind: 'unchanged' })).toMatchObject({ etag: '"old"', linkRules: 'old rules' })
    expect(settled({ kind: 'failed', reason: 'too-large' })).toMatchObject({
      etag: '"old"',
      lastModified: null,
    })
  })

  test('goes on with its interval after a 304, which tells no status, from the time of that answer', () => {
    const kept = settled({ kind: 'unchanged' })
    expect(kept).toMatchObject({ intervalSeconds: 3600, visitedAt: capturedAt })
    expect(kept.dueAt).toEqual(new Date('2026-03-01T01:00:00Z'))
  })

  test('moves the time of the last good capture after a 304 only: a record moves it by being loaded', () => {
    expect(settled({ kind: 'unchanged' }).stillHolds).toBe(true)
    expect(settled({ kind: 'unchanged' }, 'open').stillHolds).toBe(false)
    expect(settled({ kind: 'gone', how: 404 }).stillHolds).toBe(false)
  })

  test('leaves a page that the rules of a run refuse as due as it was, for a run with others', () => {
    expect(settled({ kind: 'blocked', by: 'scope' })).toMatchObject({
      dueAt: page.dueAt,
      tries: 2,
      outcome: 'blocked',
      reason: 'scope',
    })
    expect(settled({ kind: 'blocked', by: 'robots' }).dueAt?.getTime()).toBeGreaterThan(now.getTime())
  })
})
