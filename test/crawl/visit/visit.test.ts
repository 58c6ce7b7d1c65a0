/** A visit over a stand-in for robots.txt, rate limiter, fetcher and archive: what became of the page. */
import { describe, expect, test } from 'vitest'
import { type CrawlScopeOptions, resolveCrawlScope } from '../../../src/crawl/scope/crawl-scope.ts'
import { linkRules } from '../../../src/crawl/scope/link-rules-digest.ts'
import { AnswersSeen } from '../../../src/crawl/visit/answers-seen.ts'
import { type VisitDeps, visitPage } from '../../../src/crawl/visit/visit.ts'
import { parseRobots } from '../../../src/fetch/robots.ts'
import type { Capture } from '../../../src/model/capture.ts'
import { capture } from '../../archive/captures.ts'
import { directReader } from '../../workers/direct-reader.ts'
import { aDuePage } from '../frontier-pages.ts'
import { SkippingClock } from '../skipping-clock.ts'
import { allWays } from '../ways.ts'

const origin = 'https://okwave.jp'
const now = new Date('2026-03-01T00:00:00Z')
const seconds = (count: number) => new Date(now.getTime() + count * 1000)
const location = { file: 'a.warc.gz', offset: 0, length: 1 }
type Answer = Partial<Capture> | { readonly fails: 'timeout' | 'tls' } | { readonly blocked: string }
type RulesAnswer = Awaited<ReturnType<VisitDeps['robots']['rules']>>

function visiting(
  answers: Readonly<Record<string, Answer>>,
  {
    page = aDuePage(),
    scope = {},
    robots = '',
    rules = null,
    permits = [],
    leadsInside = false,
  }: {
    page?: ReturnType<typeof aDuePage>
    scope?: Partial<CrawlScopeOptions>
    robots?: string
    rules?: RulesAnswer | null
    permits?: readonly ('granted' | 'wait')[]
    leadsInside?: boolean
  } = {},
) {
  const clock = new SkippingClock()
  const asked: unknown[] = []
  const latest: (Date | null)[] = []
  const askedInside: string[] = []
  const crawlScope = resolveCrawlScope({
    ...allWays,
    urls: [`${origin}/`],
    site: null,
    hostGroup: null,
    ...scope,
  })
  const inForce = { robots: parseRobots(Buffer.from(robots)), digest: 'digest', fetchedAt: now, until: now }
  const deps: VisitDeps = {
    crawlScope,
    reader: directReader,
    answersSeen: new AnswersSeen(),
    clock,
    random: () => 0.5,
    signal: new AbortController().signal,
    latest: seconds(5),
    mayStart: () => true,
    robots: { rules: async () => rules ?? { kind: 'rules', ...inForce } },
    rateLimiter: {
      acquire: async ({ latest: latestStart }) => {
        latest.push(latestStart)
        return permits[latest.length - 1] === 'wait'
          ? { kind: 'wait', until: seconds(60), because: 'backoff' }
          : { kind: 'granted', at: clock.now() }
      },
      sent: () => Promise.resolve(),
      block: async () => seconds(120),
    },
    fetcher: {
      leadsInside: async (_, to) => {
        askedInside.push(to)
        return leadsInside
      },
      fetch: async (url, { validators } = {}) => {
        asked.push(validators === undefined ? url : [url, validators])
        clock.advance(1_000)
        const answer = answers[url] ?? { status: 404 }
        if ('fails' in answer) return { kind: 'failed', reason: answer.fails, detail: 'no answer' }
        if ('blocked' in answer) return { kind: 'blocked', by: 'address-guard', detail: answer.blocked }
        const id = `urn:uuid:${asked.length}`
        return { kind: 'captured', capture: capture({ id, url, body: Buffer.from('12345'), ...answer }) }
      },
    },
    archive: { write: async () => location },
  }
  return { result: visitPage(page, deps), asked, askedInside, latest, crawlScope }
}
const redirect = (to: string): Answer => ({ status: 302, headers: [['Location', to]] })
const q = (id: number) => `${origin}/qa/q${id}.html`
const outcomesOf = async (result: ReturnType<typeof visitPage>) =>
  (await result).visits.map(({ page, reading }) => [
    page.path,
    reading.kind === 'ended' ? reading.outcome : reading.kind,
  ])

