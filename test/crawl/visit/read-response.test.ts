import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { CrawlOptions } from '../../../src/crawl/options.ts'
import { resolveCrawlScope } from '../../../src/crawl/scope/crawl-scope.ts'
import { AnswersSeen } from '../../../src/crawl/visit/answers-seen.ts'
import type { ReadOptions } from '../../../src/crawl/visit/read-capture.ts'
import { readResponse } from '../../../src/crawl/visit/read-response.ts'
import { MondoError } from '../../../src/model/errors.ts'
import { noLinks } from '../../../src/parse/links/links.ts'
import { bundledSites } from '../../../src/parse/site/sites.ts'
import type { PageReader, Read } from '../../../src/workers/tasks.ts'
import { capture } from '../../archive/captures.ts'
import { aPage } from '../../load/pages.ts'
import { directReader } from '../../workers/direct-reader.ts'
import { aDuePage } from '../frontier-pages.ts'
import { allWays } from '../ways.ts'

const now = new Date('2026-03-01T00:00:00Z')
const url = 'https://okwave.jp/qa/q1.html'
const crawlScope = resolveCrawlScope({ ...allWays, urls: [url], site: null, hostGroup: null })
const noReader: PageReader = {
  concurrency: 1,
  sites: bundledSites,
  page: () => Promise.reject(new Error('no page is read here')),
  sitemap: () => Promise.reject(new Error('no sitemap is read here')),
}
const options = (change: Partial<ReadOptions> = {}): ReadOptions => ({
  crawlScope,
  answersSeen: new AnswersSeen(),
  isConditional: false,
  reader: noReader,
  tries: 0,
  now,
  random: () => 0.5,
  ...change,
})
const ended = (outcome: object) => ({ kind: 'ended', outcome })
const crashCheck = (message: string) => ({ code: 'parser-crashed', severity: 'error', message })
const answer = (fields: Parameters<typeof capture>[0]) => capture({ url, ...fields })

describe('a response without a page', () => {
  const compressed = Buffer.from([1, 2, 3])
  const retry = (reason: string, seconds: number, status?: number) => ({
    kind: 'retry',
    reason,
    ...(status === undefined ? {} : { status }),
    notBefore: new Date(now.getTime() + seconds * 1000),
  })

  test.each([
    [{ status: 404 }, { kind: 'gone', how: 404 }],
    [{ status: 410 }, { kind: 'gone', how: 410 }],
    [{ status: 500 }, retry('http-500', 2.5, 500)],
    [{ status: 403 }, { kind: 'failed', reason: 'http-403', status: 403 }],
    [{ status: 199 }, { kind: 'failed', reason: 'http-199', status: 199 }],
    [{ status: 300 }, { kind: 'failed', reason: 'http-300', status: 300 }],
    [{ truncated: 'length' }, { kind: 'failed', reason: 'too-large' }],
    [{ truncated: 'time' }, retry('timeout', 2.5)],
    [{ truncated: 'disconnect' }, retry('disconnect', 2.5)],
    [
      { headers: [['Content-Encoding', 'snappy']], body: compressed },
      { kind: 'failed', reason: 'unknown-encoding' },
    ],
    [{ headers: [['Content-Encoding', 'gzip']], body: compressed }, retry('damaged-body', 2.5)],
  ] as const)('%j is no page', async (fields, outcome) => {
    expect(await readResponse(answer(fields as never), aDuePage(), options())).toEqual({
      reading: ended(outcome),
      found: [],
      encoding: null,
    })
  })

  test('a 304 means unchanged only where it was asked for', async () => {
    const read = (isConditional: boolean) =>
      readResponse(answer({ status: 304 }), aDuePage(), options({ isConditional }))
    expect((await read(true)).reading).toEqual(ended({ kind: 'unchanged' }))
    expect((await read(false)).reading).toMatchObject(ended({ kind: 'failed', status: 304 }))
  })
})

