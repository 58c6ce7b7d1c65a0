/** What a slice commits, as the parameters of its statements: a frontier in which every found page is new. */
import { beforeEach, describe, expect, test } from 'vitest'
import { type CommitOptions, commitVisits } from '../../../src/crawl/commit/commit-slice.ts'
import { keptCapture } from '../../../src/crawl/politeness/kept-capture.ts'
import { ExchangeLog } from '../../../src/crawl/politeness/paced-exchange.ts'
import { resolveCrawlScope } from '../../../src/crawl/scope/crawl-scope.ts'
import { linkRules } from '../../../src/crawl/scope/link-rules-digest.ts'
import type { Visit, VisitResult } from '../../../src/crawl/visit/visit.ts'
import type { Database } from '../../../src/database/schema/schema.ts'
import type { Capture } from '../../../src/model/capture.ts'
import type { VisitOutcome } from '../../../src/model/visit-outcome.ts'
import { capture } from '../../archive/captures.ts'
import { recordingDatabase } from '../../database/recording-dialect.ts'
import { aDuePage } from '../frontier-pages.ts'
import { allWays } from '../ways.ts'

const now = new Date('2026-03-01T00:00:00Z')
const at = new Date('2026-02-28T23:59:00Z')
const crawlScope = resolveCrawlScope({
  ...allWays,
  urls: ['https://okwave.jp/'],
  site: null,
  hostGroup: null,
})
const location = { file: 'a.warc.gz', offset: 0, length: 1 }
const found = (path: string) => ({
  site: 'okwave',
  path,
  kind: 'question' as const,
  origin: 'https://okwave.jp',
  hostGroup: 'okwave.jp',
  depth: 2,
  refused: null,
})

/** One visit with its capture. */
function result(id: string, outcome: VisitOutcome, more: Partial<Visit> = {}, fields: Partial<Capture> = {}) {
  const log = new ExchangeLog()
  log.requests = 1
  log.bytes = 10
  const one = capture({ id, url: 'https://okwave.jp/qa/q1.html', capturedAt: at, headers: [], ...fields })
  log.archived.push(keptCapture(one, location))
  const visit: Visit = {
    page: aDuePage(),
    at,
    reading: { kind: 'ended', outcome },
    found: [],
    captureId: id,
    encoding: null,
    detail: null,
    robotsDigest: null,
    requests: 1,
    bytes: 10,
    ...more,
  }
  return { visits: [visit], log, interrupted: null } satisfies VisitResult
}

