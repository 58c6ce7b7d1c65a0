import { get } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { type SampleSite, type SampleSiteOptions, startSampleSite } from '../../src/sample-site/server.ts'
import { samplePaths } from '../../src/sample-site/special-pages.ts'

const sites: SampleSite[] = []
afterEach(async () => {
  await Promise.all(sites.splice(0).map((site) => site.close()))
})

async function start(options: SampleSiteOptions = {}): Promise<SampleSite> {
  const site = await startSampleSite(options)
  sites.push(site)
  return site
}

async function bytesOf(site: SampleSite, path: string): Promise<Buffer> {
  return Buffer.from(await (await fetch(site.url + path)).arrayBuffer())
}

describe('determinism', () => {
  test('the same seed gives the same bytes on another port, another seed gives others', async () => {
    const [one, same, other] = [await start({ seed: 3 }), await start({ seed: 3 }), await start({ seed: 4 })]
    expect(one.url).not.toBe(same.url)
    const paths = one
      .expected()
      .slice(0, 12)
      .map((page) => `/qa/q${page.questionId}.html`)
    for (const path of [...paths, samplePaths.newQuestions, samplePaths.front, '/list/category/computers']) {
      expect(Buffer.compare(await bytesOf(one, path), await bytesOf(same, path))).toBe(0)
    }
    expect(one.expected()).toEqual(same.expected())
    expect(one.expected()).not.toEqual(other.expected())
  })

  test('a question of a very large site is made alone, at once', async () => {
    const site = await start({ questions: 5_000_000 })
    const last = await bytesOf(site, `${samplePaths.newQuestions}?page=250000`)
    const link = /class="link_qa" href="([^"]+)"/.exec(last.toString())?.[1]
    expect((await fetch(site.url + link)).status).toBe(200)
  })
})

describe('ways to the questions', () => {
  test('the list of new questions reaches every question, page by page', async () => {
    const site = await start({ questions: 93 })
    const links = await walk(site, samplePaths.newQuestions)
    const questions = site.expected().map((page) => `/qa/q${page.questionId}.html`)
    expect(links).toEqual(expect.arrayContaining(questions))
    expect(new Set(links)).toEqual(new Set([...questions, samplePaths.gone, samplePaths.disallowed]))
  })

  test('the lists of all categories together hold every question once, under its own category', async () => {
    const site = await start({ questions: 93 })
    const front = (await bytesOf(site, samplePaths.front)).toString()
    const lists = new Set(
      [...front.matchAll(/href="(\/list\/category\/[^"]+)">([^<]+)/g)].map(
        ([, path, name]) => `${path} ${name}`,
      ),
    )
    const found: string[] = []
    for (const [path = '', name = ''] of [...lists].map((list) => list.split(' '))) {
      const links = await walk(site, path)
      const inCategory = site.expected().filter((page) => page.categories[0] === name)
      expect(links.toSorted()).toEqual(inCategory.map((page) => `/qa/q${page.questionId}.html`).toSorted())
      found.push(...links)
    }
    expect(found).toHaveLength(93)
  })

  test('the sitemap names every question under the host that was asked', async () => {
    const site = await start({ questions: 30 })
    const xml = (await bytesOf(site, samplePaths.sitemap)).toString()
    const urls = [...xml.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, url]) => url)
    expect(urls).toEqual(site.expected().map((page) => `${site.url}/qa/q${page.questionId}.html`))
  })

  test('a sitemap of more than 50,000 questions is an index of sitemaps', async () => {
    const site = await start({ questions: 100_001 })
    const index = (await bytesOf(site, samplePaths.sitemap)).toString()
    expect(index.match(/<sitemap>/g)).toHaveLength(3)
    expect((await bytesOf(site, '/sitemap-3.xml')).toString().match(/<url>/g)).toHaveLength(1)
    expect((await fetch(`${site.url}/sitemap-4.xml`)).status).toBe(404)
  })

  test('robots.txt forbids a question that the first list page links', async () => {
    const site = await start()
    expect((await bytesOf(site, samplePaths.robots)).toString()).toContain(
      `Disallow: ${samplePaths.disallowed}\n`,
    )
    expect((await bytesOf(site, samplePaths.newQuestions)).toString()).toContain(
      `href="${samplePaths.disallowed}"`,
    )
  })

  /** Follows 次へ to the end, and gives the question links of the lists themselves. */
  async function walk(site: SampleSite, first: string): Promise<string[]> {
    const links: string[] = []
    let path: string | undefined = first
    while (path !== undefined) {
      const html: string = (await bytesOf(site, path)).toString('latin1')
      const list = /(<ul class="(?:m-list|qa_list)">[\s\S]*?<\/ul>)/.exec(html)?.[1] ?? ''
      links.push(...[...list.matchAll(/href="(\/qa\/[^"]+)"/g)].map(([, link = '']) => link))
      path = /<a class="m-pager__next" rel="next" href="([^"]+)"|<span class="ok_next"><a href="([^"]+)"/
        .exec(html)
        ?.slice(1)
        .find(Boolean)
    }
    return links
  }
})