describe('a page', () => {
  const question = 'https://okwave.jp/qa/q2.html'
  const list = 'https://okwave.jp/list/new_question'
  const links = { ...noLinks, questions: [question, 'https://elsewhere.example/qa/q3.html'], lists: [list] }
  const read = async (
    outcome: object,
    {
      page = aDuePage(),
      found = links,
      status = 200,
    }: { page?: object; found?: object; status?: number } = {},
  ) => {
    const asked: unknown[] = []
    const reader: PageReader = {
      ...noReader,
      page: async (bytes, about) => {
        asked.push([Buffer.from(bytes()).toString(), about])
        return { kind: 'read', reading: { outcome, links: found, encoding: 'shift_jis' } } as Read<'page'>
      },
    }
    const result = await readResponse(answer({ status }), page as never, options({ reader }))
    return { result, asked }
  }

  test('that is a question gives its record and its digest, and the links to follow', async () => {
    const record = aPage({ url })
    const { result, asked } = await read({ kind: 'question', page: record })
    expect(result).toMatchObject({ reading: { kind: 'record', record }, encoding: 'shift_jis' })
    expect(result.found.map(({ path, depth, refused }) => [path, depth, refused])).toEqual([
      ['/qa/q2.html', 2, null],
      ['/qa/q3.html', 2, 'another host'],
      ['/list/new_question', 2, null],
    ])
    expect(asked).toEqual([
      [
        '<p>hello',
        {
          url,
          site: 'okwave',
          capturedAt: new Date('2026-03-04T05:06:07.089Z'),
          checks: [],
          contentType: 'text/html; charset=Shift_JIS',
        },
      ],
    ])
    expect((await read({ kind: 'question', page: record }, { status: 299 })).result.reading.kind).toBe(
      'record',
    )
  })

  test('whose record the database would refuse is rejected, with the reason', async () => {
    const { result } = await read({ kind: 'question', page: aPage({ url, questionId: '' }) })
    expect(result).toMatchObject({
      reading: ended({
        kind: 'rejected',
        reason: 'not-loadable',
        checks: [{ code: 'not-loadable', severity: 'error', message: expect.any(String) }],
      }),
      found: [],
      encoding: 'shift_jis',
      detail: expect.any(String),
    })
  })

  test('that says that it is not there is gone, though its status is 200', async () => {
    const { result } = await read({ kind: 'not-found', url })
    expect(result).toEqual({
      reading: ended({ kind: 'gone', how: 'soft-404' }),
      found: [],
      encoding: 'shift_jis',
    })
  })

  test('that is rejected keeps its reason and checks', async () => {
    const checks = [{ code: 'no-title', severity: 'error', message: 'no title' }]
    const { result } = await read({ kind: 'rejected', url, reason: 'checks', checks })
    expect(result).toEqual({
      reading: ended({ kind: 'rejected', reason: 'checks', checks }),
      found: [],
      encoding: 'shift_jis',
    })
  })

  test('that is no question is a list where it names questions or lists, and counts those of this crawl', async () => {
    const outcome = { kind: 'not-a-question', url, checks: [] }
    const page = aDuePage({ kind: 'list' })
    const { result } = await read(outcome, { page })
    expect(result.reading).toEqual(ended({ kind: 'links', found: 2 }))
    expect(result.found).toHaveLength(3)
    const onlyLists = { ...noLinks, lists: [list] }
    expect((await read(outcome, { page, found: onlyLists })).result.reading).toEqual(
      ended({ kind: 'links', found: 1 }),
    )
    expect((await read(outcome, { page, found: noLinks })).result).toEqual({
      reading: ended({ kind: 'not-a-question' }),
      found: [],
      encoding: 'shift_jis',
    })
  })

  test('that is no question is a list by links of one shape alone only as a seed or the next page of one', async () => {
    const outcome = { kind: 'not-a-question', url, checks: [] }
    const found = { ...noLinks, likelyQuestions: ['https://okwave.jp/questions/12/x'] }
    const readingOf = async (page: object) =>
      (await read(outcome, { page: aDuePage(page), found })).result.reading
    expect(await readingOf({ kind: 'other', depth: 0 })).toEqual(ended({ kind: 'links', found: 1 }))
    expect(await readingOf({ kind: 'list', depth: 3 })).toEqual(ended({ kind: 'links', found: 1 }))
    expect(await readingOf({ kind: 'other', depth: 3 })).toEqual(ended({ kind: 'not-a-question' }))
  })

  test('that should be a question and is none is no list, and its links are left', async () => {
    const { result } = await read({ kind: 'not-a-question', url, checks: [] })
    expect(result).toEqual({ reading: ended({ kind: 'not-a-question' }), found: [], encoding: 'shift_jis' })
  })

  test('that lists several questions says so, and does not point to a new layout', async () => {
    const checks = [{ code: 'several-questions', severity: 'warning', message: 'x' }]
    const { result } = await read({ kind: 'not-a-question', url, checks })
    expect(result.reading).toEqual(ended({ kind: 'not-a-question', several: true }))
  })

  const failing = (page: PageReader['page']) =>
    readResponse(answer({}), aDuePage(), options({ reader: { ...noReader, page } }))

  test('that is not finished is rejected, with what the pool says', async () => {
    const undone = { kind: 'undone', reason: 'timeout', detail: 'took 10 s' } as const
    expect(await failing(async () => undone)).toEqual({
      reading: ended({ kind: 'rejected', reason: 'timeout', checks: [crashCheck('took 10 s')] }),
      found: [],
      encoding: null,
      detail: 'took 10 s',
    })
  })

  test('that is a list is rejected no less when it is not finished', async () => {
    const undone = { kind: 'undone', reason: 'timeout', detail: 'took 30 s' } as const
    const reader = { ...noReader, page: async () => undone }
    const page = aDuePage({ kind: 'list', path: '/list/new_question' })
    expect(await readResponse(answer({ url: list }), page, options({ reader }))).toEqual({
      reading: ended({ kind: 'rejected', reason: 'timeout', checks: [crashCheck('took 30 s')] }),
      found: [],
      encoding: null,
      detail: 'took 30 s',
    })
  })

  test('on which the parser throws is rejected; an error of mondo’s own is thrown on', async () => {
    expect((await failing(() => Promise.reject(new Error('boom')))).reading).toMatchObject(
      ended({ kind: 'rejected', reason: 'parser-crashed' }),
    )
    const own = new MondoError('usage', 'the pool is closed')
    await expect(failing(() => Promise.reject(own))).rejects.toBe(own)
  })
})

