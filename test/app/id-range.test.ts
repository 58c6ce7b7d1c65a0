import { describe, expect, test } from 'vitest'
import { crawlOptions } from '../../src/app/crawl-settings.ts'
import { idsAndSeeds } from '../../src/app/id-range.ts'

const ids = '8165000-8166000'
const range = (template: string) => ({ first: 8_165_000, last: 8_166_000, template })

describe('--ids', () => {
  test.each<[string, string[], string | undefined, string]>([
    ['into a URL with {id}', ['https://qa.example/q/{id}'], undefined, 'https://qa.example/q/{id}'],
    [
      'into the pattern of the seeds’ site',
      ['https://okwave.jp/'],
      undefined,
      'https://okwave.jp/qa/q{id}.html',
    ],
    [
      'at home where the seed is a mirror',
      ['https://sp.okwave.jp/'],
      undefined,
      'https://okwave.jp/qa/q{id}.html',
    ],
    ['into the pattern of a named site', [], 'okwave', 'https://okwave.jp/qa/q{id}.html'],
    [
      'at the host that speaks as that site',
      ['http://127.0.0.1:80/'],
      'sample',
      'http://127.0.0.1/qa/q{id}.html',
    ],
  ])('go %s', (_, urls, site, template) => {
    expect(idsAndSeeds(urls, { ids, ...(site === undefined ? {} : { site }) })).toEqual({
      urls: urls.filter((url) => !url.includes('{id}')),
      ids: range(template),
    })
  })

  test.each<[string, string[], string | undefined, RegExp]>([
    ['no range', [], '8165000', /not a range/],
    ['a range that goes down', [], '9-8', /not a range/],
    ['more than an id can be', [], '1-9999999999999999', /not a range/],
    ['a site without a pattern', ['https://qa.example/'], ids, /no pattern/],
    ['several patterns', ['https://a.example/{id}', 'https://b.example/{id}'], ids, /several URLs/],
    ['a pattern without ids', ['https://a.example/{id}'], undefined, /no ids/],
  ])('refuses %s', (_, urls, given, message) => {
    expect(() => idsAndSeeds(urls, given === undefined ? {} : { ids: given })).toThrow(message)
  })

  test('are held to the manners of every crawl', () => {
    const urls = ['https://qa.example/q/{id}']
    expect(() => crawlOptions({ urls, ids })).toThrow(/no contact, and qa\.example is a public host/)
    expect(crawlOptions({ urls, ids, contact: 'you@example.org' })).toMatchObject({
      urls: [],
      maxPages: 1000,
    })
    expect(() => crawlOptions({ urls: ['http://127.0.0.1/{id}'], ids })).toThrow(/private or loopback/)
  })
})
