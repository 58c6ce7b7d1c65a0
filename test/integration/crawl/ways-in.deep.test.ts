import { gzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Store } from '../../../src/database/store.ts'
import type * as storable from '../../../src/load/storable-record.ts'
import { MondoError } from '../../../src/model/errors.ts'
import type { SampleAnswer } from '../../../src/sample-site/pages.ts'
import { type SampleSite, startSampleSite } from '../../../src/sample-site/server.ts'
import { emptyTables, freshStore } from '../stores.ts'
import { crawlSample } from './sample-crawl.ts'

/** A question that no constraint of the database takes, as far as the loader says; no page makes such a record. */
let refusedId: string | null = null
vi.mock('../../../src/load/storable-record.ts', async (original) => {
  const actual = await original<typeof storable>()
  const assertStorable: typeof actual.assertStorable = (page) => {
    if (page.questionId === refusedId) throw new MondoError('invalid-record', 'absurd')
    actual.assertStorable(page)
  }
  return { ...actual, assertStorable }
})

/** The sample site's oldest question, and how far its ids are apart. */
const question = '/qa/q2000005.html'

// Which pages are asked for does not depend on the store.
describe('a crawl', () => {
  let store: Store
  const sites: SampleSite[] = []
  beforeAll(async () => {
    store = await freshStore('pglite')
  })
  beforeEach(() => emptyTables(store.db))
  afterEach(async () => {
    for (const site of sites.splice(0)) await site.close()
  })

  async function sampleSite(answers: (origin: string) => Record<string, SampleAnswer> = () => ({})) {
    const site: SampleSite = await startSampleSite({
      questions: 5,
      respond: (path) => answers(site.url)[path],
    })
    sites.push(site)
    return site
  }
  const asked = (site: SampleSite) =>
    site.requests.map(({ url }) => url).filter((url) => url !== '/robots.txt')
  const pages = async () =>
    await store.db
      .selectFrom('crawl.page')
      .select(['path', 'kind', 'last_outcome', 'last_reason', 'due_at'])
      .orderBy('path')
      .execute()
  const pageOf = async (path: string) => (await pages()).find((page) => page.path === path)

  test('visits ids one by one, missing ones too', async () => {
    const site = await sampleSite()
    const ids = { first: 2_000_003, last: 2_000_006, template: `${site.url}/qa/q{id}.html` }
    const { summary } = await crawlSample(store, { urls: [], ids, follow: [] })
    expect(asked(site)).toEqual([3, 4, 5, 6].map((id) => `/qa/q200000${id}.html`))
    expect(summary).toMatchObject({ result: 'done', outcomes: { gone: 3, loaded: 1 } })
  })

  test('adds only as many of ten million ids as it needs soon, and resumes where it stopped', async () => {
    const site = await sampleSite()
    const ids = { first: 2_000_005, last: 12_000_004, template: `${site.url}/qa/q{id}.html` }
    const first = await crawlSample(store, { urls: [], ids, follow: [], maxPages: 3, concurrency: 1 })
    expect(first.summary).toMatchObject({ result: 'budget' })
    expect((await pages()).length).toBeLessThan(1_100)
    await crawlSample(store, { urls: [], ids, follow: [], maxPages: 2, concurrency: 1 })
    expect(asked(site)).toEqual([5, 6, 7, 8, 9].map((id) => `/qa/q200000${id}.html`))
  })

  test('takes a list of URLs, each once, and leaves known pages to the revisit rule', async () => {
    const site = await sampleSite()
    const urls = [`${site.url}${question}`, `${site.url}/`, `${site.url}${question}`]
    const seedList = {
      hosts: [site.url],
      urls: async function* () {
        yield* urls
      },
    }
    await crawlSample(store, { urls: [], seedList, follow: [] })
    await crawlSample(store, { urls: [], seedList, follow: [] })
    expect(asked(site).toSorted()).toEqual(['/', question])
  })

  test('reads gzipped sitemaps of an index, and stays on its hosts', async () => {
    const elsewhere = 'https://elsewhere.example/qa/q2000005.html'
    const site = await sampleSite((origin) => ({
      '/sitemap.xml': xml('sitemapindex', [`<sitemap><loc>${origin}/more.gz</loc></sitemap>`]),
      '/more.gz': gzip(
        xml('urlset', [`<url><loc>${origin}${question}</loc></url>`, `<url><loc>${elsewhere}</loc></url>`]),
      ),
    }))
    const { summary } = await crawlSample(store, { urls: [`${site.url}/`], follow: ['sitemap'] })
    expect(asked(site)).toEqual(['/', '/sitemap.xml', '/more.gz', question])
    expect(summary).toMatchObject({ result: 'done', questions: 1 })
    const rows = await store.db.selectFrom('crawl.page').select(['origin', 'last_reason', 'due_at']).execute()
    expect(rows).toContainEqual({
      origin: 'https://elsewhere.example',
      last_reason: 'crawl-scope: another host',
      due_at: null,
    })
  })

  test('adds the 50,000 entries of a sitemap to the frontier', async () => {
    const site = await sampleSite((origin) => ({
      '/sitemap.xml': gzip(
        xml(
          'urlset',
          Array.from(
            { length: 50_000 },
            (_, i) => `<url><loc>${origin}/qa/q${3_000_000 + i}.html</loc></url>`,
          ),
        ),
      ),
    }))
    const urls = [`${site.url}/sitemap.xml`]
    const { summary } = await crawlSample(store, { urls, follow: ['sitemap'], maxPages: 1, concurrency: 1 })
    expect(summary).toMatchObject({ result: 'budget', outcomes: { links: 1 }, due: 50_000 })
  })

  test('revisits a known page if the sitemap says that it has changed since, and no other', async () => {
    let lastmod = '2001-01-01'
    const site = await sampleSite((origin) => ({
      '/sitemap.xml': xml('urlset', [
        `<url><loc>${origin}${question}</loc><lastmod>${lastmod}</lastmod></url>`,
      ]),
    }))
    const run = () => crawlSample(store, { urls: [`${site.url}/sitemap.xml`], follow: ['sitemap'] })
    const visits: number[] = []
    for (lastmod of ['2001-01-01', '2001-01-01', '2999-01-01']) {
      await run()
      visits.push(asked(site).filter((url) => url === question).length)
    }
    expect(visits).toEqual([1, 1, 2])
  })

  test('records a reason for every page that its filters refuse, and requests it once they allow it', async () => {
    const site = await sampleSite()
    const urls = [`${site.url}/list/new_question`]
    const { summary } = await crawlSample(store, {
      urls,
      follow: ['list'],
      exclude: ['/qa/*5.html'],
    })
    expect(summary).toMatchObject({ result: 'done', due: 0 })
    expect(asked(site)).not.toContain(question)
    const refused = (await pages()).filter(({ last_outcome }) => last_outcome === 'skipped')
    expect(await pageOf(question)).toMatchObject({
      last_reason: 'crawl-scope: excluded by /qa/*5.html',
      due_at: null,
    })
    expect(new Set(refused.map(({ last_reason }) => last_reason))).toEqual(
      new Set(['crawl-scope: excluded by /qa/*5.html', 'robots']),
    )
    await crawlSample(store, { urls, follow: ['list'], revisitAfter: 0 })
    expect(await pageOf(question)).toMatchObject({ last_outcome: 'loaded' })
  })

  test('leaves pages that its filters refuse for a run with others, at no cost', async () => {
    const site = await sampleSite()
    const urls = [`${site.url}/list/new_question`]
    await crawlSample(store, { urls, follow: ['list'], maxPages: 1, concurrency: 1 })
    const before = asked(site).length
    const { summary } = await crawlSample(store, {
      urls,
      follow: ['list'],
      include: ['/list/*'],
      revisitAfter: 60,
    })
    expect(
      asked(site)
        .slice(before)
        .filter((url) => url.startsWith('/qa/')),
    ).toEqual([])
    expect(summary.outcomes['skipped']).toBeGreaterThanOrEqual(5)
    expect((await pageOf(question))?.due_at?.getTime()).toBeLessThan(Date.now())
    const again = await crawlSample(store, { urls, follow: ['list'] })
    expect(again.summary).toMatchObject({ result: 'done', questions: 5 })
  })

  test('records the robots.txt that each visit obeyed', async () => {
    let robots = 'User-agent: *\nDisallow: /nothing'
    const site = await sampleSite(() => ({ '/robots.txt': { status: 200, body: robots } }))
    const visit = async (path: string) => {
      await crawlSample(store, { urls: [site.url + path], follow: [] })
      await store.db.deleteFrom('crawl.robots').execute()
    }
    await visit('/')
    robots = 'User-agent: *\nDisallow: /qa/'
    await visit(question)
    const { rows } = await sql<{ path: string; outcome: string; rules: string }>`
      select path, outcome, convert_from(body, 'utf8') as rules
      from crawl.visit join crawl.robots_body using (robots_digest) order by visit_id
    `.execute(store.db)
    expect(rows).toEqual([
      { path: '/', outcome: 'links', rules: 'User-agent: *\nDisallow: /nothing' },
      { path: question, outcome: 'skipped', rules: robots },
    ])
  })

  test('records a page whose robots.txt is at a refused address as skipped, and leaves its host alone', async () => {
    const fetcher = {
      leadsInside: async () => false,
      fetch: async () => ({ kind: 'blocked', by: 'address-guard', detail: '10.0.0.1 is private' }) as const,
    }
    const urls = ['https://intranet.example/']
    const { summary } = await crawlSample(store, { urls, fetcher, site: null, hostGroup: null })
    expect(summary).toMatchObject({ result: 'done', exitCode: 0, outcomes: { skipped: 1 } })
    expect(summary.hosts).toMatchObject([{ state: 'ready', backoffUntil: null }])
    expect(await pageOf('/')).toMatchObject({ last_outcome: 'skipped', last_reason: 'address-guard' })
  })

  test('records links that it was not to follow, with that reason', async () => {
    const site = await sampleSite()
    await crawlSample(store, { urls: [`${site.url}/list/new_question`], follow: [] })
    expect(asked(site)).toEqual(['/list/new_question'])
    expect(await pageOf(question)).toMatchObject({ last_reason: 'crawl-scope: not followed', due_at: null })
  })

  test('rejects a record that the database would refuse, and loads the others of its slice', async () => {
    refusedId = '2000005'
    const site = await sampleSite()
    const urls = [`${site.url}/list/new_question`]
    const { summary } = await crawlSample(store, { urls, follow: ['list'] })
    expect(summary).toMatchObject({ result: 'done', questions: 4, outcomes: { loaded: 4, rejected: 1 } })
    const rejected = await store.db.selectFrom('crawl.rejected_page').select(['path', 'reason']).execute()
    expect(rejected).toEqual([{ path: question, reason: 'not-loadable' }])
    refusedId = null
    await crawlSample(store, { urls: [site.url + question], follow: [] })
    expect(await store.db.selectFrom('crawl.rejected_page').selectAll().execute()).toEqual([])
  })
})

function xml(root: string, entries: readonly string[]): SampleAnswer {
  return {
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: `<${root}>${entries.join('')}</${root}>`,
  }
}

function gzip(answer: SampleAnswer): SampleAnswer {
  return { ...answer, headers: { 'content-type': 'application/gzip' }, body: gzipSync(answer.body ?? '') }
}
