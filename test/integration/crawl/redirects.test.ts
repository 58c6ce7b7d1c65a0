import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Store } from '../../../src/database/store.ts'
import type { SampleAnswer } from '../../../src/sample-site/pages.ts'
import { type SampleSite, startSampleSite } from '../../../src/sample-site/server.ts'
import { emptyTables, freshStore } from '../stores.ts'
import { crawlSample } from './sample-crawl.ts'

const target = '/qa/q2000005.html'
const start = '/qa/q1000001.html'
const to = (location: string): SampleAnswer => ({ status: 302, headers: { location } })

// What a redirect means does not depend on the store.
describe('a redirect', () => {
  const sites: SampleSite[] = []
  let store: Store
  beforeAll(async () => {
    store = await freshStore('pglite')
  })
  beforeEach(() => emptyTables(store.db))
  afterEach(async () => {
    for (const site of sites.splice(0)) await site.close()
  })

  async function sampleSite(redirects: Readonly<Record<string, string>>): Promise<SampleSite> {
    const respond = (path: string) => {
      const location = redirects[path]
      return location === undefined ? undefined : to(location)
    }
    const site = await startSampleSite({ questions: 5, respond })
    sites.push(site)
    return site
  }
  const outcomes = async () =>
    await store.db
      .selectFrom('crawl.visit')
      .select(['path', 'outcome', 'reason', 'requests'])
      .orderBy('visit_id')
      .execute()
  const asked = (site: SampleSite) => site.requests.map(({ url }) => url)

  test('within the host is followed: two visits, and the record belongs to the target', async () => {
    const site = await sampleSite({ [start]: target })
    const { summary } = await crawlSample(store, { urls: [site.url + start], follow: [] })
    expect(asked(site)).toEqual(['/robots.txt', start, target])
    expect(await outcomes()).toEqual([
      { path: start, outcome: 'redirected', reason: site.url + target, requests: 2 },
      { path: target, outcome: 'loaded', reason: null, requests: 1 },
    ])
    expect(summary).toMatchObject({ result: 'done', questions: 1 })
  })

  test('to a page that robots.txt forbids ends there', async () => {
    const forbidden = '/qa/q999999999.html'
    const site = await sampleSite({ [start]: forbidden })
    await crawlSample(store, { urls: [site.url + start], follow: [] })
    expect(asked(site)).toEqual(['/robots.txt', start])
    expect(await outcomes()).toMatchObject([
      { outcome: 'redirected' },
      { path: forbidden, outcome: 'skipped' },
    ])
  })

  test('to a host outside the crawl is not followed', async () => {
    const other = await sampleSite({})
    const site = await sampleSite({ [start]: other.url + target })
    await crawlSample(store, { urls: [site.url + start], follow: [], site: null })
    expect(asked(other)).toEqual([])
    expect(await outcomes()).toMatchObject([{ outcome: 'redirected', reason: other.url + target }])
  })

  test('to another host of the crawl becomes a page of that host’s group', async () => {
    const other = await sampleSite({})
    const site = await sampleSite({ [start]: other.url + target })
    const urls = [site.url + start, `${other.url}/list/new_question`]
    await crawlSample(store, { urls, follow: [], site: null, hostGroup: null })
    expect(asked(other)).toContain(target)
    expect(asked(other)[0]).toBe('/robots.txt')
  })

  test('that never ends is given up after five hops', async () => {
    const loop = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`/r/${i}`, `/r/${i + 1}`]))
    const site = await sampleSite(loop)
    await crawlSample(store, { urls: [`${site.url}/r/0`], follow: [] })
    expect(asked(site)).toEqual(['/robots.txt', '/r/0', '/r/1', '/r/2', '/r/3', '/r/4', '/r/5'])
    expect((await outcomes()).at(-1)).toMatchObject({ outcome: 'failed', reason: 'redirect-loop' })
  })

  test('to itself is given up too', async () => {
    const site = await sampleSite({ '/r': '/r' })
    await crawlSample(store, { urls: [`${site.url}/r`], follow: [] })
    expect(await outcomes()).toEqual([
      { path: '/r', outcome: 'failed', reason: 'redirect-loop', requests: 7 },
    ])
  })

  test('without a target is a failure of the page', async () => {
    const site = await sampleSite({ '/r': 'javascript:alert(1)' })
    await crawlSample(store, { urls: [`${site.url}/r`], follow: [] })
    expect(await outcomes()).toMatchObject([{ outcome: 'failed', reason: 'bad-redirect' }])
  })
})