describe('a slice', () => {
  /** Pages that are new to the frontier. */
  let added: readonly object[]
  /** The captures that 304s confirm. */
  let originals: readonly object[]
  beforeEach(() => {
    added = []
    originals = []
  })
  const commit = async (results: readonly VisitResult[], options: Partial<CommitOptions> = {}) => {
    const { db, queries } = recordingDatabase<Database>(({ sql }) => {
      if (/insert into crawl\.page/.test(sql)) return added
      return /as confirms/.test(sql) ? originals : []
    })
    const committed = await commitVisits(db as never, results, {
      runId: 'a-run',
      crawlScope,
      revisitAfter: null,
      now,
      ...options,
    })
    const jsonOf = (statement: RegExp) =>
      queries
        .filter(({ sql }) => statement.test(sql))
        .map(({ parameters }) => JSON.parse(String(parameters.find((one) => /^\[/.test(String(one))))))
    return { committed, queries, settled: jsonOf(/update crawl\.page as page set/), jsonOf }
  }

  test('settles each page by its outcome, with the validators of what was read', async () => {
    const list = { page: aDuePage({ kind: 'list', path: '/list', intervalSeconds: 7_200 }) }
    const headers = [
      ['ETag', '"new"'],
      ['Last-Modified', 'today'],
    ] as const
    const { committed, settled, queries } = await commit([
      result('urn:uuid:1', { kind: 'gone', how: 404 }),
      result('urn:uuid:2', { kind: 'links', found: 1 }, list, { headers }),
    ])
    expect(settled).toMatchObject([
      [{ path: '/qa/q1.html', outcome: 'gone', reason: '404', visitedAt: at.toISOString(), etag: null }],
      [
        {
          path: '/list',
          outcome: 'links',
          etag: '"new"',
          lastModified: 'today',
          linkRules: linkRules(crawlScope, 'okwave.jp'),
          // Without news the interval grows by half.
          intervalSeconds: 10_800,
        },
      ],
    ])
    expect(committed.visits.map(({ outcome }) => outcome.kind)).toEqual(['gone', 'links'])
    expect(committed.added).toBe(0)
    // Requests and bytes of all visits.
    expect(queries.at(-1)?.parameters).toEqual([2, 20, '{}', 'a-run'])
  })

  test('a list that led to a new page had news', async () => {
    added = [{ site: 'okwave', path: '/qa/q7.html' }]
    const list = {
      page: aDuePage({ kind: 'list', path: '/list', intervalSeconds: 7_200 }),
      found: [found('/qa/q7.html')],
    }
    const other = {
      ...list,
      page: aDuePage({ kind: 'list', path: '/old', intervalSeconds: 7_200 }),
      found: [],
    }
    const { committed, settled } = await commit([
      result('urn:uuid:1', { kind: 'links', found: 1 }, list),
      result('urn:uuid:2', { kind: 'links', found: 0 }, other),
    ])
    expect(settled.flat().map(({ path, intervalSeconds }) => [path, intervalSeconds])).toEqual([
      ['/list', 3_600],
      ['/old', 10_800],
    ])
    expect(committed.added).toBe(1)
  })

  test('of two visits of one page the last one counts; an outdated one counts for nothing', async () => {
    const gone = result('urn:uuid:1', { kind: 'gone', how: 404 })
    const unchanged = result('urn:uuid:2', { kind: 'unchanged' })
    const { settled } = await commit([gone, unchanged])
    expect(settled.flat().map(({ outcome }) => outcome)).toEqual(['unchanged'])
    const again = await commit([gone, unchanged], { outdated: new Set(['urn:uuid:2']) })
    expect(again.settled.flat().map(({ outcome }) => outcome)).toEqual(['gone'])
  })

  test('a visit without a capture is never outdated, and was made now', async () => {
    const failed = result('urn:uuid:1', { kind: 'failed', reason: 'tls' }, { captureId: null })
    const { settled } = await commit([failed], { outdated: new Set(['urn:uuid:1']) })
    expect(settled.flat()).toMatchObject([{ outcome: 'failed', reason: 'tls', visitedAt: now.toISOString() }])
  })

  test('a fixed interval takes the place of the revisit rule', async () => {
    const { settled } = await commit([result('urn:uuid:1', { kind: 'unchanged' })], { revisitAfter: 60 })
    expect(settled.flat()).toMatchObject([{ dueAt: '2026-03-01T00:01:00.000Z' }])
  })

  test('a 304 confirms the capture that it was answered for; a record read again confirms none', async () => {
    originals = [{ captureId: 'urn:uuid:1', confirms: 'urn:uuid:0' }]
    const { queries } = await commit([result('urn:uuid:1', { kind: 'unchanged' })])
    const confirmation = queries.find(({ sql }) => /insert into "crawl"\."confirmation"/.test(sql))
    expect(confirmation?.parameters).toEqual([
      ...['okwave', '/qa/q1.html', 'urn:uuid:0', at, 'urn:uuid:1', 'a-run'],
    ])
    originals = []
    const without = await commit([result('urn:uuid:1', { kind: 'unchanged' })])
    expect(without.queries.some(({ sql }) => /insert into "crawl"\."confirmation"/.test(sql))).toBe(false)
    const gone = await commit([result('urn:uuid:1', { kind: 'gone', how: 404 })])
    expect(gone.queries.some(({ sql }) => /as confirms/.test(sql))).toBe(false)
  })
})
