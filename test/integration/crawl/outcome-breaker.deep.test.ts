/** The outcome breaker in a crawl: a site that refuses everything, or has lost everything, is not reported as done. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CrawlOptions } from '../../../src/crawl/options.ts'
import type { Store } from '../../../src/database/store.ts'
import type { SampleAnswer } from '../../../src/sample-site/pages.ts'
import { type SampleSite, startSampleSite } from '../../../src/sample-site/server.ts'
import { samplePaths } from '../../../src/sample-site/special-pages.ts'
import { emptyTables, freshStore, storeNames } from '../stores.ts'
import { crawlSample } from './sample-crawl.ts'

const html = (body: string): SampleAnswer => ({
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body,
})
const status = (code: number): SampleAnswer => ({ status: code, body: 'no' })
const moved = (location: string): SampleAnswer => ({ status: 302, headers: { location } })
const loginPage = html(
  '<!DOCTYPE html><html lang="ja"><head><title>ログイン | OKWAVE</title></head><body><h1>ログイン</h1><p>このQ&amp;Aを閲覧するにはログインが必要です。</p></body></html>',
)

/** What the site answers to a request for a question page instead of the page. */
type Wall = (path: string) => SampleAnswer | undefined

const refusals: readonly (readonly [name: string, wall: Wall, words: string])[] = [
  ['403', () => status(403), '20 of 20 recent question pages answered 403'],
  ['500', () => status(500), '20 of 20 recent question pages answered 500'],
  ['a login page with status 200', () => loginPage, '20 of 20 recent question pages showed a login page'],
  [
    'a redirect to one page, whatever its query',
    (path) => moved(`/login?next=${encodeURIComponent(path)}`),
    '20 of 20 recent question pages redirected to /login',
  ],
]

const vanishing: readonly (readonly [name: string, wall: Wall, words: string])[] = [
  ['404', () => status(404), 'answered 404'],
  [
    'a page that says so with status 200',
    () =>
      html(
        '<html><head><title>ページが見つかりません</title></head><body><h1>ページが見つかりません</h1></body></html>',
      ),
    'said that there is no such page',
  ],
]

