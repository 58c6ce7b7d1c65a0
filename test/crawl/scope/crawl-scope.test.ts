import { describe, expect, test } from 'vitest'
import { hostGroupOf } from '../../../src/crawl/politeness/host-group.ts'
import { type CrawlScopeOptions, pageAt } from '../../../src/crawl/scope/crawl-scope.ts'
import { pagesToFollow } from '../../../src/crawl/scope/follow-links.ts'
import { linkRules } from '../../../src/crawl/scope/link-rules-digest.ts'
import { seedsOf } from '../../../src/crawl/scope/seeds.ts'
import { noLinks } from '../../../src/parse/links/links.ts'
import { allWays } from '../ways.ts'

const seeds = (urls: readonly string[], rules: Partial<CrawlScopeOptions> = {}) =>
  seedsOf({ ...allWays, site: null, hostGroup: null, ...rules, urls })
const start = 'https://okwave.jp/list/new_question'

describe('a seed on a partner’s host', () => {
  test.each([
    'http://oshiete.nifty.com/qa8165099.html',
    'http://soudan.biglobe.ne.jp/sp/qa8165099.html?from=top',
    'https://qa.mapion.co.jp/qa/q8165099.html',
  ])('%s is requested at the question’s home site', (url) => {
    const { pages, crawlScope } = seeds([url])
    expect(pages).toMatchObject([
      { site: 'okwave', path: '/qa/q8165099.html', origin: 'https://okwave.jp', hostGroup: 'okwave.jp' },
    ])
    expect([...crawlScope.groupByHost.keys()]).toEqual(['okwave.jp'])
  })

  test('the same holds for goo’s page of a shared question, but not for goo’s own', () => {
    expect(seeds(['https://oshiete.goo.ne.jp/qa/65258.html']).pages).toMatchObject([
      { site: 'okwave', path: '/qa/q65258.html', origin: 'https://okwave.jp' },
    ])
    expect(seeds(['https://oshiete.goo.ne.jp/qa/11447021.html']).pages).toMatchObject([
      { site: 'goo', path: '/qa/11447021.html', origin: 'https://oshiete.goo.ne.jp' },
    ])
  })

  test('its lists are requested there, and the questions on them at home', () => {
    const { pages, crawlScope } = seeds(['http://oshiete.nifty.com/list/new'])
    expect(pages).toMatchObject([{ origin: 'http://oshiete.nifty.com', path: '/list/new' }])
    expect(pageAt(crawlScope, 'http://oshiete.nifty.com/qa8165099.html', 1)).toMatchObject({
      origin: 'https://okwave.jp',
      path: '/qa/q8165099.html',
      hostGroup: 'okwave.jp',
      refused: null,
    })
  })

  test('a path-by-path mirror is requested as it is', () => {
    expect(seeds(['https://sp.okwave.jp/qa/q8165099.html']).pages).toMatchObject([
      { origin: 'https://sp.okwave.jp', path: '/qa/q8165099.html', hostGroup: 'sp.okwave.jp' },
    ])
  })
})

describe('named host groups', () => {
  const hostGroups = [{ name: 'okwave', hosts: ['okwave.jp', 'sp.okwave.jp'], depth: 1, follow: [] }]

  test('group their hosts; every other host is a group of its own', () => {
    const { crawlScope } = seeds([start, 'https://sp.okwave.jp/', 'https://qa.example:8443/'], { hostGroups })
    expect([...crawlScope.groupByHost.values()]).toEqual(['okwave', 'okwave', 'qa.example:8443'])
    expect(hostGroupOf('https://sp.okwave.jp/x', hostGroups)).toBe('okwave')
  })

  test('have filters of their own', () => {
    const { crawlScope } = seeds([start, 'https://qa.example/'], { hostGroups })
    expect(pageAt(crawlScope, 'https://okwave.jp/qa/q8165099.html', 2)?.refused).toBe('deeper than 1')
    expect(pageAt(crawlScope, 'https://qa.example/questions/1', 2)?.refused).toBeNull()
    expect([crawlScope.filtersFor('okwave').follow, crawlScope.filtersFor('qa.example').follow]).toEqual([
      [],
      ['related', 'list'],
    ])
  })
})

