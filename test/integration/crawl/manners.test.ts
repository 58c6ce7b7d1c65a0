import type { ServerResponse } from 'node:http'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Store } from '../../../src/database/store.ts'
import type { SampleAnswer } from '../../../src/sample-site/pages.ts'
import { type SampleSite, type SampleSiteOptions, startSampleSite } from '../../../src/sample-site/server.ts'
import { emptyTables, freshStore, storeNamesOfLongTests } from '../stores.ts'
import { crawlSample } from './sample-crawl.ts'

let site: SampleSite | null = null

async function sampleSite(options: SampleSiteOptions = {}): Promise<SampleSite> {
  site = await startSampleSite({ questions: 12, ...options })
  return site
}

afterEach(async () => {
  await site?.close()
  site = null
})

const asked = ({ requests }: SampleSite): string[] => requests.map(({ url }) => url)
/** The oldest question of the sample site's default seed. */
const question = '/qa/q2000005.html'

/** What the frontier says of a page. */
async function pageOf(store: Store, path: string) {
  return await store.db
    .selectFrom('crawl.page')
    .select(['last_outcome', 'last_reason', 'tries', 'due_at'])
    .where('path', '=', path)
    .executeTakeFirstOrThrow()
}

describe.each(storeNamesOfLongTests)('a crawl on %s', (name) => {
  let store: Store
  let isNew = true
  beforeEach(async () => {
    if (isNew) store = await freshStore(name)
    else await emptyTables(store.db)
    isNew = false
  })

  test('never requests what robots.txt forbids, and records the deciding line', async () => {
    const { url, requests } = await sampleSite()
    await crawlSample(store, { urls: [`${url}/`] })
    expect(requests.map((request) => request.url)).not.toContain('/qa/q999999999.html')
    const visit = await store.db
      .selectFrom('crawl.visit')
      .select(['outcome', 'reason', 'detail'])
      .where('path', '=', '/qa/q999999999.html')
      .executeTakeFirstOrThrow()
    expect(visit).toMatchObject({
      outcome: 'skipped',
      reason: 'robots',
      detail: { detail: expect.stringMatching(/^robots\.txt, line \d+: Disallow: \/qa\/q999999999\.html$/) },
    })
  })

  test('requests robots.txt first and once, and identifies itself', async () => {
    const crawled = await sampleSite()
    await crawlSample(store, { urls: [`${crawled.url}/`] })
    expect(asked(crawled)[0]).toBe('/robots.txt')
    expect(asked(crawled).filter((path) => path === '/robots.txt')).toHaveLength(1)
    expect(new Set(crawled.requests.map(({ userAgent }) => userAgent))).toEqual(
      new Set([expect.stringMatching(/^mondo\//)]),
    )
  })

  /** By when requests left: a busy machine may be slow to take one and quick to take the next. Milliseconds. */
  async function gapsBetweenStarts(): Promise<number[]> {
    const captures = await store.db
      .selectFrom('crawl.capture')
      .select('captured_at')
      .orderBy('captured_at')
      .execute()
    const starts = captures.map(({ captured_at }) => captured_at.getTime())
    return starts.slice(1).map((start, i) => start - (starts[i] ?? 0))
  }

  test('keeps at least the gap of its rate from start to start', async () => {
    const crawled = await sampleSite({ questions: 6 })
    await crawlSample(store, {
      urls: [`${crawled.url}/`],
      rate: 25,
      random: () => 0.99,
      follow: ['list'],
      maxPages: 8,
    })
    const gaps = await gapsBetweenStarts()
    expect(gaps.length).toBe(8)
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(40)
  })

  test('keeps the Crawl-delay of robots.txt if it is longer than the gap', async () => {
    const crawled = await sampleSite({
      respond: (path) => (path === '/robots.txt' ? robots('User-agent: *\nCrawl-delay: 0.1') : undefined),
    })
    await crawlSample(store, {
      urls: [`${crawled.url}${question}`],
      rate: 1000,
      random: () => 0.99,
      follow: [],
    })
    const gaps = await gapsBetweenStarts()
    expect(gaps.length).toBe(1)
    expect(gaps[0]).toBeGreaterThanOrEqual(100)
  })

  test('parks a host that asks for a Crawl-delay over 120 s', async () => {
    const crawled = await sampleSite({
      respond: (path) => (path === '/robots.txt' ? robots('User-agent: *\nCrawl-delay: 121') : undefined),
    })
    const { summary } = await crawlSample(store, { urls: [`${crawled.url}/`] })
    expect(summary).toMatchObject({ result: 'parked', exitCode: 5, requests: 1, due: 1 })
    expect(summary.hosts).toMatchObject([{ state: 'parked', parkedReason: expect.stringContaining('121 s') }])
  })

  test('after a 429 leaves the host alone for as long as it asked, counts no retry, and exits with 5', async () => {
    const crawled = await sampleSite({
      respond: (path) => (path === question ? limited('3600') : undefined),
    })
    const before = Date.now()
    const { summary } = await crawlSample(store, { urls: [`${crawled.url}${question}`] })
    expect(summary).toMatchObject({ result: 'parked', exitCode: 5, outcomes: { retry: 1 }, due: 1 })
    expect(asked(crawled)).toEqual(['/robots.txt', question])
    const page = await pageOf(store, question)
    expect(page).toMatchObject({ last_outcome: 'retry', last_reason: 'rate-limited', tries: 0 })
    expect(page.due_at?.getTime()).toBeGreaterThanOrEqual(before + 3_600_000)

    const again = await crawlSample(store, { urls: [`${crawled.url}/`] })
    expect(again.summary).toMatchObject({ result: 'parked', exitCode: 5, requests: 0 })
    expect(asked(crawled)).toHaveLength(2)
  })

  test('after a 429 with a pause of zero continues, and loads the page', async () => {
    let limits = 3
    const crawled = await sampleSite({
      respond: (path) => {
        if (path !== question || limits === 0) return undefined
        limits -= 1
        return limited('0')
      },
    })
    const { summary } = await crawlSample(store, { urls: [`${crawled.url}${question}`], follow: [] })
    expect(summary).toMatchObject({ result: 'done', exitCode: 0, outcomes: { retry: 3, loaded: 1 } })
    expect(await pageOf(store, question)).toMatchObject({ last_outcome: 'loaded', tries: 0 })
  })

  test('disallows everything while robots.txt answers 503, and sends no other request', async () => {
    const crawled = await sampleSite({
      respond: (path) => (path === '/robots.txt' ? { status: 503 } : undefined),
    })
    const { summary } = await crawlSample(store, { urls: [`${crawled.url}/`] })
    expect(summary).toMatchObject({ result: 'parked', exitCode: 5, outcomes: { retry: 1 } })
    expect(asked(crawled)).toEqual(['/robots.txt'])
    expect(summary.hosts[0]?.parkedReason).toContain('robots.txt: HTTP status 503')
    const host = await store.db.selectFrom('crawl.host').select('backoff_step').executeTakeFirstOrThrow()
    expect(host.backoff_step).toBe(1)
  })

  test('allows everything when there is no robots.txt', async () => {
    const crawled = await sampleSite({
      respond: (path) => (path === '/robots.txt' ? { status: 404 } : undefined),
    })
    const { summary } = await crawlSample(store, { urls: [`${crawled.url}/`] })
    expect(summary).toMatchObject({ result: 'done', questions: 12 })
    expect(asked(crawled)).toContain('/qa/q999999999.html')
  })

  test('parks an unreachable host after one attempt, and says why', async () => {
    const { url, close } = await startSampleSite({ questions: 1 })
    await close()
    const { summary } = await crawlSample(store, { urls: [`${url}/`] })
    expect(summary).toMatchObject({ result: 'parked', exitCode: 5, requests: 1, due: 1 })
    expect(summary.hosts[0]?.parkedReason).toContain('ECONNREFUSED')
  })

  test('takes sixteen connections that break at one moment for one incident', async () => {
    const held: ServerResponse[] = []
    const crawled = await sampleSite({
      questions: 16,
      intercept: ({ url }, response) => {
        if (url?.startsWith('/qa/') !== true) return false
        held.push(response)
        if (held.length >= 16) for (const one of held) one.destroy()
        return true
      },
    })
    const urls = crawled.expected().map(({ questionId }) => `${crawled.url}/qa/q${questionId}.html`)
    const { summary } = await crawlSample(store, { urls, follow: [], concurrency: 16 })
    expect(summary).toMatchObject({ result: 'parked', exitCode: 5, outcomes: { retry: 16 } })
    const host = await store.db.selectFrom('crawl.host').select('backoff_step').executeTakeFirstOrThrow()
    expect(host.backoff_step).toBe(1)
  })

  test('retries a server error four times, then records the page as failed', async () => {
    const crawled = await sampleSite({ respond: (path) => (path === question ? { status: 500 } : undefined) })
    const urls = [`${crawled.url}${question}`]
    const { summary } = await crawlSample(store, { urls, follow: [], random: () => 0 })
    expect(summary).toMatchObject({ result: 'done', outcomes: { retry: 4, failed: 1 } })
    expect(await pageOf(store, question)).toMatchObject({
      last_outcome: 'failed',
      last_reason: 'http-500',
    })
  })

  test('stops a host when most of its pages are rejected, with everything archived', async () => {
    const crawled = await sampleSite({
      questions: 60,
      respond: (path) => (path.startsWith('/qa/') ? emptyPage : undefined),
    })
    const { summary } = await crawlSample(store, { urls: [`${crawled.url}/`], concurrency: 1 })
    expect(summary).toMatchObject({ result: 'gate', exitCode: 4, outcomes: { rejected: 20 } })
    expect(summary.due).toBeGreaterThan(30)
    const { rows } = await sql<{ archived: number }>`
      select count(*)::int as archived from crawl.rejected_page join crawl.capture using (capture_id)
    `.execute(store.db)
    expect(rows).toEqual([{ archived: 20 }])
  })

  test('ends when its page budget is used up, and resumes from there', async () => {
    const crawled = await sampleSite({ questions: 30 })
    const urls = [`${crawled.url}/`]
    const first = await crawlSample(store, { urls, maxPages: 10 })
    expect(first.summary).toMatchObject({ result: 'budget', exitCode: 0 })
    expect(crawled.requests).toHaveLength(11)
    expect(first.summary.due).toBeGreaterThan(0)
    const second = await crawlSample(store, { urls })
    expect(second.summary).toMatchObject({ result: 'done', questions: 30, due: 0 })
  })

  test('finds every question through the sitemap that robots.txt names', async () => {
    const crawled = await sampleSite()
    const { summary } = await crawlSample(store, { urls: [`${crawled.url}/`], follow: ['sitemap'] })
    expect(asked(crawled).slice(0, 3)).toEqual(['/robots.txt', '/', '/sitemap.xml'])
    expect(summary).toMatchObject({ result: 'done', questions: 12, outcomes: { links: 2, loaded: 12 } })
  })

  test('ends when its time is up, and says what is still due', async () => {
    const crawled = await sampleSite()
    const { summary } = await crawlSample(store, { urls: [`${crawled.url}/`], maxTime: 0.001, rate: 0.5 })
    expect(summary).toMatchObject({ result: 'budget', exitCode: 0, questions: 0 })
    expect(summary.due).toBeGreaterThan(0)
  })

  test('marks a question as gone with its page, and restores it with its page', async () => {
    let isGone = false
    const crawled = await sampleSite({
      respond: (path) => (path === question && isGone ? { status: 404 } : undefined),
    })
    const again = { urls: [crawled.url + question], follow: [], revisitAfter: 0 }
    const counted: number[] = []
    for (isGone of [false, true, false]) counted.push((await crawlSample(store, again)).summary.questions)
    expect(counted).toEqual([1, 0, 1])
  })

  test('follows no links with --follow none', async () => {
    const crawled = await sampleSite()
    await crawlSample(store, { urls: [`${crawled.url}${question}`], follow: [] })
    expect(asked(crawled)).toEqual(['/robots.txt', question])
  })
})

const robots = (body: string): SampleAnswer => ({
  status: 200,
  headers: { 'content-type': 'text/plain' },
  body,
})
const limited = (retryAfter: string): SampleAnswer => ({
  status: 429,
  headers: { 'retry-after': retryAfter },
})
const emptyPage: SampleAnswer = { status: 200, headers: { 'content-type': 'text/html' }, body: '' }
