import { describe, expect, test } from 'vitest'
import { resolveCrawl } from '../../src/app/crawl-settings.ts'
import * as idSeeds from '../../src/app/id-seeds.ts'
import { bundledSites } from '../../src/parse/site/sites.ts'

const idsAndSeeds = (urls: readonly string[], given: idSeeds.GivenIds) =>
  idSeeds.idsAndSeeds(urls, given, bundledSites)
const ids = { first: 8_165_000, last: 8_166_000 }

describe('a range of ids', () => {
  test.each<[string, string[], string | undefined, string]>([
    ['a given URL with {id}', ['https://qa.example/q/{id}'], undefined, 'https://qa.example/q/{id}'],
    ['the site of the seeds', ['https://okwave.jp/'], undefined, 'https://okwave.jp/qa/q{id}.html'],
    ['the home site of a mirror', ['https://sp.okwave.jp/'], undefined, 'https://okwave.jp/qa/q{id}.html'],
    ['a named site', [], 'okwave', 'https://okwave.jp/qa/q{id}.html'],
    [
      'a named site at the host of the seed',
      ['http://127.0.0.1:80/'],
      'sample',
      'http://127.0.0.1/qa/q{id}.html',
    ],
  ])('uses the template of %s', (_, urls, site, template) => {
    expect(idsAndSeeds(urls, { ids, site })).toEqual({
      urls: urls.filter((url) => !url.includes('{id}')),
      ids: { ...ids, template },
    })
  })

  test('uses a template given with the range', () => {
    const template = 'https://qa.example/q/{id}'
    expect(idsAndSeeds([], { ids: { ...ids, template } })).toEqual({ urls: [], ids: { ...ids, template } })
  })

  test.each<[string, string[], idSeeds.GivenIds['ids'], RegExp]>([
    ['a range that goes down', [], { first: 9, last: 8, template: 'https://a.example/{id}' }, /not a range/],
    ['a site without a pattern', ['https://qa.example/'], ids, /no pattern/],
    ['several patterns', ['https://a.example/{id}', 'https://b.example/{id}'], ids, /several URLs/],
    ['a pattern without ids', ['https://a.example/{id}'], undefined, /no ids/],
  ])('refuses %s', (_, urls, given, message) => {
    expect(() => idsAndSeeds(urls, { ids: given })).toThrow(message)
  })

  test('follows the rules of every crawl', () => {
    const urls = ['https://qa.example/q/{id}']
    expect(() => resolveCrawl({ urls, ids })).toThrow(/no contact, and qa\.example is a public host/)
    expect(resolveCrawl({ urls, ids, contact: 'you@example.org' }).options).toMatchObject({
      urls: [],
      maxPages: 1000,
    })
    expect(() => resolveCrawl({ urls: ['http://127.0.0.1/{id}'], ids })).toThrow(/private or loopback/)
  })
})

test('an array of ids becomes seeds', () => {
  expect(idsAndSeeds(['https://okwave.jp/list'], { ids: [7, 9] })).toEqual({
    urls: ['https://okwave.jp/list', 'https://okwave.jp/qa/q7.html', 'https://okwave.jp/qa/q9.html'],
    ids: null,
  })
  const { options } = resolveCrawl({ urls: [], site: 'okwave', ids: [7], contact: 'you@example.org' })
  expect(options).toMatchObject({ urls: ['https://okwave.jp/qa/q7.html'], ids: null })
})