describe('pages out of scope', () => {
  const question = 'https://okwave.jp/qa/q8165099.html'

  test.each<[string, string, Partial<CrawlScopeOptions>, string | null]>([
    ['another host', 'https://elsewhere.example/qa/q8165099.html', {}, 'another host'],
    ['too deep', question, { depth: 2 }, 'deeper than 2'],
    ['as deep as may be', question, { depth: 3 }, null],
    ['excluded', question, { exclude: ['/profile/*', '/qa/*'] }, 'excluded by /qa/*'],
    [
      'excluded, though included',
      question,
      { include: ['/qa/*'], exclude: ['*8165099*'] },
      'excluded by *8165099*',
    ],
    ['not included', question, { include: ['/list/*'] }, 'not included'],
    ['included', question, { include: ['/list/*', '/qa/q*.html'] }, null],
  ])('%s: %s', (_, url, rules, reason) => {
    expect(pageAt(seeds([start], rules).crawlScope, url, 3)?.refused).toBe(reason)
  })

  test('seeds are in scope whatever the filters', () => {
    expect(seeds([question], { include: ['/list/*'], depth: 0 }).pages).toHaveLength(1)
  })

  test('links that are not followed come with a reason', () => {
    const links = { ...noLinks, questions: [question], lists: [`${start}?page=2`] }
    const from = { kind: 'question', hostGroup: 'okwave.jp', depth: 0 } as const
    const reasons = (follow: CrawlScopeOptions['follow']) =>
      pagesToFollow(links, from, seeds([start], { follow }).crawlScope).map(({ refused }) => refused)
    expect([reasons([]), reasons(['related']), reasons(['list'])]).toEqual([
      ['not followed', 'not followed'],
      [null, 'not followed'],
      ['not followed', null],
    ])
  })
})

test('the digest of the link rules changes with a rule, a host or the parser, not with a port', () => {
  const rules = (urls: string[], more: Partial<CrawlScopeOptions> = {}) =>
    linkRules(seeds(urls, more).crawlScope, new URL(urls[0] ?? '').host)
  const first = rules([start])
  const others = [
    rules([start, 'https://qa.example/']),
    ...[{ follow: [] }, { include: ['/qa/*'] }, { exclude: ['/qa/*'] }, { depth: 1 }].map((more) =>
      rules([start], more),
    ),
  ]
  expect(new Set([first, ...others]).size).toBe(6)
  expect(rules(['https://okwave.jp/'])).toBe(first)
  const sample = { site: 'sample' }
  expect(rules(['http://127.0.0.1:4001/'], sample)).toBe(rules(['http://127.0.0.1:4002/'], sample))
})

describe('settings by path', () => {
  const paths = [
    { path: '/list/*', revisitAfter: 3600 },
    { path: '/list/new*', follow: [], revisitAfter: 60 },
    { path: '/*', follow: ['related'] },
  ] as const

  test('the first that matches and has the key counts', () => {
    const filters = seeds([start], { paths }).crawlScope.filtersFor('okwave.jp')
    expect(filters.revisitAfterOf('/list/new_question')).toBe(3600)
    expect(filters.revisitAfterOf('/qa/q1.html')).toBeNull()
    expect(filters.followOf('/list/new_question')).toEqual([])
    expect(filters.followOf('/list/other')).toEqual(['related'])
    expect(filters.followOf(undefined)).toEqual(allWays.follow)
  })

  test('those of a host group replace those of the run, and say what is followed from a page', () => {
    const hostGroups = [{ name: 'okwave', hosts: ['okwave.jp'], paths: [{ path: '/list/*', follow: [] }] }]
    const { crawlScope } = seeds([start], { paths, hostGroups })
    expect(crawlScope.filtersFor('okwave').revisitAfterOf('/list/new_question')).toBeNull()
    const links = { ...noLinks, questions: ['https://okwave.jp/qa/q1.html'] }
    const from = { kind: 'list', hostGroup: 'okwave', depth: 0 } as const
    const refusals = (path: string) =>
      pagesToFollow(links, { ...from, path }, crawlScope).map(({ refused }) => refused)
    expect(refusals('/list/new_question')).toEqual(['not followed'])
    expect(refusals('/category/1')).toEqual([null])
  })

  test('pages are read in full again when it changes what is followed, and not when only their time does', () => {
    const rulesOf = (more: Partial<CrawlScopeOptions>) =>
      linkRules(seeds([start], more).crawlScope, 'okwave.jp')
    expect(rulesOf({ paths: [{ path: '/*', revisitAfter: 60 }] })).toBe(rulesOf({}))
    expect(rulesOf({ paths })).not.toBe(rulesOf({}))
  })
})