describe('a sitemap', () => {
  const page = aDuePage({ kind: 'sitemap', path: '/sitemap.xml' })
  const xml = `<urlset><url><loc>https://okwave.jp/qa/q2.html</loc></url>
    <url><loc>https://elsewhere.example/</loc></url><url><loc>mailto:a@okwave.jp</loc></url></urlset>`
  const read = (body: Uint8Array) => readResponse(answer({ body }), page, options({ reader: directReader }))

  test.each([
    ['plain', Buffer.from(xml)],
    ['a gzip file', gzipSync(xml)],
  ])('that is %s gives its entries', async (_, body) => {
    const { reading, found, encoding } = await read(body)
    expect(reading).toEqual(ended({ kind: 'links', found: 1 }))
    expect(found.map(({ path, refused }) => [path, refused])).toEqual([
      ['/qa/q2.html', null],
      ['/', 'another host'],
    ])
    expect(encoding).toBe('utf-8')
  })

  test('that is something else is no question; a torn gzip file has failed', async () => {
    expect((await read(Buffer.from('<html>'))).reading).toEqual(ended({ kind: 'not-a-question' }))
    expect((await read(gzipSync(xml).subarray(0, 30))).reading).toEqual(
      ended({ kind: 'failed', reason: 'damaged-body' }),
    )
  })

  test('that is cut off or too large has failed, and the entries that were read are taken', async () => {
    const cut = await read(Buffer.from(xml.replace('</urlset>', '')))
    expect(cut).toMatchObject({
      reading: ended({ kind: 'failed', reason: 'damaged-body' }),
      detail: '3 entries were read before the end of what is readable',
    })
    expect(cut.found).toHaveLength(2)
    const tooLarge = answer({ body: Buffer.from(xml), truncated: 'length' })
    expect(await readResponse(tooLarge, page, options({ reader: directReader }))).toMatchObject({
      reading: ended({ kind: 'failed', reason: 'too-large' }),
      found: { length: 2 },
    })
    const packed = answer({
      body: gzipSync(xml).subarray(0, 60),
      headers: [['content-encoding', 'gzip']],
      truncated: 'length',
    })
    expect((await readResponse(packed, page, options({ reader: directReader }))).reading).toEqual(
      ended({ kind: 'failed', reason: 'too-large' }),
    )
  })

  test('may be text or a feed, of which all entries are taken', async () => {
    const text = await read(Buffer.from('https://okwave.jp/qa/q2.html\nhttps://okwave.jp/about\n'))
    expect(text.found.map(({ path }) => path)).toEqual(['/qa/q2.html', '/about'])
    const rss = '<rss><channel><item><link>https://okwave.jp/about</link></item></channel></rss>'
    expect((await read(Buffer.from(rss))).found.map(({ path }) => path)).toEqual(['/about'])
  })

  test('leads to other sitemaps five levels deep, whatever their paths', async () => {
    const index = '<sitemapindex><sitemap><loc>/maps?n=2</loc></sitemap></sitemapindex>'
    const at = async (depth: number) => {
      const { found } = await readResponse(
        answer({ body: Buffer.from(index) }),
        { ...page, depth },
        options({ reader: directReader }),
      )
      return found.map(({ path, kind, depth: to, refused }) => [path, kind, to, refused])
    }
    expect(await at(4)).toEqual([['/maps?n=2', 'sitemap', 5, null]])
    expect(await at(5)).toEqual([['/maps?n=2', 'sitemap', 6, 'sitemaps nest deeper than 5']])
  })

  test('that is not finished is rejected', async () => {
    const undone = { kind: 'undone', reason: 'too-large', detail: '60 MB' } as const
    const reader = { ...noReader, sitemap: async () => undone }
    expect(await readResponse(answer({}), page, options({ reader }))).toMatchObject({
      reading: ended({ kind: 'rejected', reason: 'too-large', checks: [crashCheck('60 MB')] }),
      detail: '60 MB',
    })
  })
})

