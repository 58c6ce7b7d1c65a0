/** Crawls by lists of URLs over real HTTP: large, cut and text sitemaps, indexes without end, feeds. */
import { createServer } from 'node:http'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import { freshStore, storeNames } from '../stores.ts'
import type { SampleCrawl } from './crawl-into.ts'
import { crawlSample } from './sample-crawl.ts'

let close = async () => {}
afterEach(() => close())

type Bodies = (path: string, origin: string) => string | Uint8Array | null

/** Answers 404 where there is no body, and a redirect for a body that is a path. */
async function serve(bodies: Bodies): Promise<string> {
  const server = createServer(({ url = '/' }, response) => {
    const body = bodies(url, origin)
    if (body === null) response.writeHead(404).end()
    else if (typeof body === 'string' && body.startsWith('/'))
      response.writeHead(302, { location: body }).end()
    else response.writeHead(200, { 'content-type': 'text/html' }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  close = () => new Promise((resolve) => server.close(() => resolve()))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const origin = `http://127.0.0.1:${address.port}`
  return origin
}

const url = (loc: string, more = '') => `<url><loc>${loc}</loc>${more}</url>`
const page = '<!doctype html><title>x</title><p>Nothing to see.</p>'

describe.each(storeNames)('a crawl by lists on %s', (name) => {
  async function crawled(path: string, bodies: Bodies, options: Partial<SampleCrawl> = {}) {
    const origin = await serve(bodies)
    const store = await freshStore(name)
    const end = await crawlSample(store, { site: null, hostGroup: null, ...options, urls: [origin + path] })
    const pages = await store.db
      .selectFrom('crawl.page')
      .select(['path', 'kind', 'last_outcome', 'last_reason'])
      .orderBy('path')
      .execute()
    return { end, pages: pages.map((row) => [row.path, row.kind, row.last_outcome, row.last_reason]) }
  }

  test('goes from list to list within a slice, and settles each page as if it had been known before', async () => {
    const list = (number: number) => `/list/new_question?page=${number}`
    const bodies: Bodies = (path) => {
      const number = Number(/page=(\d)/.exec(path)?.[1] ?? 9)
      const links = [list(number + 1), `/qa/q${number}.html`].map((to) => `<a href="${to}">${to}</a>`)
      return number < 9 ? `<!doctype html><title>x</title><p>${links.join(' ')}</p>` : null
    }
    let slices = 0
    const observer = { committed: () => void slices++ }
    const { end, pages } = await crawled(list(1), bodies, { site: 'sample', hostGroup: 'sample', observer })
    expect(end.summary).toMatchObject({ result: 'done', requests: 18 })
    const lists = pages.filter(([, kind]) => kind === 'list')
    expect(lists.map(([path, , outcome]) => [path, outcome])).toEqual([
      ...Array.from({ length: 8 }, (_, at) => [list(at + 1), 'links']),
      [list(9), 'gone'],
    ])
    expect(pages.filter(([, kind, outcome]) => kind === 'question' && outcome === 'gone')).toHaveLength(8)
    expect(slices).toBe(1)
  })

  test('takes a sitemap of more bytes than a page may have', async () => {
    const padding = `<!--${'x'.repeat(900)}-->`
    const xml = (origin: string) =>
      `<urlset>${Array.from({ length: 9_000 }, (_, at) => url(`${origin}/qa/q${at}.html`, padding)).join('')}</urlset>`
    const { end, pages } = await crawled(
      '/sitemap.xml',
      (path, origin) => (path === '/sitemap.xml' ? xml(origin) : null),
      { maxPages: 1 },
    )
    expect(end).toMatchObject({ summary: { result: 'budget', exitCode: 0 }, brokenLists: [] })
    expect(end.summary.bytes).toBeGreaterThan(8 * 1024 * 1024)
    expect(pages).toHaveLength(9_001)
  })

  test('says by its exit code that a sitemap is cut off, and takes what is there', async () => {
    const { end, pages } = await crawled('/sitemap.xml.gz', (path, origin) =>
      path === '/sitemap.xml.gz' ? gzipSync(`<urlset>${url(`${origin}/qa/q1.html`)}<url>`) : page,
    )
    expect(end.summary).toMatchObject({ result: 'gate', exitCode: 4 })
    expect(end.brokenLists).toEqual([
      { url: expect.stringMatching(/\/sitemap\.xml\.gz$/), reason: 'damaged-body' },
    ])
    expect(pages).toEqual([
      ['/qa/q1.html', 'question', 'not-a-question', null],
      ['/sitemap.xml.gz', 'sitemap', 'failed', 'damaged-body'],
    ])
  })

  test('says so of a feed among the seeds too', async () => {
    const { end, pages } = await crawled('/feed.xml', (path, origin) =>
      path === '/feed.xml'
        ? `<rss><channel><item><link>${origin}/qa/q1.html</link></item><item><link>${origin}/qa/q`
        : page,
    )
    expect(end.summary).toMatchObject({ result: 'gate', exitCode: 4 })
    expect(end.brokenLists).toEqual([{ url: expect.stringMatching(/\/feed\.xml$/), reason: 'damaged-body' }])
    expect(pages.map(([path]) => path)).toEqual(['/feed.xml', '/qa/q1.html'])
  })

  test('ends in indexes that lead to indexes for ever, by a redirect too', async () => {
    const bodies: Bodies = (path, origin) => {
      if (path === '/robots.txt') return 'User-agent: *\nSite-map: /maps?n=1'
      if (path === '/maps?n=1') return '/moved?n=1'
      const n = /^\/(?:maps|moved)\?n=(\d+)$/.exec(path)?.[1]
      const next = `<sitemap><loc>${origin}/maps?n=${Number(n) + 1}</loc></sitemap>`
      return n === undefined ? page : `<sitemapindex>${next}${next.replace(/n=\d+/, 'n=1')}</sitemapindex>`
    }
    const { end, pages } = await crawled('/', bodies, { follow: ['sitemap'] })
    expect(end.summary).toMatchObject({ result: 'done', outcomes: { redirected: 1 } })
    expect(pages).toEqual([
      ['/', 'other', 'not-a-question', null],
      ['/maps?n=1', 'sitemap', 'redirected', expect.stringMatching(/\/moved\?n=1$/)],
      ...[2, 3, 4, 5].map((n) => [`/maps?n=${n}`, 'sitemap', 'links', null]),
      ['/maps?n=6', 'sitemap', 'skipped', 'crawl-scope: sitemaps nest deeper than 5'],
      ['/moved?n=1', 'sitemap', 'links', null],
    ])
  })

  test('follows the feeds that its pages name, and only the questions in them', async () => {
    const feed = (origin: string) =>
      `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="${origin}/qa/q7.html"/></entry><entry><link href="${origin}/about"/></entry></feed>`
    const bodies: Bodies = (path, origin) => {
      if (path === '/robots.txt') return null
      if (path === '/new.atom') return feed(origin)
      return path === '/'
        ? `${page}<link rel="alternate" type="application/atom+xml" href="/new.atom">`
        : page
    }
    const { pages } = await crawled('/', bodies, { follow: ['feed'] })
    expect(pages).toEqual([
      ['/', 'other', 'links', null],
      ['/new.atom', 'list', 'links', null],
      ['/qa/q7.html', 'question', 'not-a-question', null],
    ])
    await close()
    expect((await crawled('/', bodies)).pages).toEqual([['/', 'other', 'not-a-question', null]])
  })
})
