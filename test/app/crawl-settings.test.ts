import { describe, expect, test } from 'vitest'
import { type CrawlSettings, crawlOptions } from '../../src/app/crawl-settings.ts'

const publicUrl = 'https://okwave.jp/list/new_question'
const ownUrl = 'http://127.0.0.1:8080/'
const contact = 'you@example.org'
const refusal = (settings: CrawlSettings) => {
  try {
    crawlOptions(settings)
  } catch (error) {
    return error
  }
  return null
}

describe('crawlOptions', () => {
  test('is polite by default: half a request a second, and a thousand pages of a public host', () => {
    expect(crawlOptions({ urls: [publicUrl], contact })).toEqual({
      urls: [publicUrl],
      site: null,
      hostGroup: null,
      hostGroups: [],
      ids: null,
      follow: ['related', 'list'],
      include: [],
      exclude: [],
      depth: null,
      maxBytes: null,
      maxCrawlDelay: 120,
      maxPages: 1000,
      maxTimeMs: null,
      rate: 0.5,
      concurrency: 4,
      revisitAfter: null,
    })
    expect(crawlOptions({ urls: [ownUrl], allowPrivate: true }).maxPages).toBeNull()
  })

  test('reads what the flags say', () => {
    const said = {
      follow: 'list, sitemap',
      maxTime: '1h30m',
      revisitAfter: 60,
      maxPages: 7,
      hostGroup: 'both',
    }
    expect(crawlOptions({ urls: [publicUrl], contact, ...said })).toMatchObject({
      follow: ['list', 'sitemap'],
      maxTimeMs: 5_400_000,
      revisitAfter: 60,
      maxPages: 7,
      hostGroup: 'both',
    })
    expect(crawlOptions({ urls: [publicUrl], contact, follow: 'none' }).follow).toEqual([])
  })

  test.each<[string, CrawlSettings]>([
    ['a public host without a contact', { urls: [publicUrl] }],
    ['a public host with an empty contact', { urls: [publicUrl], contact: ' ' }],
    ['one public host among our own', { urls: [ownUrl, publicUrl], allowPrivate: true }],
    [
      'an unlimited rate on a public host',
      { urls: [publicUrl], contact, rate: 'unlimited', allowPrivate: true },
    ],
    ['an address of our own without leave', { urls: [ownUrl], contact }],
    ['a private address without leave', { urls: ['http://[fd00::1]/'], contact }],
    ['localhost without leave', { urls: ['http://localhost:3000/'], contact }],
    ['localhost as a full name without leave', { urls: ['http://localhost.:3000/'], contact }],
    ['no URL', { urls: [], contact }],
    ['what is no URL', { urls: ['okwave.jp'], contact }],
    ['an unknown way to follow', { urls: [publicUrl], contact, follow: 'everything' }],
    ['a duration that is none', { urls: [publicUrl], contact, maxTime: 'soon' }],
  ])('refuses %s', (_, settings) => {
    expect(refusal(settings)).toMatchObject({ code: 'usage' })
  })
})
