/** Site definitions: which hosts and URLs they claim, and errors in them. */
import { describe, expect, test } from 'vitest'
import { parserVersion } from '../../../src/parse/parser-version.ts'
import { conflictOf, definitionFaults } from '../../../src/parse/site/definition-faults.ts'
import { bundledSites, sitesWith } from '../../../src/parse/site/sites.ts'
import type { SiteDefinition } from '../../../src/sites/site-definition.ts'

const forum: SiteDefinition = {
  name: 'forum',
  version: 3,
  hosts: ['forum.example', 'www.forum.example'],
  mirrors: ['mirror.example'],
  partners: [{ host: 'partner.example', question: '/faq/{id}', ids: /^\d{1,4}$/ }],
  timeZone: 'Europe/Berlin',
  urls: { question: ['/questions/{id}/*', '/q/{id}'], page: 'seite', lists: ['/neu/*'] },
  readers: ['structured-data'],
  layouts: [],
}
const family: SiteDefinition = {
  ...forum,
  name: 'family',
  hosts: ['*.family.example', 'other.example'],
  mirrors: [],
  partners: [],
  siteIs: 'host',
}
const sites = sitesWith([forum, family])

test.each([
  'https://forum.example/questions/77/wie-geht-das',
  'http://www.forum.example/questions/77?sort=new&seite=1',
  'https://mirror.example/q/77',
])('%s is one question', (url) => {
  expect(sites.identify(url)).toMatchObject({
    site: 'forum',
    questionId: '77',
    path: '/questions/77',
    url: 'https://forum.example/questions/77',
    kind: 'question',
    isLaterPage: false,
    aliases: [],
  })
})

test('the page parameter of the definition makes another page of the same question', () => {
  expect(sites.identify('https://forum.example/q/77?seite=2&x=1')).toMatchObject({
    path: '/questions/77?seite=2',
    questionUrl: 'https://forum.example/questions/77',
    isLaterPage: true,
  })
})

test('a partner shows its own questions and those with ids of the site', () => {
  expect(sites.identify('https://partner.example/faq/77')).toMatchObject({
    site: 'forum',
    url: 'https://forum.example/questions/77',
    aliases: ['https://partner.example/faq/77'],
  })
  expect(sites.identify('https://partner.example/faq/12345')).toMatchObject({ site: 'partner.example' })
  expect(sites.canonicalElsewhere('https://partner.example/faq/77')).toBe(
    'https://forum.example/questions/77',
  )
  expect(sites.canonicalElsewhere('https://partner.example/faq/12345')).toBeNull()
})

test('in a family of sites every host has its own ids', () => {
  expect(sites.identify('http://a.family.example/q/5')).toMatchObject({
    site: 'a.family.example',
    url: 'https://a.family.example/questions/5',
  })
  expect(sites.identify('http://127.0.0.1:8080/q/5', 'b.family.example')).toMatchObject({
    site: 'b.family.example',
    questionId: '5',
  })
  expect(sites.named('a.family.example')).toBe(family)
  expect(sites.isOnSite('https://a.family.example/q/5', 'a.family.example')).toBe(true)
  expect(sites.isOnSite('https://b.family.example/q/5', 'a.family.example')).toBe(false)
  expect(sites.questionTemplate('a.family.example')).toBe('https://a.family.example/questions/{id}')
})

test('lists are those that the definition names', () => {
  expect(sites.identify('https://forum.example/neu/2').kind).toBe('list')
  expect(sites.identify('https://forum.example/list/2').kind).toBe('other')
})

test('a host with the same name as a site is not that site', () => {
  expect(sites.identify('https://forum/q/5').site).toBe('forum.')
})

test('the parser version of a page names the core and the definition for it', () => {
  expect(sites.parserVersionOf('https://forum.example/q/1')).toBe(`${parserVersion}+forum.3`)
  expect(sites.parserVersionOf('https://a.family.example/q/1')).toBe(`${parserVersion}+family.3`)
  expect(sites.parserVersionOf('http://127.0.0.1/q/1', 'forum')).toBe(`${parserVersion}+forum.3`)
  expect(sites.parserVersionOf('https://partner.example/faq/77')).toBe(`${parserVersion}+forum.3`)
  expect(sites.parserVersionOf('https://partner.example/faq/12345')).toBe(parserVersion)
  expect(sites.parserVersionOf('https://stranger.example/')).toBe(parserVersion)
  expect(sites.parserVersionOf('https://okwave.jp/')).toMatch(/\+okwave\.\d+$/)
})