describe('a visit', () => {
  test('has its capture, its costs and the robots.txt that it obeyed', async () => {
    const { result, asked } = visiting({})
    expect(await result).toMatchObject({
      visits: [
        {
          page: { path: '/qa/q1.html' },
          at: now,
          reading: { outcome: { kind: 'gone', how: 404 } },
          found: [],
          captureId: 'urn:uuid:1',
          encoding: null,
          detail: null,
          robotsDigest: 'digest',
          requests: 1,
          bytes: 5,
        },
      ],
      interrupted: null,
    })
    expect(asked).toEqual([q(1)])
  })

  test('of a page that the filters refuse asks for nothing', async () => {
    const { result, asked } = visiting({}, { scope: { exclude: ['/qa/*'] } })
    expect((await result).visits).toMatchObject([
      {
        reading: { outcome: { kind: 'skipped', by: 'crawl-scope' } },
        detail: 'excluded by /qa/*',
        robotsDigest: null,
        requests: 0,
      },
    ])
    expect(asked).toEqual([])
  })

  test('of a page that robots.txt forbids names the line', async () => {
    const { result } = visiting({}, { robots: 'User-agent: *\nDisallow: /qa/' })
    expect((await result).visits).toMatchObject([
      {
        reading: { outcome: { kind: 'skipped', by: 'robots' } },
        detail: 'robots.txt, line 2: Disallow: /qa/',
        robotsDigest: 'digest',
      },
    ])
  })

  test('of a host whose robots.txt is out of reach waits for it', async () => {
    const rules = { kind: 'unreachable', until: seconds(60), detail: 'robots.txt: timeout' } as const
    expect((await visiting({}, { rules }).result).visits).toMatchObject([
      {
        reading: { outcome: { kind: 'retry', reason: 'robots-unreachable', notBefore: seconds(60) } },
        detail: 'robots.txt: timeout',
        captureId: null,
        robotsDigest: null,
      },
    ])
  })

  test('of a host that is parked, or must be waited for, is interrupted and is none', async () => {
    const parked = { kind: 'parked', reason: 'a Crawl-delay of 900 s' } as const
    expect(await visiting({}, { rules: parked }).result).toMatchObject({ visits: [], interrupted: parked })
    expect(await visiting({}, { permits: ['wait'] }).result).toMatchObject({
      visits: [],
      interrupted: { kind: 'wait', until: seconds(60), because: 'backoff' },
    })
  })

  test('that fails is retried by its reason and the tries before, or has failed', async () => {
    const failing = async (fails: 'timeout' | 'tls', tries: number) =>
      (await visiting({ [q(1)]: { fails } }, { page: aDuePage({ tries }) }).result).visits[0]
    // Full jitter of 5 s × 4 ** tries, a second after the visit began.
    expect(await failing('timeout', 1)).toMatchObject({
      reading: { outcome: { kind: 'retry', reason: 'timeout', notBefore: seconds(11) } },
      detail: 'no answer',
      captureId: null,
      robotsDigest: 'digest',
    })
    expect(await failing('tls', 1)).toMatchObject({
      reading: { outcome: { kind: 'failed', reason: 'tls' } },
    })
  })

  test('that the address guard refuses is skipped', async () => {
    expect((await visiting({ [q(1)]: { blocked: '10.0.0.1' } }).result).visits).toMatchObject([
      { reading: { outcome: { kind: 'skipped', by: 'address-guard' } }, detail: '10.0.0.1' },
    ])
  })

  test('that is answered by 429 is retried when the back-off is over', async () => {
    expect((await visiting({ [q(1)]: { status: 429 } }).result).visits).toMatchObject([
      {
        reading: { outcome: { kind: 'retry', reason: 'rate-limited', notBefore: seconds(120) } },
        detail: 'HTTP status 429',
        captureId: 'urn:uuid:1',
        robotsDigest: 'digest',
      },
    ])
  })

  test('a redirect to nowhere has failed', async () => {
    expect((await visiting({ [q(1)]: { status: 302 } }).result).visits).toMatchObject([
      {
        reading: { outcome: { kind: 'failed', reason: 'bad-redirect', status: 302 } },
        captureId: 'urn:uuid:1',
      },
    ])
  })
})

