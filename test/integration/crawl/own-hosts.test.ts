/** A crawl of private hosts: what redirects of a public host beside them, and of the hosts themselves, lead to. */
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { systemClock } from '../../../src/app/system-clock.ts'
import type { Store } from '../../../src/database/store.ts'
import { type CrawlClient, Fetcher } from '../../../src/fetch/fetcher.ts'
import type { SampleAnswer } from '../../../src/sample-site/pages.ts'
import { type SampleSite, startSampleSite } from '../../../src/sample-site/server.ts'
import { emptyTables, freshStore } from '../stores.ts'
import { crawlSample } from './sample-crawl.ts'

const inside = '/qa/q2000005.html'
const start = '/qa/q1000001.html'
const page = (head: string): SampleAnswer => ({
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: `<!doctype html><title>Moved</title>${head}<p>moved`,
})
const to = (location: string): SampleAnswer => ({ status: 302, headers: { location } })

describe('a crawl of private hosts', () => {
  const sites: SampleSite[] = []
  let store: Store
  beforeAll(async () => {
    store = await freshStore('pglite')
  })
  beforeEach(() => emptyTables(store.db))
  afterEach(async () => {
    for (const site of sites.splice(0)) await site.close()
  })

  async function sampleSite(respond: (path: string) => SampleAnswer | undefined = () => undefined) {
    const site = await startSampleSite({ questions: 5, respond })
    sites.push(site)
    return site
  }
  const asked = (site: SampleSite) => site.requests.map(({ url }) => url)
  const visits = async () =>
    await store.db.selectFrom('crawl.visit').select(['path', 'outcome', 'reason', 'detail']).execute()

  /** Every name is at 127.0.0.1, and what public.example sends counts as sent from a public address. */
  async function crawlBeside(urls: readonly string[], hostGroup: string | null): Promise<void> {
    const client = new Fetcher({
      userAgent: 'mondo/0',
      allowPrivate: true,
      clock: systemClock,
      lookup: (_hostname, _options, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]),
    })
    const fetcher: CrawlClient = {
      leadsInside: (from, to) => client.leadsInside(from, to),
      async fetch(url, options) {
        const result = await client.fetch(url, options)
        if (result.kind !== 'captured' || new URL(url).hostname !== 'public.example') return result
        return { ...result, capture: { ...result.capture, ipAddress: '8.8.8.8' } }
      },
    }
    try {
      await crawlSample(store, { urls, follow: [], site: null, hostGroup, fetcher })
    } finally {
      await client.close()
    }
  }

  test.each([null, 'together'])(
    'a public host cannot redirect to a private seed (host group %s)',
    async (group) => {
      const own = await sampleSite()
      const outside = await sampleSite((path) => (path === start ? to(own.url + inside) : undefined))
      const outsideUrl = outside.url.replace('127.0.0.1', 'public.example')
      await crawlBeside([outsideUrl + start, `${own.url}/qa/q1000002.html`], group)
      expect(asked(outside)).toEqual(['/robots.txt', start])
      expect(asked(own)).not.toContain(inside)
      expect(await visits()).toContainEqual({
        path: start,
        outcome: 'redirected',
        reason: own.url + inside,
        detail: {
          kind: 'redirected',
          to: own.url + inside,
          detail: 'from a public host to a private address',
        },
      })
    },
  )

  test.each([null, 'together'])(
    'nor to a private seed by its name, which must be looked up first (host group %s)',
    async (group) => {
      const own = await sampleSite()
      const ownUrl = own.url.replace('127.0.0.1', 'intranet.example')
      const outside = await sampleSite((path) => (path === start ? to(ownUrl + inside) : undefined))
      const outsideUrl = outside.url.replace('127.0.0.1', 'public.example')
      await crawlBeside([outsideUrl + start, `${ownUrl}/qa/q1000002.html`], group)
      expect(asked(outside)).toEqual(['/robots.txt', start])
      expect(asked(own)).toContain('/qa/q1000002.html')
      expect(asked(own)).not.toContain(inside)
    },
  )

  test.each<[string, (target: string) => SampleAnswer]>([
    ['a meta refresh', (target) => page(`<meta http-equiv="refresh" content="0; url='${target}'">`)],
    [
      'a Refresh header',
      (target) => ({ ...page(''), headers: { ...page('').headers, refresh: `0;url=${target}` } }),
    ],
  ])('%s of a public host cannot lead to a private seed either', async (_, refreshing) => {
    const own = await sampleSite()
    const outside = await sampleSite((path) => (path === start ? refreshing(own.url + inside) : undefined))
    const outsideUrl = outside.url.replace('127.0.0.1', 'public.example')
    await crawlBeside([outsideUrl + start, `${own.url}/qa/q1000002.html`], 'together')
    expect(asked(outside)).toEqual(['/robots.txt', start])
    expect(asked(own)).not.toContain(inside)
    expect(await visits()).toContainEqual(
      expect.objectContaining({
        path: start,
        outcome: 'redirected',
        detail: expect.objectContaining({ detail: 'from a public host to a private address' }),
      }),
    )
  })

  test('its robots.txt cannot either', async () => {
    const own = await sampleSite()
    const outside = await sampleSite((path) =>
      path === '/robots.txt' ? to(`${own.url}/robots.txt?of=another`) : undefined,
    )
    const outsideUrl = outside.url.replace('127.0.0.1', 'public.example')
    await crawlBeside([outsideUrl + start, `${own.url}/qa/q1000002.html`], null)
    expect(asked(outside)).toEqual(['/robots.txt'])
    expect(asked(own)).not.toContain('/robots.txt?of=another')
    expect(await visits()).toContainEqual(
      expect.objectContaining({ path: start, outcome: 'skipped', reason: 'address-guard' }),
    )
  })

  test('a private seed leads to no cloud metadata, and to its own other ports', async () => {
    const rules = await sampleSite()
    const evil = await sampleSite((path) =>
      path === '/robots.txt' ? to('http://169.254.169.254/latest/meta-data/') : undefined,
    )
    const moved = await sampleSite((path) =>
      path === '/robots.txt' ? to(`${rules.url}/robots.txt`) : undefined,
    )
    await crawlSample(store, {
      urls: [`${evil.url}/qa/q1000002.html`, moved.url + start],
      follow: [],
      site: null,
      hostGroup: null,
    })
    expect(asked(evil)).toEqual(['/robots.txt'])
    expect(asked(rules)).toEqual(['/robots.txt'])
    expect(asked(moved)).toEqual(['/robots.txt', start])
  })
})
