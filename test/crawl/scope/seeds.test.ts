import { describe, expect, test } from 'vitest'
import { pageInScope } from '../../../src/crawl/scope/crawl-scope.ts'
import { seedsOf } from '../../../src/crawl/scope/seeds.ts'
import { allWays } from '../ways.ts'

const seeds = (urls: readonly string[], site: string | null = null, hostGroup: string | null = null) =>
  seedsOf({ ...allWays, urls, site, hostGroup })

describe('seedsOf', () => {
  test('identifies a page by site and path, and requests it where the seed says', () => {
    expect(seeds(['http://127.0.0.1:8080/qa/q2000010.html?utm=1'], 'sample', 'sample').pages).toEqual([
      {
        site: 'sample',
        path: '/qa/q2000010.html',
        kind: 'question',
        origin: 'http://127.0.0.1:8080',
        hostGroup: 'sample',
        depth: 0,
        refused: null,
      },
    ])
  })

  test('puts each host in a group of its own unless the host group is named', () => {
    const urls = ['https://a.example/', 'https://b.example:8443/']
    expect([...seeds(urls).crawlScope.groupByHost.values()]).toEqual(['a.example', 'b.example:8443'])
    expect(new Set(seeds(urls, null, 'both').crawlScope.groupByHost.values())).toEqual(new Set(['both']))
  })

  test.each(['', 'okwave.jp/qa/q1.html', 'ftp://okwave.jp/', 'https://me:secret@okwave.jp/'])(
    'refuses %s',
    (url) => {
      expect(() => seeds([url])).toThrow(expect.objectContaining({ code: 'usage' }))
    },
  )

  test('never repeats a password in its error', () => {
    expect(() => seeds(['https://me:secret@okwave.jp/'])).toThrow(/^(?!.*secret)/)
  })
})

describe('pageInScope', () => {
  const { crawlScope } = seeds(['http://127.0.0.1:8080/'], 'okwave')

  test('stays within the hosts of the seeds', () => {
    expect(pageInScope(crawlScope, 'https://elsewhere.example/qa/q8165099.html', 1)).toBeNull()
    expect(pageInScope(crawlScope, 'http://127.0.0.1:8081/qa/q8165099.html', 1)).toBeNull()
    expect(pageInScope(crawlScope, 'mailto:someone@okwave.jp', 1)).toBeNull()
  })

  test('requests from the mirror a page that it links to under the site’s own name', () => {
    expect(pageInScope(crawlScope, 'https://okwave.jp/qa/q8165099.html', 1)).toMatchObject({
      site: 'okwave',
      path: '/qa/q8165099.html',
      origin: 'http://127.0.0.1:8080',
    })
  })
})
