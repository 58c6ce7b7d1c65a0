/** Captures from the archive as visits, over what this file says is in the frontier. */
import { beforeEach, describe, expect, test } from 'vitest'
import { replay } from '../../../src/crawl/recovery/replay.ts'
import { type CrawlScopeOptions, resolveCrawlScope } from '../../../src/crawl/scope/crawl-scope.ts'
import type { Database } from '../../../src/database/schema/schema.ts'
import type { Capture } from '../../../src/model/capture.ts'
import { capture } from '../../archive/captures.ts'
import { recordingDatabase } from '../../database/recording-dialect.ts'
import { directReader } from '../../workers/direct-reader.ts'
import { aDuePage } from '../frontier-pages.ts'
import { allWays } from '../ways.ts'

const origin = 'https://okwave.jp'
const at = (minutes: number) => new Date(Date.parse('2026-03-01T00:00:00Z') + minutes * 60_000)
const q = (id: number) => `${origin}/qa/q${id}.html`

describe('a replay', () => {
  let known: object[]
  let robots: string | null
  beforeEach(() => {
    known = []
    robots = null
  })
  const { db } = recordingDatabase<Database>(({ sql }) => {
    if (/from "crawl"\."robots"/.test(sql)) {
      return robots === null ? [] : [{ goodBody: Buffer.from(robots), goodFetchedAt: at(0), failure: null }]
    }
    return /json_to_recordset/.test(sql) ? known : []
  })
  let isInside = false
  const replayed = (
    fields: readonly (Partial<Capture> & { url: string })[],
    scope: Partial<CrawlScopeOptions> = {},
  ) =>
    replay(
      fields.map((one, i) => ({
        capture: capture({ id: `urn:uuid:${i}`, capturedAt: at(i), status: 404, ...one }),
        location: { file: 'a', offset: i, length: 1 },
      })),
      {
        db,
        crawlScope: resolveCrawlScope({
          ...allWays,
          urls: [`${origin}/`],
          site: null,
          hostGroup: null,
          ...scope,
        }),
        hostGroup: 'okwave.jp',
        random: () => 0,
        reader: directReader,
        fetcher: { leadsInside: async () => isInside },
      },
    )

  test('visits each capture as it was fetched, without costs', async () => {
    const { results, outdated, at: last } = await replayed([{ url: q(1) }, { url: q(2), status: 410 }])
    expect(results.flatMap(({ visits }) => visits)).toMatchObject([
      {
        page: { path: '/qa/q1.html', dueAt: at(0) },
        reading: { outcome: { kind: 'gone', how: 404 } },
        at: at(0),
        captureId: 'urn:uuid:0',
        requests: 0,
        bytes: 0,
        robotsDigest: null,
        // Pages that the frontier does not know are found by their own visit.
        found: [{ path: '/qa/q1.html' }],
      },
      { page: { path: '/qa/q2.html' }, reading: { outcome: { kind: 'gone', how: 410 } } },
    ])
    expect(results.map(({ log }) => [log.requests, log.archived.length])).toEqual([
      [0, 1],
      [0, 1],
    ])
    expect([...outdated]).toEqual([])
    expect(last).toEqual(at(1))
  })

  test('knows how far from a seed a page is that the captures before it lead to', async () => {
    known = [aDuePage({ path: '/list/new_question', kind: 'list', depth: 0 })]
    const list = {
      url: `${origin}/list/new_question`,
      status: 200,
      headers: [['content-type', 'text/html'] as const],
      body: Buffer.from('<a href="/qa/q1.html">one</a>'),
    }
    const { results } = await replayed([list, { url: q(1) }, { url: q(2) }], { depth: 3 })
    // Of the last nothing is known: it may be as far as the crawl goes.
    expect(results.map(({ visits }) => visits[0]?.page.depth)).toEqual([0, 1, 3])
  })

  test('keeps robots.txt, a 429, a 503 and what is out of scope as captures only', async () => {
    const { results } = await replayed(
      [
        { url: `${origin}/robots.txt`, status: 200 },
        { url: q(1), status: 429 },
        { url: q(2), status: 503 },
        { url: 'https://elsewhere.example/' },
        { url: `${origin}/out/1` },
      ],
      { exclude: ['/out/*'], depth: 3 },
    )
    expect(results.map(({ visits, log }) => [visits.length, log.archived.length])).toEqual(
      Array.from({ length: 5 }, () => [0, 1]),
    )
  })

  test('knows a page as the frontier does, due when it was, or when it was captured', async () => {
    const page = aDuePage({ tries: 2, depth: 4 })
    known = [{ ...page, lastCapturedAt: null }]
    const [visit] = (await replayed([{ url: q(1) }])).results.flatMap(({ visits }) => visits)
    expect(visit).toMatchObject({ page: { tries: 2, depth: 4, dueAt: page.dueAt }, found: [] })
    known = [{ ...page, dueAt: null, lastCapturedAt: null }]
    const [again] = (await replayed([{ url: q(1) }])).results.flatMap(({ visits }) => visits)
    expect(again?.page.dueAt).toEqual(at(0))
  })

  test('a capture whose page has been captured again since is history', async () => {
    known = [{ ...aDuePage(), lastCapturedAt: at(1) }]
    expect([...(await replayed([{ url: q(1) }, { url: q(1) }])).outdated]).toEqual(['urn:uuid:0'])
  })

  test('a redirect takes the capture of its target, wherever that lies', async () => {
    const headers = [['Location', '/qa/q3.html']] as const
    const { results } = await replayed([{ url: q(1), status: 302, headers }, { url: q(2) }, { url: q(3) }])
    expect(results.map(({ visits }) => visits.map(({ page }) => page.path))).toEqual([
      ['/qa/q1.html', '/qa/q3.html'],
      ['/qa/q2.html'],
    ])
    expect(results[0]?.log.archived.map((one) => one.capture.id)).toEqual(['urn:uuid:0', 'urn:uuid:2'])
  })

  test('a redirect from a public host to a private address adds no page', async () => {
    isInside = true
    const { results } = await replayed([
      { url: q(1), status: 302, headers: [['Location', '/qa/q3.html']] },
      { url: q(3) },
    ])
    isInside = false
    const [redirected] = results
    expect(redirected?.visits).toMatchObject([
      {
        reading: { outcome: { kind: 'redirected', to: q(3) } },
        detail: 'from a public host to a private address',
      },
    ])
  })

  test('a redirect whose target is not there is interrupted: the target is asked for when it is due', async () => {
    const headers = [['Location', '/qa/q3.html']] as const
    const { results } = await replayed([{ url: q(1), status: 302, headers }])
    expect(results).toMatchObject([
      {
        visits: [{ reading: { outcome: { kind: 'redirected', to: q(3) } } }],
        interrupted: { kind: 'stopped' },
      },
    ])
  })

  test('a page that refreshed to another redirects, and the capture of its target is a visit of its own', async () => {
    const headers = [['Content-Type', 'text/html']] as const
    const body = Buffer.from(
      '<!doctype html><meta http-equiv="refresh" content="0; url=/qa/q3.html"><p>moved',
    )
    const { results } = await replayed([{ url: q(1), status: 200, headers, body }, { url: q(3) }])
    expect(results.flatMap(({ visits }) => visits)).toMatchObject([
      { page: { path: '/qa/q1.html' }, reading: { outcome: { kind: 'redirected', to: q(3) } } },
      { page: { path: '/qa/q3.html' }, reading: { outcome: { kind: 'gone', how: 404 } } },
    ])
    expect(results.flatMap(({ log }) => log.archived.map(({ capture: { id } }) => id))).toEqual([
      'urn:uuid:0',
      'urn:uuid:1',
    ])
  })

  test('names the robots.txt that the database has, and the sitemaps in it', async () => {
    robots = `Sitemap: ${origin}/sitemap.xml`
    const { results } = await replayed([{ url: q(1) }], { follow: ['sitemap'] })
    const [visit] = results.flatMap(({ visits }) => visits)
    expect(visit?.robotsDigest).toMatch(/^[0-9a-f]{64}$/)
    expect(visit?.found.map(({ path }) => path)).toEqual(['/qa/q1.html', '/sitemap.xml'])
  })
})
