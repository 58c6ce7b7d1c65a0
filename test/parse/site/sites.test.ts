/** `identifyPage`: one identity for every URL of a page. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bundledSites } from '../../../src/parse/site/sites.ts'

const identifyPage = (url: string, site?: string) => bundledSites.identify(url, site)
const isOnSite = (url: string, site: string) => bundledSites.isOnSite(url, site)

test.each([
  'https://okwave.jp/qa/q8165099.html',
  'http://okwave.jp/qa/q8165099.html?by=datetime',
  'https://sp.okwave.jp/qa/q8165099.html#answer',
  'https://d3vj4k4n1zwj.cloudfront.net/qa/q8165099.html',
  'http://www.okwave.jp/qa/q8165099',
  'https://okwave.jp/qa/q8165099.html?page=1',
  'http://soudan.biglobe.ne.jp/sp/qa8165099.html',
  'http://oshiete.nifty.com/qa8165099.html',
])('%s is one question of okwave', (url) => {
  expect(identifyPage(url)).toMatchObject({
    site: 'okwave',
    questionId: '8165099',
    path: '/qa/q8165099.html',
    url: 'https://okwave.jp/qa/q8165099.html',
    kind: 'question',
  })
})

test('a question of eight digits is one of okwave, whatever the order of its answers', () => {
  const page = identifyPage('https://okwave.jp/qa/q10172296.html?by=datetime&order=ASC')
  expect(page).toMatchObject({
    site: 'okwave',
    questionId: '10172296',
    path: '/qa/q10172296.html',
    url: 'https://okwave.jp/qa/q10172296.html',
    kind: 'question',
    isLaterPage: false,
    aliases: [],
  })
})

test("goo's page of a shared question is OKWAVE's, and its own URL is kept", () => {
  expect(identifyPage('http://oshiete.goo.ne.jp/qa/65258.html?from=recommend')).toMatchObject({
    site: 'okwave',
    questionId: '65258',
    url: 'https://okwave.jp/qa/q65258.html',
    aliases: ['https://oshiete.goo.ne.jp/qa/65258.html'],
  })
})

test.each([
  ['https://sp.okwave.jp:8443/qa/q1.html', 'okwave', true],
  ['http://d3vj4k4n1zwj.cloudfront.net/qa/q1.html', 'okwave', true],
  ['http://oshiete.nifty.com/qa1.html', 'okwave', true],
  ['http://oshiete.goo.ne.jp/qa/1.html', 'okwave', true],
  ['https://sample.example/qa/q1.html', 'okwave', false],
  ['https://okwave.jp.evil.example/qa/q1.html', 'okwave', false],
  ['https://okwave.jp/qa/q1.html', 'sample', false],
  ['https://okwave.jp/qa/q1.html', 'forum.example', null],
])('whether %s is on a host of %s: %s', (url, site, expected) => {
  expect(isOnSite(url, site)).toBe(expected)
})

test("goo's later questions are its own", () => {
  const page = identifyPage('https://oshiete.goo.ne.jp/qa/11447021.html')
  expect(page).toMatchObject({ site: 'goo', questionId: '11447021', aliases: [] })
})

test('a later page of a question is a separate page with the same id', () => {
  const page = identifyPage('http://okwave.jp/qa/q5255748.html?page=2&ref=top')
  expect(page).toMatchObject({ questionId: '5255748', path: '/qa/q5255748.html?page=2' })
})

test('a page of the sample site is identified by site and path, never by port', () => {
  const first = identifyPage('http://127.0.0.1:4001/qa/q1000001.html', 'sample')
  expect(first).toEqual(identifyPage('http://127.0.0.1:4002/qa/q1000001.html', 'sample'))
  expect(first.url).toBe('https://sample.example/qa/q1000001.html')
})

test('a page on a host that serves okwave gets okwave’s canonical URL', () => {
  expect(identifyPage('http://127.0.0.1:4001/qa/q299912.html', 'okwave').url).toBe(
    'https://okwave.jp/qa/q299912.html',
  )
})

test("a stranger's page belongs to its host", () => {
  expect(identifyPage('https://forum.example/questions/361861/x')).toMatchObject({
    site: 'forum.example',
    kind: 'other',
    questionId: null,
  })
})

test.each([
  ['https://okwave.jp/list/new_question?page=3', 'list'],
  ['https://okwave.jp/category', 'list'],
  ['http://okwave.jp/c205.html', 'list'],
  ['https://okwave.jp/sitemap.xml', 'sitemap'],
  ['https://okwave.jp/profile/u12.html', 'other'],
] as const)('%s is a %s page', (url, kind) => {
  expect(identifyPage(url).kind).toBe(kind)
})

test('identifying the canonical URL again changes nothing', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(
        'https://okwave.jp',
        'http://sp.okwave.jp',
        'https://d3vj4k4n1zwj.cloudfront.net',
        'https://qa.example',
      ),
      fc.webPath(),
      fc.webQueryParameters(),
      (origin, path, query) => {
        const once = identifyPage(`${origin}${path}?${query}`)
        const twice = identifyPage(once.url)
        expect(twice).toEqual({ ...once, site: twice.site })
      },
    ),
  )
})
