/** The library's `crawl()`: its options, how it is stopped, watched and connected, and what it resolves with. */
import { Agent } from 'undici'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { crawl as crawlAtOnce } from '../../../src/app/open-crawl.ts'
import type { CrawlProgress, EndedExchange } from '../../../src/crawl/observer.ts'
import { openStore } from '../../../src/database/store.ts'
import { type CrawlSettings, crawl } from '../../../src/index.ts'
import { type SampleSite, startSampleSite } from '../../../src/sample-site/server.ts'
import { freshUrl } from '../stores.ts'
import { temporaryFolder } from './sample-crawl.ts'

let site: SampleSite

beforeAll(async () => {
  site = await startSampleSite({ questions: 8 })
})
afterAll(() => site.close())

async function settingsOf(
  more: Partial<CrawlSettings> = {},
): Promise<CrawlSettings & { readonly db: string }> {
  const data = await temporaryFolder()
  const own = { urls: [`${site.url}/list/new_question`], site: 'sample', allowPrivate: true, check: false }
  // A database on the server opens in a second; the first test crawls into the embedded one.
  const db = more.db ?? (await freshUrl('postgres 15'))
  return { ...own, rate: 'unlimited', ...more, data, db }
}

const keys = [
  'runId',
  'result',
  'exitCode',
  'requests',
  'bytes',
  'seconds',
  'pace',
  'statuses',
  'outcomes',
  'questions',
  'answers',
  'due',
  'hosts',
  'failedChecks',
].toSorted()

describe('crawl()', () => {
  test('takes the flags in camelCase, and resolves with the object of crawl --json', async () => {
    const settings = await settingsOf({
      follow: ['related', 'list'],
      concurrency: 2,
      maxTime: 60,
      check: true,
      db: await freshUrl('pglite'),
    })
    const summary = await crawl(settings)
    expect(Object.keys(summary).toSorted()).toEqual(keys)
    expect(summary).toMatchObject({ result: 'done', exitCode: 0, questions: 8, runId: expect.any(String) })
    const { db, close } = await openStore(settings.db)
    const questions = await db.selectFrom('qa.question').select('question_id').execute()
    const runs = await db.selectFrom('crawl.run').select(['options', 'result']).execute()
    await close()
    expect(questions).toHaveLength(8)
    expect(runs).toMatchObject([{ result: 'done', options: { maxTime: 60, follow: ['related', 'list'] } }])
  })

  test('crawls an array of ids and nothing else', async () => {
    const [one, two] = site.expected()
    const ids = [Number(one?.questionId), Number(two?.questionId)]
    const urls = [`${site.url}/qa/q{id}.html`]
    const summary = await crawl(await settingsOf({ urls, ids, follow: [] }))
    expect(summary).toMatchObject({ result: 'done', questions: 2, outcomes: { loaded: 2 } })
  })

  test('reports to the log and the observer while it works', async () => {
    const progress: CrawlProgress[] = []
    const exchanges: EndedExchange[] = []
    const lines: string[] = []
    const note = (_: object, text: string) => void lines.push(text)
    const summary = await crawl(await settingsOf(), {
      log: { debug: note, info: note, warn: note },
      observer: {
        progressed: (totals) => void progress.push(totals),
        exchanged: (exchange) => void exchanges.push(exchange),
      },
    })
    const visits = Object.values(summary.outcomes).reduce((sum, count) => sum + count, 0)
    expect(progress.at(-1)).toMatchObject({
      visited: visits,
      requests: summary.requests,
      bytes: summary.bytes,
    })
    // robots.txt is an exchange and belongs to no page alone.
    expect(exchanges).toHaveLength(summary.requests)
    expect(lines).toContain('visited')
  })

  test('sends every request over the given dispatcher, and leaves it open', async () => {
    let dispatched = 0
    const dispatcher = new Agent().compose((dispatch) => (options, handler) => {
      dispatched += 1
      return dispatch(options, handler)
    })
    try {
      const summary = await crawl(await settingsOf(), { dispatcher })
      expect(summary).toMatchObject({ result: 'done', questions: 8 })
      expect(dispatched).toBe(summary.requests)
    } finally {
      await dispatcher.close()
    }
  })

  test('refuses a public host without a contact before it opens anything', async () => {
    await expect(crawl({ urls: ['https://okwave.jp/'], data: '/nowhere' })).rejects.toMatchObject({
      code: 'usage',
    })
  })
})

describe('a signal', () => {
  test('aborted before the start, makes no request and opens nothing', async () => {
    const before = site.requests.length
    const handles = { signal: AbortSignal.abort() }
    const summary = await crawl(
      { ...(await settingsOf()), data: '/nowhere', db: 'pglite:/nowhere/db' },
      handles,
    )
    expect(summary).toMatchObject({ runId: null, result: 'stopped', exitCode: 130, requests: 0, hosts: [] })
    expect(Object.keys(summary).toSorted()).toEqual(keys)
    expect(site.requests).toHaveLength(before)
  })

  test('aborted while the database opens, ends the run without a request', async () => {
    const before = site.requests.length
    const stop = new AbortController()
    // The face loads the crawler first, and an abort until then is one before the start.
    const running = crawlAtOnce(await settingsOf(), { signal: stop.signal })
    stop.abort(new Error('the caller lost interest'))
    expect(await running).toMatchObject({
      runId: expect.any(String),
      result: 'stopped',
      exitCode: 130,
      requests: 0,
    })
    expect(site.requests).toHaveLength(before)
  })

  test.each(['exchanged', 'visited', 'hostIs', 'committed'] as const)(
    'aborted at the first %s, stops cleanly; the next run completes the crawl',
    async (event) => {
      const settings = await settingsOf({ rate: 100 })
      const stop = new AbortController()
      const observer = { [event]: () => stop.abort() }
      expect(await crawl(settings, { signal: stop.signal, observer })).toMatchObject({
        result: 'stopped',
        exitCode: 130,
      })
      expect(await crawl(settings)).toMatchObject({ result: 'done', exitCode: 0, questions: 8 })
    },
  )

  test('aborted while ids enter the frontier, stops cleanly', async () => {
    const urls = [`${site.url}/qa/q{id}.html`]
    const settings = await settingsOf({ urls, ids: { first: 1, last: 100_000 }, follow: [] })
    const stop = new AbortController()
    const observer = { exchanged: () => stop.abort() }
    expect(await crawl(settings, { signal: stop.signal, observer })).toMatchObject({ exitCode: 130 })
  })

  test('aborted after the end, changes nothing', async () => {
    const stop = new AbortController()
    const summary = await crawl(await settingsOf(), { signal: stop.signal })
    stop.abort()
    expect(summary).toMatchObject({ result: 'done', exitCode: 0 })
  })
})
