/** What a slice writes about its visits, as the parameters of its statements. */
import { expect, test } from 'vitest'
import { payloadDigest } from '../../../src/archive/payload-digest.ts'
import {
  addRunTotals,
  insertCaptures,
  insertVisits,
  saveRejects,
  visitsByHostGroup,
} from '../../../src/crawl/commit/visit-rows.ts'
import { keptCapture } from '../../../src/crawl/politeness/kept-capture.ts'
import { resolveCrawlScope } from '../../../src/crawl/scope/crawl-scope.ts'
import type { EndedVisit } from '../../../src/crawl/visit/visit.ts'
import type { Database } from '../../../src/database/schema/schema.ts'
import type { VisitOutcome } from '../../../src/model/visit-outcome.ts'
import { parserVersion } from '../../../src/parse/parser-version.ts'
import { bundledSites as sites } from '../../../src/parse/site/sites.ts'
import { capture } from '../../archive/captures.ts'
import { recordingDatabase } from '../../database/recording-dialect.ts'
import { aPage } from '../../load/pages.ts'
import { aDuePage } from '../frontier-pages.ts'
import { allWays } from '../ways.ts'

const at = new Date('2026-03-01T00:00:00Z')
const visit = (outcome: VisitOutcome, more: Partial<EndedVisit> = {}): EndedVisit => ({
  page: aDuePage(),
  at,
  reading: { kind: 'ended', outcome },
  outcome,
  found: [],
  captureId: 'urn:uuid:1',
  encoding: null,
  detail: null,
  robotsDigest: 'digest',
  requests: 1,
  bytes: 10,
  ...more,
})

test('a visit is one row, with its outcome whole', async () => {
  const { db, queries } = recordingDatabase<Database>()
  await insertVisits(db, 'a-run', [visit({ kind: 'gone', how: 410 }, { detail: 'said so' })], sites)
  expect(queries[0]?.parameters).toEqual([
    ...['a-run', 'okwave', '/qa/q1.html', 'okwave.jp', at, 'gone', '410'],
    '{"kind":"gone","how":410,"detail":"said so"}',
    ...['urn:uuid:1', `${parserVersion}+okwave.1`, 1, 10, 'digest'],
  ])
})

test('the budget counts visits that asked for something; a redirect counts with its target', async () => {
  const { db, queries } = recordingDatabase<Database>()
  const b = { page: aDuePage({ hostGroup: 'b' }) }
  const visits = [
    visit({ kind: 'links', found: 1 }),
    visit({ kind: 'links', found: 1 }, { ...b, requests: 2 }),
    visit({ kind: 'links', found: 1 }, { requests: 0 }),
    visit({ kind: 'redirected', to: 'https://okwave.jp/' }, b),
  ]
  await insertVisits(db, 'a-run', visits, sites)
  expect(queries[1]?.parameters).toEqual(['a-run', ['okwave.jp', 'b']])
  await insertVisits(db, 'a-run', [], sites)
  expect(queries).toHaveLength(2)
})

test('what a run has spent is read as numbers', async () => {
  const { db } = recordingDatabase<Database>(() => [{ host_group: 'b', visits: '12' }])
  expect(await visitsByHostGroup(db, 'a-run')).toEqual(new Map([['b', 12]]))
})

test('the costs of a slice are added to its run', async () => {
  const { db, queries } = recordingDatabase<Database>()
  await addRunTotals(db, 'a-run', { requests: 3, bytes: 1_000, statuses: new Map([[200, 2]]) })
  expect(queries.map(({ parameters }) => parameters)).toEqual([[3, 1_000, '{"200":2}', 'a-run']])
})

test('rejected pages are kept until a record or the site says otherwise', async () => {
  const { db, queries } = recordingDatabase<Database>()
  const page = (id: number) => ({ page: aDuePage({ path: `/qa/q${id}.html` }) })
  const visits = [
    visit({ kind: 'rejected', reason: 'checks', checks: [] }, page(1)),
    visit({ kind: 'gone', how: 404 }, page(2)),
    visit({ kind: 'unchanged' }, page(3)),
    visit({ kind: 'unchanged' }, { ...page(4), reading: { kind: 'record', record: aPage(), digest: 'd' } }),
  ]
  await saveRejects(db, visits, sites)
  expect(queries.map(({ parameters }) => parameters.map(String))).toEqual([
    [
      JSON.stringify([
        {
          ...{
            site: 'okwave',
            path: '/qa/q1.html',
            captureId: 'urn:uuid:1',
            at,
            reason: 'checks',
            checks: [],
          },
          parserVersion: `${parserVersion}+okwave.1`,
        },
      ]),
    ],
    ['[{"site":"okwave","path":"/qa/q2.html"},{"site":"okwave","path":"/qa/q4.html"}]'],
  ])
})

test('neither statement is sent for nothing', async () => {
  const { db, queries } = recordingDatabase<Database>()
  await saveRejects(db, [visit({ kind: 'unchanged' })], sites)
  await insertCaptures(db, 'a-run', [], {
    crawlScope: resolveCrawlScope({ ...allWays, urls: [], site: null, hostGroup: null }),
    encodings: new Map(),
  })
  expect(queries).toEqual([])
})

test('a capture is one row that points into the archive, under the page of the crawl', async () => {
  const { db, queries } = recordingDatabase<Database>()
  const crawlScope = resolveCrawlScope({
    ...allWays,
    urls: ['http://127.0.0.1:8080/'],
    site: 'okwave',
    hostGroup: null,
  })
  const own = capture({ id: 'urn:uuid:1', url: 'http://127.0.0.1:8080/qa/q7.html?a=b', status: 503 })
  const other = capture({ id: 'urn:uuid:2', url: 'data:,x' })
  const location = { file: 'a.warc.gz', offset: 12, length: 34 }
  await insertCaptures(db, 'a-run', [keptCapture(own, location), keptCapture(other, location)], {
    crawlScope,
    encodings: new Map([['urn:uuid:1', 'shift_jis']]),
  })
  const parameters = queries[0]?.parameters ?? []
  expect(parameters.slice(0, 16)).toEqual([
    ...['urn:uuid:1', 'a-run', 'okwave', '/qa/q7.html', own.url, own.capturedAt, 503, 'a.warc.gz', 12, 34],
    ...[payloadDigest(own), 'text/html; charset=Shift_JIS', 'shift_jis', null, '192.0.2.7', 8],
  ])
  // The second one was read in no encoding.
  expect(parameters[17 + 12]).toBeNull()
})
