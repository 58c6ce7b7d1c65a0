import { describe, expect, test } from 'vitest'
import { type CrawlSettings, exampleContactOf, resolveCrawl } from '../../src/app/crawl-settings.ts'
import { crawlOptionsSchema } from '../../src/crawl/options.ts'

const publicUrl = 'https://okwave.jp/list/new_question'
const ownUrl = 'http://127.0.0.1:8080/'
const contact = 'you@example.org'
const crawlOptions = (settings: CrawlSettings) => resolveCrawl(settings).options
const refusal = (settings: CrawlSettings) => {
  try {
    crawlOptions(settings)
  } catch (error) {
    return error
  }
  return null
}

describe('resolveCrawl', () => {
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
      maxTime: null,
      rate: 0.5,
      concurrency: 4,
      revisitAfter: null,
      paths: [],
      gateLoss: 0.5,
      acceptLayout: false,
    })
    expect(crawlOptions({ urls: [ownUrl], allowPrivate: true }).maxPages).toBeNull()
  })

  test('waits two minutes for a database that went away, and leaves free space to the kind of database', () => {
    const { dbWait, minFree } = resolveCrawl({ urls: [publicUrl], contact })
    expect({ dbWait, minFree }).toEqual({ dbWait: 120, minFree: null })
    expect(resolveCrawl({ urls: [publicUrl], contact, dbWait: 0, minFree: 5 })).toMatchObject({
      dbWait: 0,
      minFree: 5,
    })
  })

  test('takes numbers and arrays; durations are seconds', () => {
    const said: Partial<CrawlSettings> = {
      follow: ['list', 'sitemap'],
      maxTime: 5400,
      revisitAfter: 60,
      maxPages: 7,
      hostGroup: 'both',
    }
    expect(crawlOptions({ urls: [publicUrl], contact, ...said })).toMatchObject({
      follow: ['list', 'sitemap'],
      maxTime: 5400,
      revisitAfter: 60,
      maxPages: 7,
      hostGroup: 'both',
    })
    expect(crawlOptions({ urls: [publicUrl], contact, follow: [] }).follow).toEqual([])
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
    [
      'a link-local address even with leave',
      { urls: ['http://169.254.169.254/'], contact, allowPrivate: true },
    ],
    ['localhost without leave', { urls: ['http://localhost:3000/'], contact }],
    ['localhost as a full name without leave', { urls: ['http://localhost.:3000/'], contact }],
    ['no URL', { urls: [], contact }],
    ['an invalid URL', { urls: ['okwave.jp'], contact }],
  ])('refuses %s', (_, settings) => {
    expect(refusal(settings)).toMatchObject({ code: 'usage' })
  })

  test.each<[string, object, RegExp]>([
    ['an unknown kind of link', { follow: ['everything'] }, /^follow\.0: /],
    ['a text for a duration', { maxTime: '30m' }, /^maxTime: expected number, received string$/],
    ['a rate of nothing', { rate: 0 }, /^rate: /],
    ['a rate that is not a number', { rate: Number.NaN }, /^rate: /],
    ['half a page', { maxPages: 0.5 }, /^maxPages: /],
    ['no page at all', { maxPages: 0 }, /^maxPages: /],
    ['a concurrency of zero', { concurrency: 0 }, /^concurrency: /],
    ['a misspelt option', { maxpages: 5 }, /Unrecognized key: "maxpages"/],
    ['a pattern that matches no path', { include: ['qa/*'] }, /^include\.0: expected a path/],
  ])('names the option that it refuses: %s', (_, wrong, message) => {
    const settings: CrawlSettings = { urls: [publicUrl], contact, ...wrong }
    expect(refusal(settings)).toMatchObject({ code: 'usage', message: expect.stringMatching(message) })
  })

  test('treats undefined as not given, and null as no limit', () => {
    const settings = { urls: [publicUrl], contact, rate: undefined, maxTime: undefined }
    expect(crawlOptions(settings)).toMatchObject({ rate: 0.5, maxTime: null, maxPages: 1000 })
    expect(crawlOptions({ ...settings, maxPages: null }).maxPages).toBeNull()
  })

  test('resolves contact and rate by host group, and stores no contact', () => {
    const { options, contactFor } = resolveCrawl({
      urls: [publicUrl],
      hostGroups: [{ name: 'okwave', hosts: ['okwave.jp'], rate: 0.1, contact }],
    })
    expect(options.hostGroups).toEqual([{ name: 'okwave', hosts: ['okwave.jp'], rate: 0.1 }])
    expect([contactFor(publicUrl), contactFor('https://qa.example/')]).toEqual([contact, ''])
  })

  test('follows nothing from ids, whatever the file says of other crawls, unless told to', () => {
    const template = 'https://okwave.jp/qa/q{id}.html'
    const ofIds = { urls: [template], contact, ids: { first: 1, last: 101 } }
    expect(crawlOptions(ofIds).follow).toEqual([])
    expect(crawlOptions({ ...ofIds, ids: [1, 2] }).follow).toEqual([])
    expect(crawlOptions({ ...ofIds, follow: ['related'] }).follow).toEqual(['related'])
  })

  test('is stored as JSON that the schema reads back unchanged', () => {
    const given = { first: 1, last: 9, template: 'https://okwave.jp/qa/q{id}.html' }
    const hostGroups = [{ name: 'okwave', hosts: ['okwave.jp'], depth: 2 }]
    const options = crawlOptions({ urls: [publicUrl], contact, ids: given, hostGroups })
    const stored: unknown = JSON.parse(JSON.stringify({ ...options, groups: ['okwave'], sites: ['okwave'] }))
    expect(crawlOptionsSchema.parse(stored)).toEqual(options)
  })
})

test('the contact of an example is noticed where a public host is asked with it, and only there', () => {
  const noticed = (settings: CrawlSettings, listed: readonly string[] = []) =>
    exampleContactOf(resolveCrawl(settings, listed), listed)
  expect(noticed({ urls: [publicUrl], contact })).toContain('the contact you@example.org is an example')
  expect(noticed({ urls: [publicUrl], contact: 'ops@qa.jp' })).toBeNull()
  expect(noticed({ urls: [ownUrl], contact, allowPrivate: true })).toBeNull()
  expect(noticed({ urls: [], contact }, [publicUrl])).toContain('is an example')
  const ofIds = { urls: ['https://okwave.jp/qa/q{id}.html'], contact, ids: { first: 1, last: 2 } }
  expect(noticed(ofIds)).toContain('is an example')
})