describe('pages that are not there', () => {
  test.each([
    '/qa/q1234567.html',
    '/qa/qx.html',
    samplePaths.gone,
    '/list/nothing',
    `${samplePaths.newQuestions}?page=99`,
    '/x',
  ])('%s is answered with 404 and says so in its heading', async (path) => {
    const site = await start()
    const response = await fetch(site.url + path)
    expect(response.status).toBe(404)
    expect(await response.text()).toMatch(/<h1[^>]*>ページが見つかりません<\/h1>/)
  })

  test('one page says "not found" with status 200', async () => {
    const site = await start()
    const response = await fetch(site.url + samplePaths.softGone)
    expect(response.status).toBe(200)
    expect(await response.text()).toContain('>ページが見つかりません</h1>')
  })
})

describe('the server', () => {
  test('logs every request in order of arrival', async () => {
    const site = await start()
    const before = Date.now()
    await fetch(`${site.url}/robots.txt`, { headers: { 'user-agent': 'reader/1' } })
    await fetch(`${site.url}/no?x=1`, { method: 'POST', headers: { 'user-agent': 'writer/2' } })
    expect(site.requests).toMatchObject([
      { method: 'GET', url: '/robots.txt', userAgent: 'reader/1', status: 200, host: new URL(site.url).host },
      { method: 'POST', url: '/no?x=1', userAgent: 'writer/2', status: 404 },
    ])
    expect(site.requests[0]?.at.getTime()).toBeGreaterThanOrEqual(before)
  })

  test('answers 304 to a validator it gave, on pages in the current layout only', async () => {
    const site = await start()
    const again = async (layout: string) => {
      const page = site.expected().find((each) => each.layout === layout)
      const url = `${site.url}/qa/q${page?.questionId}.html`
      const etag = (await fetch(url)).headers.get('etag')
      return etag === null ? null : (await fetch(url, { headers: { 'if-none-match': etag } })).status
    }
    expect(await again('okwave/current')).toBe(304)
    expect(await again('okwave/classic')).toBeNull()
  })

  test('lets a test answer instead, for some paths', async () => {
    const respond = (path: string) =>
      path === '/list/new_question?page=2' ? { status: 503, headers: { 'retry-after': '7' } } : undefined
    const site = await start({ respond })
    const refused = await fetch(`${site.url}/list/new_question?page=2`)
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '7'])
    expect((await fetch(`${site.url}/list/new_question`)).status).toBe(200)
    expect(site.requests.map(({ status }) => status)).toEqual([503, 200])
  })

  test('breaks the connection when the hook fails', async () => {
    const respond = () => Promise.reject(new Error('broken on purpose'))
    const site = await start({ respond })
    await expect(fetch(site.url)).rejects.toThrow('fetch failed')
  })

  test('closes while an answer is held back, and leaves nothing open', async () => {
    const site = await startSampleSite({ latency: 3_600_000 })
    const refused = new Promise((resolve) => get(site.url).on('error', resolve))
    await expect.poll(() => site.requests.length).toBe(1)
    await site.close()
    await expect(refused).resolves.toMatchObject({ code: 'ECONNRESET' })
    await expect(fetch(site.url)).rejects.toThrow('fetch failed')
  })
})