describe('validators', () => {
  const page = { etag: '"a"', lastModified: 'yesterday', lastOutcome: 'loaded' }
  const askedWith = async (change: object, scope: Partial<CrawlScopeOptions> = {}) => {
    const { crawlScope } = visiting({})
    const own = aDuePage({ ...page, linkRules: linkRules(crawlScope, 'okwave.jp'), ...change })
    const { result, asked } = visiting({ [q(1)]: { status: 304 } }, { page: own, scope })
    const [visit] = (await result).visits
    return [asked[0], visit?.reading.kind === 'ended' ? visit.reading.outcome.kind : null]
  }

  test.each(['loaded', 'unchanged', 'links'])('are sent where the last visit was %s', async (lastOutcome) => {
    expect(await askedWith({ lastOutcome })).toEqual([
      [q(1), { etag: '"a"', lastModified: 'yesterday' }],
      'unchanged',
    ])
  })

  test('one of them is enough', async () => {
    expect(await askedWith({ etag: null })).toEqual([
      [q(1), { etag: null, lastModified: 'yesterday' }],
      'unchanged',
    ])
    expect(await askedWith({ lastModified: null })).toMatchObject([[q(1), { etag: '"a"' }], 'unchanged'])
    expect(await askedWith({ etag: null, lastModified: null })).toEqual([q(1), 'failed'])
  })

  test('are not sent where the page was not read whole, or its links would be followed otherwise today', async () => {
    expect(await askedWith({ lastOutcome: 'rejected' })).toEqual([q(1), 'failed'])
    expect(await askedWith({ lastOutcome: null })).toEqual([q(1), 'failed'])
    expect(await askedWith({}, { follow: [] })).toEqual([q(1), 'failed'])
  })
})

describe('the sitemaps of robots.txt', () => {
  const robots = `Sitemap: ${origin}/sitemap.xml\nSitemap: https://elsewhere.example/sitemap.xml`
  const foundBy = async (change: object, scope: Partial<CrawlScopeOptions>, answer: Answer = {}) => {
    const { result } = visiting({ [q(1)]: answer }, { page: aDuePage(change), scope, robots })
    return (await result).visits.flatMap(({ found }) =>
      found.map(({ path, kind, depth }) => [path, kind, depth]),
    )
  }
  const sitemaps = [
    ['/sitemap.xml', 'sitemap', 1],
    ['/sitemap.xml', 'sitemap', 1],
  ]

  test('are found by a seed, whatever it answers, where sitemaps are followed', async () => {
    expect(await foundBy({ depth: 0 }, { follow: ['sitemap'] })).toEqual(sitemaps)
    expect(await foundBy({ depth: 0 }, { follow: ['sitemap'] }, { status: 429 })).toEqual(sitemaps)
    expect(await foundBy({ depth: 0 }, { follow: ['list'] })).toEqual([])
    expect(await foundBy({ depth: 1 }, { follow: ['sitemap'] })).toEqual([])
  })
})