test('a partner with its own definition is read by it, even if the questions belong to another site', () => {
  const partner = { ...forum, name: 'partner', version: 9, hosts: ['partner.example'], partners: [] } as const
  const both = sitesWith([forum, { ...partner, mirrors: [] }])
  expect(both.identify('https://partner.example/faq/77').site).toBe('forum')
  expect(both.definitionOf('https://partner.example/faq/77')?.name).toBe('partner')
  expect(both.definitionOf('https://partner.example/faq/77', 'forum')?.name).toBe('partner')
  expect(both.identify('https://partner.example/q/12345').site).toBe('partner')
})

test('a run needs its definitions at their version or a later one', () => {
  expect(sites.lacking(['forum.3', 'forum.2', 'okwave.1'])).toEqual([])
  expect(sites.lacking(['forum.4', 'nobody.1', 'okwave.1'])).toEqual(['forum.4', 'nobody.1'])
})

test('the bundled definitions are right, and none claims a host of another', () => {
  const { definitions } = bundledSites
  expect(definitions.flatMap(definitionFaults)).toEqual([])
  expect(conflictOf(definitions)).toBeNull()
})

test('a definition of a bundled name replaces the bundled one', () => {
  const mine = { ...forum, name: 'okwave', hosts: ['okwave.jp'] } as const
  expect(sitesWith([mine]).named('okwave')).toBe(mine)
  expect(bundledSites.named('okwave')).not.toBe(mine)
})

describe('refused is', () => {
  const wrong = (change: object) => () => sitesWith([{ ...forum, ...change } as SiteDefinition])
  test.each([
    [
      'a name with a space',
      { name: 'my forum' },
      'name: expected a name of a-z, 0-9, - and dots, not "my forum"',
    ],
    ['version 0', { version: 0 }, 'version: expected a whole number from 1, not 0'],
    ['version 1.5', { version: 1.5 }, 'version: expected a whole number from 1, not 1.5'],
    ['no host', { hosts: [] }, 'hosts: expected at least one'],
    ['a URL for a host', { hosts: ['https://forum.example/'] }, 'hosts.0: expected a host in lower case'],
    ['a time zone that is none', { timeZone: 'Europe/Nowhere' }, 'timeZone: expected +09:00, UTC'],
    ['no time zone', { timeZone: undefined }, 'timeZone: is missing'],
    ['a question without an id', { urls: { question: '/q/*' } }, 'urls.question: no {id} in /q/*'],
    [
      'a key that is none',
      { urls: { questions: '/q/{id}' } },
      'urls.questions: is no key of a site definition',
    ],
    [
      'an unknown reader',
      { readers: ['magic'] },
      'readers.0: expected layouts or landmarks or structured-data',
    ],
    [
      'two layouts of one name',
      {
        layouts: ['forum/a', 'forum/a'].map((name) => ({
          name,
          recognisedBy: 'h1',
          question: { title: 'h1' },
        })),
      },
      'layouts.1.name: a second layout is called forum/a',
    ],
    [
      'a layout without a title',
      { layouts: [{ name: 'forum/a', recognisedBy: 'h1', question: { body: 'p' } }] },
      'layouts.0.question.title: is missing',
    ],
    [
      'a reply of an unknown kind',
      {
        layouts: [
          {
            name: 'forum/a',
            recognisedBy: 'h1',
            question: { title: 'h1', replies: { each: 'li', kind: 'remark', body: 'p' } },
          },
        ],
      },
      'layouts.0.question.replies.kind: expected supplement or thanks or comment, not "remark"',
    ],
  ])('%s', (_, change, message) => {
    expect(wrong(change)).toThrow(message)
  })

  test('a host that two definitions claim', () => {
    expect(() => sitesWith([forum, { ...family, hosts: ['mirror.example'] }])).toThrow(
      'mirror.example is claimed by forum and by family',
    )
    expect(wrong({ hosts: ['okwave.jp'] })).toThrow('okwave.jp is claimed by okwave and by forum')
  })

  test('two definitions of one name', () => {
    expect(() => sitesWith([forum, { ...forum, hosts: ['x.example'] }])).toThrow(
      'two definitions are called forum',
    )
  })

  test('what is no definition at all', () => {
    expect(() => sitesWith([undefined as unknown as SiteDefinition])).toThrow()
  })
})
