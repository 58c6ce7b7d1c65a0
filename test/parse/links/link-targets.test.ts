/** What is remembered of links is what a URL made of each anew says; `linkTargets` has the plain way as its twin here. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { linkTargets } from '../../../src/parse/links/link-targets.ts'
import { resolvedUrl, resolveLink } from '../../../src/parse/links/links.ts'
import { bundledSites } from '../../../src/parse/site/sites.ts'

const sites = bundledSites

function plainTarget(href: string, base: string, page: { url: string; site: string | undefined }) {
  const target = resolvedUrl(href, base)
  if (target === null) return null
  const isOnOwnHost = target.host === new URL(page.url).host
  const { kind, questionId, url } = sites.identify(target, isOnOwnHost ? page.site : undefined)
  return { url: target.href, isOnOwnHost, identity: { kind, questionId, url } }
}

const segment = fc.constantFrom(
  'qa',
  'q12.html',
  '..',
  '.',
  'category',
  '12',
  'list',
  'jump',
  'a%2e',
  '次',
  '',
)
const path = fc.array(segment, { maxLength: 4 }).map((segments) => segments.join('/'))
const href = fc
  .tuple(
    fc.constantFrom('/', '/', '/', '//', '', '#', '?', 'https://okwave.jp/', '\\', ' /', 'mailto:'),
    path,
    fc.constantFrom('', '', '?page=2', '?url=https%3A%2F%2Fa.example%2F', '#top', '?a=b&c=d', '?'),
  )
  .map((parts) => parts.join(''))
const base = fc.constantFrom(
  'https://okwave.jp/qa/q1.html',
  'https://okwave.jp/list/new_question?x=1',
  'http://okwave.jp:8080/',
  'https://me:secret@okwave.jp/qa/q1.html',
  'https://oshiete.goo.ne.jp/qa/1.html',
  'http://127.0.0.1:8080/qa/q1.html',
  'file:///tmp/q1.html',
)

test('a link leads where its URL leads, whatever was remembered before', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(href, base, base, fc.constantFrom(undefined, 'okwave', 'sample')), { maxLength: 8 }),
      (links) => {
        for (const [written, from, url, site] of links) {
          const targetOf = linkTargets(from, { url, site, sites })
          const expected = plainTarget(written, from, { url, site })
          expect(targetOf(written)).toEqual(expected)
          expect(targetOf(written)).toEqual(expected)
        }
      },
    ),
    { numRuns: 300 },
  )
})

test('more links than are remembered are all right', () => {
  const page = { url: 'https://okwave.jp/', site: undefined, sites }
  const targetOf = linkTargets(page.url, page)
  const ids = Array.from({ length: 4_200 }, (_, at) => at + 1)
  const found = [...ids, ...ids].map((id) => targetOf(`/qa/q${id}.html`)?.identity.questionId)
  expect(found).toEqual([...ids, ...ids].map(String))
})

test('a path that stays as it is when it is resolved is what a URL makes of it', () => {
  const odd = fc.constantFrom(
    '/a/.b',
    '/a/b..',
    '/a?',
    '/?a=/../b',
    '/jump?url=x',
    '/jumper',
    '/a?b=c?d',
    '/a&b',
    '/A/b//c',
    '/-',
  )
  fc.assert(
    fc.property(fc.oneof(href, odd), base, (link, from) => {
      expect(resolveLink(link, from)).toBe(resolvedUrl(link, from)?.href ?? null)
    }),
    { numRuns: 5_000, seed: 5 },
  )
})