describe('a list of URLs that nobody announced', () => {
  const rss = `<?xml version="1.0"?><rss><channel><item><link>https://okwave.jp/qa/q2.html</link></item>
    <item><link>https://okwave.jp/about</link></item></channel></rss>`
  const urlset = '<urlset><url><loc>https://okwave.jp/qa/q2.html</loc></url></urlset>'
  const read = async (body: string | Uint8Array, page: object, follow: CrawlOptions['follow']) => {
    const scope = resolveCrawlScope({ ...allWays, follow, urls: [url], site: null, hostGroup: null })
    const { reading, found } = await readResponse(
      answer({ body: Buffer.from(body) }),
      aDuePage({ kind: 'other', path: '/new', ...page }),
      options({ reader: directReader, crawlScope: scope }),
    )
    return [reading, found.map(({ path, depth }) => [path, depth])]
  }
  const links = (found: number) => ended({ kind: 'links', found })

  test('is a list page if it is a feed: its questions are followed', async () => {
    expect(await read(rss, { depth: 0 }, ['feed'])).toEqual([links(1), [['/qa/q2.html', 1]]])
    expect(await read(rss, { kind: 'list', depth: 2 }, ['feed'])).toEqual([links(1), [['/qa/q2.html', 3]]])
    expect(await read(rss, { kind: 'list', depth: 2 }, ['list'])).toEqual([links(1), [['/qa/q2.html', 3]]])
    expect(await read(rss, { depth: 0 }, ['related'])).toEqual([links(0), []])
  })

  test('is read as a sitemap where it is a seed or sitemaps are followed', async () => {
    expect(await read(urlset, { depth: 0 }, [])).toEqual([links(1), [['/qa/q2.html', 1]]])
    expect(await read(gzipSync(urlset), { depth: 0 }, [])).toEqual([links(1), [['/qa/q2.html', 1]]])
    expect(await read(urlset, { depth: 1 }, ['sitemap'])).toEqual([links(1), [['/qa/q2.html', 2]]])
    expect(await read(urlset, { depth: 1 }, ['list'])).toEqual([links(0), []])
  })

  test('may be a page after all', async () => {
    const [reading] = await read('<p>How do I write <rss > ?</p>', { depth: 0 }, ['list'])
    expect(reading).toEqual(ended({ kind: 'not-a-question' }))
  })
})