describe.each(storeNames)('the outcome breaker on %s', { timeout: 180_000 }, (name) => {
  let store: Store
  let site: SampleSite
  let wall: Wall | null = null
  let isNew = true
  let wallIsEverywhere = false
  beforeEach(async () => {
    if (isNew) store = await freshStore(name)
    else await emptyTables(store.db)
    isNew = false
    wall = null
    wallIsEverywhere = false
    site = await startSampleSite({
      questions: 60,
      respond: (path) => {
        if (path.startsWith('/login')) return loginPage
        return path.startsWith('/qa/') || (wallIsEverywhere && path !== '/robots.txt')
          ? wall?.(path)
          : undefined
      },
    })
  })
  afterEach(async () => {
    await site.close()
  })

  const crawlOnce = async (options: Partial<CrawlOptions> = {}) =>
    (
      await crawlSample(store, {
        urls: [`${site.url}/list/new_question`],
        concurrency: 1,
        revisitAfter: 0,
        // Retries are due at once.
        random: () => 0,
        ...options,
      })
    ).summary

  const asked = () => site.requests.filter(({ url }) => url.startsWith('/qa/')).length
  /** Without the one page that never was there. */
  const questionsAsked = () =>
    site.requests.filter(({ url }) => url.startsWith('/qa/') && url !== samplePaths.gone).length

  /** All that analysts see of questions and answers. */
  const rows = async () => [
    await store.db.selectFrom('qa.question').selectAll().orderBy('question_id').execute(),
    await store.db.selectFrom('qa.answer').selectAll().orderBy('question_id').orderBy('answer_key').execute(),
    await store.db.selectFrom('qa.question_version').selectAll().execute(),
  ]

  test.each(refusals)(
    'stops a host that answers %s, keeps all as it was, and goes on by itself',
    async (_, with_, words) => {
      await crawlOnce()
      const before = await rows()
      wall = with_
      const from = asked()
      const refused = await crawlOnce()
      expect(refused).toMatchObject({ result: 'parked', exitCode: 5, questions: 60 })
      expect(refused.hosts[0]?.parkedReason).toContain(words)
      expect(asked() - from).toBe(20)
      expect(await rows()).toEqual(before)
      // Of those that were asked for too.
      expect(refused.due).toBeGreaterThanOrEqual(60)

      const again = await crawlOnce()
      expect(again).toMatchObject({ result: 'parked', exitCode: 5, questions: 60 })
      expect(again.hosts[0]?.parkedReason).toContain(words.replaceAll('20', '5'))
      expect(asked() - from).toBe(25)

      wall = null
      const mended = await crawlOnce()
      expect(mended).toMatchObject({ result: 'done', exitCode: 0, questions: 60 })
      expect(mended.hosts[0]?.gate).toBeNull()
      expect(asked() - from).toBe(25 + 61)
    },
  )

  test('stops a host without a past after 20 refusals of 20', async () => {
    wall = () => status(403)
    const summary = await crawlOnce()
    expect(summary).toMatchObject({ result: 'parked', exitCode: 5, questions: 0 })
    expect(asked()).toBe(20)
    wall = null
    expect(await crawlOnce()).toMatchObject({ result: 'done', questions: 60 })
  })

  test.each(vanishing)('stops a host whose questions have vanished: %s', async (_, with_, words) => {
    await crawlOnce()
    const before = await rows()
    wall = with_
    const from = questionsAsked()
    const gone = await crawlOnce()
    expect(gone).toMatchObject({ result: 'gate', exitCode: 4, questions: 60 })
    expect(gone.hosts[0]?.parkedReason).toContain(`20 of 20 recent question pages ${words}`)
    expect(questionsAsked() - from).toBe(20)
    expect(await rows()).toEqual(before)
    expect(await crawlOnce()).toMatchObject({ result: 'gate', exitCode: 4, questions: 60 })
    expect(questionsAsked() - from).toBe(25)

    wall = null
    expect(await crawlOnce()).toMatchObject({ result: 'done', questions: 60 })
    expect(await rows()).toEqual(before)
  })

  test('marks what is gone when a person says that it is', async () => {
    await crawlOnce()
    wall = () => status(404)
    await crawlOnce()
    expect(await crawlOnce({ acceptLayout: true })).toMatchObject({ result: 'done', questions: 0 })
  })

  test('takes three of sixty that are gone, and one of them refused, for normal', async () => {
    await crawlOnce()
    const paths = site.expected().map(({ questionId }) => `/qa/q${questionId}.html`)
    const away = new Set([paths[3], paths[20], paths[41]])
    wall = (path) => (away.has(path) ? status(404) : path === paths[50] ? status(403) : undefined)
    expect(await crawlOnce()).toMatchObject({ result: 'done', exitCode: 0, questions: 57 })
  })

  test('takes the 404s of ids that were never loaded for normal', async () => {
    const ids = { first: 1, last: 60, template: `${site.url}/qa/q{id}.html` }
    const summary = await crawlOnce({ urls: [], ids })
    expect(summary).toMatchObject({ result: 'done', exitCode: 0, outcomes: { gone: 60 } })
  })

  test.each([
    ['403', () => status(403), '1 of 1 recent pages answered 403'],
    ['500', () => status(500), '1 of 1 recent pages answered 500'],
    ['a login page', () => loginPage, '1 of 1 recent pages showed a login page'],
    [
      'a redirect to one page that says nothing',
      (path: string) =>
        path.startsWith('/welcome') ? html('<h1>ようこそ</h1>') : moved(`/welcome?next=${path}`),
      '1 of 1 recent pages redirected to /welcome',
    ],
  ])(
    'stops a host that answers %s to everything, including its list, and later continues by itself',
    async (_, with_, words) => {
      wall = with_
      wallIsEverywhere = true
      const refused = await crawlOnce()
      expect(refused).toMatchObject({ result: 'parked', exitCode: 5, questions: 0 })
      expect(refused.hosts[0]?.parkedReason).toContain(words)
      expect(await crawlOnce()).toMatchObject({ result: 'parked', exitCode: 5 })
      wallIsEverywhere = false
      wall = null
      const mended = await crawlOnce()
      expect(mended).toMatchObject({ result: 'done', exitCode: 0, questions: 60 })
      expect(mended.hosts[0]?.gate).toBeNull()
      // The same with a past.
      wall = with_
      wallIsEverywhere = true
      expect(await crawlOnce({ revisitAfter: null })).toMatchObject({ result: 'parked', questions: 60 })
      wallIsEverywhere = false
      wall = null
      expect((await crawlOnce({ revisitAfter: null })).hosts[0]?.gate).toBeNull()
    },
  )

  test('counts pages, not tries: four pages that always answer 500 count as four', async () => {
    const paths = site.expected().map(({ questionId }) => `/qa/q${questionId}.html`)
    const broken = new Set([paths[3], paths[20], paths[41], paths[50]])
    wall = (path) => (broken.has(path) ? status(500) : undefined)
    const summary = await crawlOnce({ revisitAfter: null })
    expect(summary).toMatchObject({ result: 'done', exitCode: 0, questions: 56 })
    expect(summary.outcomes).toMatchObject({ retry: 16, failed: 4 })
  })

  test('says so too of a site that is smaller than the window', async () => {
    const small = await startSampleSite({
      questions: 12,
      respond: (path) => (path.startsWith('/qa/') ? wall?.(path) : undefined),
    })
    try {
      const urls = [`${small.url}/list/new_question`]
      wall = () => status(403)
      expect(await crawlOnce({ urls })).toMatchObject({ result: 'parked', exitCode: 5 })
      wall = null
      expect(await crawlOnce({ urls })).toMatchObject({ result: 'done', questions: 12 })
      wall = () => status(404)
      expect(await crawlOnce({ urls })).toMatchObject({ result: 'gate', exitCode: 4, questions: 12 })
      wall = null
      expect(await crawlOnce({ urls })).toMatchObject({ result: 'done', questions: 12 })
    } finally {
      await small.close()
    }
  })
})
