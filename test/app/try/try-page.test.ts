/** `mondo try`: a page, and what a crawl would do with its links. The page is invented. */
import { describe, expect, test } from 'vitest'
import { triedPage } from '../../../src/app/try/try-page.ts'
import { type CrawlOptions, crawlOptionsSchema } from '../../../src/crawl/options.ts'
import { bundledSites } from '../../../src/parse/site/sites.ts'
import { answeringHost, redirectTo } from '../../crawl/politeness/answering-host.ts'

const url = 'https://okwave.jp/qa/q9900999.html'
const html = `<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"><title>窓の結露</title></head><body>
<p>締切済み</p><h1>窓の結露が止まりません</h1><div>毎朝拭いています。</div>
<ul><li>住まい</li><li>回答数1</li></ul><h2>みんなの回答</h2>
<section><p>mado_3</p><p>ベストアンサー率50% (1/2)</p><h3>回答No.1</h3><div>換気をしてください。</div></section>
<h2>関連するQ&amp;A</h2><ul><li><a href="/qa/q1.html">結露</a></li><li><a href="/qa/q1.html#a">結露</a></li>
<li><a href="/qa/q2.html">窓</a></li></ul></body></html>`
const page = {
  body: Buffer.from(html),
  headers: [['Content-Type', 'text/html; charset=utf-8']] as [string, string][],
}

async function tried(
  asked: string,
  answers: Parameters<typeof answeringHost>[0],
  { settings = {}, ...how }: Parameters<typeof answeringHost>[1] & { settings?: object } = {},
) {
  const options = crawlOptionsSchema.parse({ urls: [asked], maxPages: null, ...settings }) as CrawlOptions
  const { deps } = answeringHost(answers, how)
  return await triedPage(asked, options, bundledSites, deps as never)
}

test('a question is shown with its record, its links and what decides on each', async () => {
  const robots = 'User-agent: *\nDisallow: /qa/q2'
  const found = await tried(`${url}#answer`, { [url]: page }, { robots })
  expect(found).toMatchObject({
    ...{ url, status: 200, contentType: 'text/html; charset=utf-8', bytes: Buffer.byteLength(html) },
    ...{ failure: null, redirects: [], robots: { allowed: true, line: null, rule: null } },
    ...{ outcome: { kind: 'question', page: { title: '窓の結露が止まりません' } }, encoding: 'utf-8' },
  })
  expect(found.parserVersion).toMatch(/okwave/)
  expect(found.links).toEqual(
    expect.arrayContaining([
      {
        url: 'https://okwave.jp/qa/q1.html',
        kind: 'question',
        followed: true,
        refused: null,
        robots: { allowed: true, line: null, rule: null },
      },
      {
        url: 'https://okwave.jp/qa/q2.html',
        kind: 'question',
        followed: false,
        refused: null,
        robots: { allowed: false, line: 2, rule: 'Disallow: /qa/q2' },
      },
    ]),
  )
  expect(found.links.filter((link) => link.url.endsWith('/qa/q1.html'))).toHaveLength(1)
})

test('a rule of the options decides before robots.txt does', async () => {
  const { links } = await tried(url, { [url]: page }, { settings: { exclude: ['/qa/q1*'] } })
  expect(links.find((link) => link.url.endsWith('/qa/q1.html'))).toMatchObject({
    followed: false,
    refused: 'excluded by /qa/q1*',
  })
})

test('a redirect is followed, and named', async () => {
  const old = 'https://okwave.jp/old'
  expect(await tried(old, { [old]: redirectTo(url), [url]: page })).toMatchObject({
    ...{ url, status: 200, redirects: [old], outcome: { kind: 'question' } },
  })
})

describe('without a whole response nothing is read', () => {
  const nothing = { outcome: null, parserVersion: null, encoding: null, links: [] }

  test.each([
    ['no answer', { [url]: { fails: 'no answer' } }, {}, 'timeout: no answer'],
    ['robots.txt', {}, { robots: 'User-agent: *\nDisallow: /' }, 'robots.txt, line 2: Disallow: /'],
  ] as const)('%s', async (_, answers, how, failure) => {
    expect(await tried(url, answers, how)).toMatchObject({
      ...nothing,
      ...{ url, status: null, contentType: null, bytes: 0, failure, redirects: [] },
    })
  })

  test('a stop asks for nothing more', async () => {
    expect(await tried(url, {}, { permit: 'stopped' })).toMatchObject({
      ...nothing,
      failure: 'stopped',
      robots: null,
    })
  })

  test('a body that cannot be inflated', async () => {
    const torn = {
      body: Buffer.from('\x1f\x8b\x08torn', 'latin1'),
      headers: [['Content-Encoding', 'gzip']] as [string, string][],
    }
    expect(await tried(url, { [url]: torn })).toMatchObject({
      ...nothing,
      status: 200,
      failure: null,
      bytes: 7,
    })
  })

  test('robots.txt that is out of reach decides on nothing', async () => {
    const robots = { kind: 'blocked', detail: 'a private address' } as const
    expect(await tried(url, {}, { robots })).toMatchObject({
      ...nothing,
      failure: 'a private address',
      robots: null,
    })
  })
})
