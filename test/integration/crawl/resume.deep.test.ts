/** What must not stop a crawl from going on, and what must. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { pageStateStore } from '../../../src/crawl/frontier/page-state.ts'
import type { Store } from '../../../src/database/store.ts'
import { markQuestionsGone } from '../../../src/load/mark-questions-gone.ts'
import type { QuestionPage } from '../../../src/model/question-page.ts'
import { type SampleSite, type SampleSiteOptions, startSampleSite } from '../../../src/sample-site/server.ts'
import { emptyTables, freshStore, storeNames } from '../stores.ts'
import { crawlSample } from './sample-crawl.ts'

const sites: SampleSite[] = []

async function sampleSite(options: SampleSiteOptions = {}): Promise<SampleSite> {
  const site = await startSampleSite({ questions: 12, ...options })
  sites.push(site)
  return site
}

afterEach(async () => {
  await Promise.all(sites.splice(0).map((site) => site.close()))
})

const answersOf = (pages: readonly QuestionPage[]): number =>
  pages.reduce((sum, { answers }) => sum + answers.length, 0)

describe.each(storeNames)('a crawl on %s', (name) => {
  let store: Store
  let isNew = true
  beforeEach(async () => {
    if (isNew) store = await freshStore(name)
    else await emptyTables(store.db)
    isNew = false
  })

  test('continues under another host group with the pages of the first', async () => {
    const { url } = await sampleSite()
    const urls = [`${url}/list/new_question`]
    await crawlSample(store, { urls, site: null, hostGroup: 'one', maxPages: 3 })
    const second = await crawlSample(store, { urls, site: null, hostGroup: 'other' })
    expect(second.summary).toMatchObject({ result: 'done', questions: 12, due: 0 })
  })

  test('continues at the site’s new origin, even for pages that are not seeds', async () => {
    const first = await sampleSite()
    await crawlSample(store, {
      urls: [`${first.url}/list/new_question`],
      site: null,
      hostGroup: null,
      maxPages: 3,
    })
    const moved = await sampleSite()
    const urls = [`${moved.url}/list/new_question`]
    const second = await crawlSample(store, { urls, site: null, hostGroup: null })
    expect(second.summary).toMatchObject({ result: 'done', questions: 12, due: 0 })
    expect(moved.requests.length).toBeGreaterThan(12)
  })

  test('skips a link that is too long for a key', async () => {
    const endless = `<a href="/list/x?q=${'a'.repeat(8_000)}">x</a><a href="/list/y">y</a>`
    const respond = (path: string) =>
      path === '/list/start'
        ? { status: 200, headers: { 'content-type': 'text/html' }, body: endless }
        : undefined
    const { url, requests } = await sampleSite({ respond })
    const { summary } = await crawlSample(store, { urls: [`${url}/list/start`] })
    expect(summary.result).toBe('done')
    expect(requests.map((request) => request.url)).toContain('/list/y')
  })

  test('counts neither a question that is gone nor its answers', async () => {
    const { url, expected } = await sampleSite()
    const urls = [`${url}/list/new_question`]
    const { summary } = await crawlSample(store, { urls })
    const all = expected()
    expect(summary).toMatchObject({ questions: 12, answers: answersOf(all) })
    const dropped = all.find(({ answers }) => answers.length > 0)
    if (dropped === undefined) throw new Error('no question has an answer')
    const { site, questionId } = dropped
    await store.db
      .transaction()
      .execute((trx) =>
        markQuestionsGone(trx, [{ site, questionId, capturedAt: new Date() }], pageStateStore),
      )
    const again = await crawlSample(store, { urls })
    const left = all.filter((page) => page !== dropped)
    expect(again.summary).toMatchObject({ questions: 11, answers: answersOf(left) })
  })

  test('stops a host whose question pages no longer show a question, and says so', async () => {
    const shell = '<html><body><div id="app"></div><p>読み込んでいます。</p></body></html>'
    const respond = (path: string) =>
      path.startsWith('/qa/')
        ? { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: shell }
        : undefined
    const { url } = await sampleSite({ questions: 60, respond })
    const { summary } = await crawlSample(store, { urls: [`${url}/list/new_question`] })
    expect(summary).toMatchObject({ result: 'gate', exitCode: 4, questions: 0 })
    expect(summary.outcomes['not-a-question']).toBeLessThan(60)
  })
})