describe('a redirect', () => {
  test('within the host group is followed, and makes two visits with their own costs', async () => {
    const { result, latest } = visiting({ [q(1)]: redirect('/qa/q2.html') })
    const { visits } = await result
    expect(visits).toMatchObject([
      {
        page: { path: '/qa/q1.html' },
        at: now,
        reading: { outcome: { kind: 'redirected', to: q(2) } },
        found: [{ path: '/qa/q2.html', depth: 1, refused: null }],
        captureId: 'urn:uuid:1',
        robotsDigest: 'digest',
        requests: 1,
        bytes: 5,
      },
      {
        page: { path: '/qa/q2.html', depth: 1, dueAt: now, tries: 0 },
        at: seconds(1),
        reading: { outcome: { kind: 'gone', how: 404 } },
        captureId: 'urn:uuid:2',
        requests: 1,
        bytes: 5,
      },
    ])
    // What has begun is finished: only the first request may be put off.
    expect(latest).toEqual([seconds(5), null])
  })

  test('to the same page under another URL is one visit with both requests', async () => {
    const { result } = visiting({ [q(1)]: redirect('/qa/q1.html?from=top') })
    expect((await result).visits).toMatchObject([
      { page: { path: '/qa/q1.html' }, reading: { outcome: { kind: 'gone' } }, requests: 2, bytes: 10 },
    ])
  })

  test('to another host ends the visit and makes the target known', async () => {
    const to = 'https://elsewhere.example/qa/1'
    const { result, asked } = visiting({ [q(1)]: redirect(to) })
    expect((await result).visits).toMatchObject([
      {
        reading: { outcome: { kind: 'redirected', to } },
        found: [{ site: 'elsewhere.example', refused: 'another host' }],
        detail: 'another host',
      },
    ])
    expect(asked).toHaveLength(1)
  })

  test('from a public host to a private address adds no page', async () => {
    const { result, asked } = visiting({ [q(1)]: redirect('/qa/q2.html') }, { leadsInside: true })
    expect((await result).visits).toMatchObject([
      {
        reading: { outcome: { kind: 'redirected', to: q(2) } },
        found: [],
        detail: 'from a public host to a private address',
      },
    ])
    expect(asked).toHaveLength(1)
  })

  test('looks up no name where it leads to no page', async () => {
    const outside = visiting({ [q(1)]: redirect(`${origin}/qa/${'x'.repeat(3_000)}`) })
    await outside.result
    expect(outside.askedInside).toEqual([])
    const inside = visiting({ [q(1)]: redirect('/qa/q2.html') })
    await inside.result
    expect(inside.askedInside).toEqual([q(2)])
  })

  test('to what is no page, or to what the filters refuse, ends the visit', async () => {
    const tooLong = `${origin}/qa/${'x'.repeat(3_000)}`
    // 2,000 bytes: the ellipsis takes three, its name seven, the digest 64.
    const shortened = expect.stringMatching(/^https:\/\/.{3,40}\/qa\/x{1800,1926}…sha256:[\da-f]{64}$/)
    const { result } = visiting({ [q(1)]: redirect(tooLong) })
    expect((await result).visits).toMatchObject([
      { reading: { outcome: { kind: 'redirected', to: shortened } }, found: [], detail: null },
    ])
    const refused = visiting({ [q(1)]: redirect('/list/x') }, { scope: { include: ['/qa/*'] } })
    expect((await refused.result).visits).toMatchObject([
      { reading: { outcome: { kind: 'redirected' } }, found: [{ path: '/list/x' }], detail: 'not included' },
    ])
  })

  test('to another host group of the crawl is left to that group', async () => {
    const other = 'https://other.example/a'
    const scope = { urls: [`${origin}/`, 'https://other.example/'] }
    const { result, asked } = visiting({ [q(1)]: redirect(other) }, { scope })
    expect((await result).visits).toMatchObject([
      { reading: { outcome: { kind: 'redirected', to: other } }, found: [{ refused: null }], detail: null },
    ])
    expect(asked).toHaveLength(1)
  })

  test('after five others is a loop', async () => {
    const answers = Object.fromEntries(
      [1, 2, 3, 4, 5, 6].map((id) => [q(id), redirect(`/qa/q${id + 1}.html`)]),
    )
    const { result, asked } = visiting(answers)
    expect(asked).toEqual([])
    const outcomes = await outcomesOf(result)
    expect(outcomes.map(([path]) => path)).toEqual([1, 2, 3, 4, 5, 6].map((id) => `/qa/q${id}.html`))
    expect(outcomes.at(-1)?.[1]).toEqual({ kind: 'failed', reason: 'redirect-loop' })
    expect((await result).visits.at(-1)?.detail).toBe(`redirected again, to ${q(7)}`)
    expect(asked).toHaveLength(6)
  })

  test('that is interrupted behind it keeps the first visit', async () => {
    const { result } = visiting({ [q(1)]: redirect('/qa/q2.html') }, { permits: ['granted', 'wait'] })
    expect(await result).toMatchObject({
      visits: [{ page: { path: '/qa/q1.html' } }],
      interrupted: { kind: 'wait' },
    })
  })
})

