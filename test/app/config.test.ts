import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { accessExample, configExample, configurationDocs } from '../../scripts/configuration-docs.ts'
import { readConfig } from '../../src/app/config.ts'
import { type CrawlSettings, resolveCrawl } from '../../src/app/crawl-settings.ts'

const folder = mkdtempSync(join(tmpdir(), 'mondo-config-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(content: unknown): string {
  const path = join(folder, 'mondo.config.json')
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}
const crawlOptions = (settings: CrawlSettings) => resolveCrawl(settings).options
const okwave = { hosts: ['okwave.jp'] }
const contact = 'you@example.org'
const url = 'https://okwave.jp/list/new_question'

describe('mondo.config.json', () => {
  test('matches docs/configuration.md (run node scripts/write-configuration.ts to update it)', () => {
    const written = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8')
    expect(written).toBe(configurationDocs())
    const { okwave: group } = configExample.hostGroups
    expect(readConfig(file(configExample))).toEqual({
      ...configExample,
      maxTime: 7200,
      hostGroups: { okwave: { ...group, maxCrawlDelay: 300 } },
    })
    expect(readConfig(file(accessExample))).toEqual(accessExample)
  })

  test.each<[string, unknown, RegExp]>([
    ['an unknown key', { speed: 1 }, /config\.json: Unrecognized key: "speed"/],
    [
      'an unknown key in a host group',
      { hostGroups: { okwave: { ...okwave, speed: 1 } } },
      /hostGroups\.okwave: Unrec.*"speed"/,
    ],
    ['a text for a number', { rate: 'fast' }, /: rate: expected number, received string/],
    ['a rate of zero', { hostGroups: { okwave: { ...okwave, rate: 0 } } }, /: hostGroups\.okwave\.rate: /],
    ['an invalid duration', { maxTime: 'soon' }, /: maxTime: expected a duration, as in 90s/],
    [
      'a host group without hosts',
      { hostGroups: { okwave: { hosts: [] } } },
      /: hostGroups\.okwave\.hosts: /,
    ],
    [
      'a URL for a host',
      { hostGroups: { okwave: { hosts: ['https://okwave.jp/'] } } },
      /: hostGroups\.okwave\.hosts\.0: expected a host/,
    ],
    [
      'a host group that is named like a host of another',
      { hostGroups: { 'qa.example': okwave } },
      /: hostGroups\.qa\.example: expected a name of a-z, 0-9, _ and -, or one of its hosts/,
    ],
    [
      'a host in two host groups',
      { hostGroups: { a: okwave, b: okwave } },
      /: hostGroups\.b\.hosts\.0: okwave\.jp is in host group a already/,
    ],
    [
      'a pattern that is included and excluded',
      { include: ['/qa/*'], exclude: ['/qa/*'] },
      /: exclude: \/qa\/\* is included too/,
    ],
    [
      'a pattern that can match no path',
      { include: ['qa/*'] },
      /: include\.0: expected a path that begins with \//,
    ],
    [
      'more pages of a host group than of all',
      { maxPages: 5, hostGroups: { a: { ...okwave, maxPages: 6 } } },
      /: hostGroups\.a\.maxPages: expected at most/,
    ],
    ['text that is not JSON', '{', /is not JSON/],
  ])('refuses %s', (_, content, message) => {
    expect(() => readConfig(file(content))).toThrow(
      expect.objectContaining({ code: 'usage', message: expect.stringMatching(message) }),
    )
  })

  test('may begin with a byte order mark, as some editors write it', () => {
    expect(readConfig(file('\ufeff{ "maxPages": 5 }'))).toEqual({ maxPages: 5 })
  })

  test('refuses a missing file', () => {
    expect(() => readConfig(join(folder, 'none.json'))).toThrow(/none\.json cannot be read/)
  })

  test('supplies what no flag sets, and yields to flags', () => {
    const config = file({
      contact,
      rate: 0.1,
      follow: ['sitemap'],
      maxPages: 7,
      maxTime: '1m',
      depth: 2,
      maxCrawlDelay: 10,
    })
    const filled = {
      rate: 0.1,
      follow: ['sitemap'],
      maxPages: 7,
      maxTime: 60,
      depth: 2,
      maxCrawlDelay: 10,
    }
    expect(crawlOptions({ urls: [url], config })).toMatchObject(filled)
    const flags = { rate: 1, follow: [], maxPages: 8, maxTime: 1, depth: 0 }
    expect(crawlOptions({ urls: [url], config, ...flags })).toMatchObject({
      rate: 1,
      follow: [],
      maxPages: 8,
      maxTime: 1,
      depth: 0,
    })
  })

  test('lets a flag slow down a host group that has its own rate, never speed it up', () => {
    const config = file({ contact, hostGroups: { okwave: { ...okwave, rate: 0.2 } } })
    const rates = ([0.1, 5, undefined] as const).map(
      (rate) =>
        crawlOptions({ urls: [url], config, ...(rate === undefined ? {} : { rate }) }).hostGroups[0]?.rate,
    )
    expect(rates).toEqual([0.1, 0.2, 0.2])
  })

  test('applies a flag for links and filters to every host group', () => {
    const config = file({ contact, hostGroups: { okwave: { ...okwave, follow: ['list'], depth: 3 } } })
    expect(crawlOptions({ urls: [url], config }).hostGroups).toMatchObject([{ follow: ['list'], depth: 3 }])
    expect(crawlOptions({ urls: [url], config, follow: [] }).hostGroups).toEqual([
      { name: 'okwave', hosts: ['okwave.jp'], depth: 3 },
    ])
  })

  test('sets the gate loss for all host groups and for one', () => {
    const config = file({ contact, gateLoss: 0.8, hostGroups: { okwave: { ...okwave, gateLoss: 1 } } })
    expect(crawlOptions({ urls: [url], config })).toMatchObject({
      gateLoss: 0.8,
      hostGroups: [{ name: 'okwave', gateLoss: 1 }],
    })
    expect(() => readConfig(file({ gateLoss: 2 }))).toThrow(/gateLoss: /)
  })

  test('requires a contact for each host, the group’s own or the default', () => {
    const config = file({ hostGroups: { okwave: { ...okwave, contact } } })
    const { contactFor } = resolveCrawl({ urls: [url], config })
    expect([contactFor(url), contactFor('https://qa.example/')]).toEqual([contact, ''])
    const own = resolveCrawl({ urls: [url], config, contact: 'me@example.org' })
    expect(own.contactFor(url)).toBe('me@example.org')
    expect(crawlOptions({ urls: [url], config }).urls).toEqual([url])
    expect(() => crawlOptions({ urls: [url, 'https://qa.example/'], config })).toThrow(
      /no contact, and qa\.example/,
    )
  })

  test('refuses --host-group for a host of a named host group', () => {
    const config = file({ contact, hostGroups: { okwave } })
    expect(() => crawlOptions({ urls: [url], config, hostGroup: 'other' })).toThrow(
      /okwave\.jp is in host group okwave/,
    )
  })
})
