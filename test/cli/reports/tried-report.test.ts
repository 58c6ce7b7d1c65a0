/** The text of `mondo try`. The page is invented. */
import { expect, test } from 'vitest'
import type { TriedLink, TriedPage } from '../../../src/app/try/try-page.ts'
import { triedReport } from '../../../src/cli/reports/tried-report.ts'
import type { QuestionPage } from '../../../src/model/question-page.ts'

const tried: TriedPage = {
  url: 'https://okwave.jp/qa/q1.html',
  status: 200,
  contentType: 'text/html',
  bytes: 1234,
  failure: null,
  redirects: [],
  robots: { allowed: true, line: 3, rule: 'Allow: /qa/' },
  outcome: null,
  parserVersion: '9+okwave.4',
  encoding: 'euc-jp',
  links: [],
}
const page = {
  site: 'okwave',
  questionId: '1',
  status: 'solved',
  layout: 'okwave/current',
  title: '猫が鳴く',
  asker: { name: '花子' },
  postedAt: '2021-03-15',
  answers: [{ isBest: false }, { isBest: true }],
  answerCount: 2,
  complete: true,
  checks: [{ code: 'key-guessed', severity: 'warning', message: 'a guess' }],
} as unknown as QuestionPage
const linesOf = (changed: Partial<TriedPage>) => triedReport({ ...tried, ...changed }).split('\n')

test('a question is shown with its checks', () => {
  expect(linesOf({ outcome: { kind: 'question', page } })).toEqual([
    'https://okwave.jp/qa/q1.html: HTTP 200, text/html, 1234 bytes',
    'robots.txt: allowed by line 3: Allow: /qa/',
    '',
    'question okwave 1, solved (read by 9+okwave.4, euc-jp, layout okwave/current)',
    '猫が鳴く',
    'asked by 花子, 2021-03-15; 2 answers of 2, 1 best',
    'warning key-guessed: a guess',
    'the whole record: --json; why each field: mondo parse --explain on the saved page',
  ])
  const partial = { ...page, asker: null, postedAt: null, answerCount: null, complete: false }
  expect(linesOf({ outcome: { kind: 'question', page: partial }, encoding: null }).slice(3, 6)).toEqual([
    'question okwave 1, solved (read by 9+okwave.4, layout okwave/current)',
    '猫が鳴く',
    'asked by nobody named, no time; 2 answers of ?, 1 best, more on further pages',
  ])
})

test('a page that is no question says what it is and why', () => {
  const checks = [{ code: 'no-title', severity: 'error', message: 'no title' }] as const
  const { url } = tried
  expect(linesOf({ outcome: { kind: 'rejected', url, reason: 'checks', checks } }).slice(3)).toEqual([
    'rejected: checks (read by 9+okwave.4, euc-jp)',
    'error no-title: no title',
  ])
  expect(linesOf({ outcome: { kind: 'not-found', url } }).slice(3)).toEqual([
    'not-found (read by 9+okwave.4, euc-jp)',
  ])
})

test('a page without a response says why, and where it came from', () => {
  const failed = { status: null, contentType: null, bytes: 0, failure: 'connect: refused', robots: null }
  expect(linesOf({ ...failed, redirects: ['https://okwave.jp/1'] })).toEqual([
    'https://okwave.jp/qa/q1.html: no response',
    'redirected from https://okwave.jp/1',
    'connect: refused',
  ])
  expect(linesOf({ contentType: null })[0]).toBe(
    'https://okwave.jp/qa/q1.html: HTTP 200, no content type, 1234 bytes',
  )
})

test('each link is shown with what decides on it, the first forty', () => {
  const link: TriedLink = {
    url: 'https://okwave.jp/a',
    kind: 'list',
    followed: true,
    refused: null,
    robots: null,
  }
  const links: readonly TriedLink[] = [
    { ...link, robots: { allowed: true, line: null, rule: null } },
    { ...link, followed: false, robots: { allowed: false, line: 4, rule: 'Disallow: /a' } },
    { ...link, followed: false, refused: 'another host' },
    link,
  ]
  expect(linesOf({ links }).slice(3)).toEqual([
    'followed  kind  link                 decided by',
    'yes       list  https://okwave.jp/a  robots.txt: no line matches, which allows',
    'no        list  https://okwave.jp/a  robots.txt: forbidden by line 4: Disallow: /a',
    'no        list  https://okwave.jp/a  another host',
    'yes       list  https://okwave.jp/a  robots.txt is out of reach',
  ])
  const many = (count: number) => linesOf({ links: Array.from({ length: count }, () => link) })
  expect(many(41).at(-1)).toBe('and 1 more links: --json has all')
  expect(many(41)).toHaveLength(3 + 1 + 40 + 1)
  expect(many(40)).toHaveLength(3 + 1 + 40)
})