describe('a page that refreshes', () => {
  const type = ['Content-Type', 'text/html; charset=utf-8'] as const
  const refreshing = (content: string, body = '<p>moved'): Answer => ({
    headers: [type],
    body: Buffer.from(
      `<!doctype html><meta http-equiv="refresh" content="${content}"><title>Moved</title>${body}`,
    ),
  })
  const withHeader = (refresh: string, body = ''): Answer => ({
    headers: [type, ['Refresh', refresh]],
    body: Buffer.from(body),
  })
  const redirected = ['/qa/q1.html', { kind: 'redirected', to: q(2) }]
  const gone = ['/qa/q2.html', { kind: 'gone', how: 404 }]

  test.each<[string, Answer]>([
    ['at once', refreshing('0; url=/qa/q2.html')],
    ['in five seconds', refreshing('5;URL=&quot;/qa/q2.html&quot;')],
    ['and links to the new page', refreshing('0;url=/qa/q2.html', '<a href="/qa/q2.html">here</a>')],
    ['by a header', withHeader('0; url=/qa/q2.html')],
    ['by a header with a page', withHeader('1,/qa/q2.html', '<!doctype html><title>Moved</title><p>moved')],
    ['by a header with half a page', withHeader('0; url=/qa/q2.html', '<html><body>moved</body></html')],
    [
      'by a header of no page',
      {
        headers: [
          ['Content-Type', 'text/plain'],
          ['Refresh', '0; url=/qa/q2.html'],
        ],
        body: Buffer.from('moved'),
      },
    ],
  ])('%s redirects', async (_, answer) => {
    const { result, asked } = visiting({ [q(1)]: answer })
    expect(await outcomesOf(result)).toEqual([redirected, gone])
    expect(asked).toEqual([q(1), q(2)])
    expect((await result).visits[0]?.captureId).toBe('urn:uuid:1')
  })

  test.each<[string, Answer, unknown]>([
    ['later', refreshing('6; url=/qa/q2.html'), { kind: 'not-a-question' }],
    ['to itself', refreshing('0; url=#top'), { kind: 'not-a-question' }],
    [
      'for readers without scripts',
      {
        headers: [type],
        body: Buffer.from(
          '<!doctype html><noscript><meta http-equiv=refresh content="0;url=/qa/q2.html"></noscript><p>x',
        ),
      },
      { kind: 'not-a-question' },
    ],
    ['to another scheme', refreshing('0; url=javascript:alert(1)'), { kind: 'not-a-question' }],
    [
      'after "not found"',
      refreshing('3; url=/', '<h1>お探しのページが見つかりません</h1>'),
      { kind: 'gone', how: 'soft-404' },
    ],
    [
      'behind a challenge',
      { ...refreshing('3; url=/qa/q2.html', '<h1>Just a moment...</h1>') },
      { kind: 'not-a-question', wall: 'challenge' },
    ],
    [
      'with an error status',
      { ...refreshing('0; url=/qa/q2.html'), status: 404 },
      { kind: 'gone', how: 404 },
    ],
  ])('%s does not redirect', async (_, answer, outcome) => {
    const { result, asked } = visiting({ [q(1)]: answer })
    expect(await outcomesOf(result)).toEqual([['/qa/q1.html', outcome]])
    expect(asked).toEqual([q(1)])
  })

  test('is a list where it lists', async () => {
    const list = `${origin}/list/new_question`
    const listing = refreshing('0; url=/qa/q2.html', '<a href="/qa/q3.html">A question</a>')
    const page = aDuePage({ path: '/list/new_question', kind: 'list' })
    const { result, asked } = visiting({ [list]: listing }, { page })
    expect(await outcomesOf(result)).toEqual([['/list/new_question', { kind: 'links', found: 1 }]])
    expect(asked).toEqual([list])
  })

  test('for ever is given up after five hops, like any redirect', async () => {
    const answers = Object.fromEntries(
      Array.from({ length: 9 }, (_, at) => [
        q(at + 1),
        at % 2 === 0 ? refreshing(`0; url=/qa/q${at + 2}.html`) : redirect(q(at + 2)),
      ]),
    )
    const { result, asked } = visiting(answers)
    expect((await outcomesOf(result)).at(-1)).toEqual([
      '/qa/q6.html',
      { kind: 'failed', reason: 'redirect-loop' },
    ])
    expect(asked).toHaveLength(6)
  })

  test('obeys the guards of a redirect: scope, robots.txt, private addresses', async () => {
    const answers = { [q(1)]: refreshing('0; url=/qa/q2.html') }
    const scoped = visiting(answers, { scope: { exclude: ['/qa/q2.html'] } })
    expect(await outcomesOf(scoped.result)).toEqual([redirected])
    expect(scoped.asked).toEqual([q(1)])
    const forbidden = visiting(answers, { robots: 'User-agent: *\nDisallow: /qa/q2' })
    expect(await outcomesOf(forbidden.result)).toEqual([
      redirected,
      ['/qa/q2.html', { kind: 'skipped', by: 'robots' }],
    ])
    expect(forbidden.asked).toEqual([q(1)])
    const inside = visiting(answers, { leadsInside: true })
    expect(await outcomesOf(inside.result)).toEqual([redirected])
    expect(inside.askedInside).toEqual([q(2)])
    const elsewhere = visiting({ [q(1)]: refreshing('0; url=https://other.example/x') })
    expect(await outcomesOf(elsewhere.result)).toEqual([
      ['/qa/q1.html', { kind: 'redirected', to: 'https://other.example/x' }],
    ])
    expect(elsewhere.asked).toEqual([q(1)])
  })
})
