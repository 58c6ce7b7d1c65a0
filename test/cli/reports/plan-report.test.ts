/** The text of `mondo crawl --dry-run`. */
import { expect, test } from 'vitest'
import type { CrawlPlan, PlannedHost } from '../../../src/app/dry-run/plan-crawl.ts'
import { planReport } from '../../../src/cli/reports/plan-report.ts'

const host: PlannedHost = {
  group: 'okwave.jp',
  hosts: ['okwave.jp'],
  rate: 0.5,
  crawlDelay: null,
  gapSeconds: 2.54,
  blocked: null,
  isPaused: false,
  notBefore: null,
  seeds: 1,
  due: 0,
  pages: 1,
  next: ['https://okwave.jp/qa/q1.html'],
}
const plan: CrawlPlan = {
  dryRun: true,
  follow: ['related', 'list'],
  maxPages: 1000,
  maxTime: 1800,
  pages: 1,
  seconds: 3,
  secondsAtMost: 2500,
  hosts: [host],
  refused: [],
  refusedPages: 0,
  requests: 1,
}
const linesOf = (changed: Partial<CrawlPlan>) => planReport({ ...plan, ...changed }).split('\n')
const hostLinesOf = (changed: Partial<PlannedHost>) =>
  linesOf({ hosts: [{ ...host, ...changed }] }).slice(4, -2)

test('a plan says what would be asked for, at which pace and how long', () => {
  expect(linesOf({})).toEqual([
    'would ask for 1 known page, about 3 s',
    'and for pages that links (related, list) lead to: at most 1000 in all, about 42 min',
    'stops after 30 min',
    '',
    'host okwave.jp: a request in 2.5 s on average (rate 0.5)',
    '  1 seed, 0 pages due from earlier runs',
    '  https://okwave.jp/qa/q1.html',
    '',
    'nothing was asked for but robots.txt (1 request), and nothing is kept of pages',
  ])
})

test('a plan without limits and links says so', () => {
  const open = { maxPages: null, secondsAtMost: null, maxTime: null, seconds: null, pages: 2, requests: 0 }
  expect(linesOf({ ...open, hosts: [] })).toEqual([
    'would ask for 2 known pages, without a pace',
    'and for pages that links (related, list) lead to: as many as there are',
    '',
    'nothing was asked for but robots.txt (0 requests), and nothing is kept of pages',
  ])
  expect(linesOf({ ...open, follow: [] })[1]).toBe('follows no links but the next page of a question')
  expect(linesOf({ secondsAtMost: 0 })[1]).toMatch(/at most 1000 in all$/)
})

test('a host is shown with its hosts, its clocks and how many pages it has beyond those shown', () => {
  const notBefore = new Date('2026-03-01T00:00:00Z')
  const many = { group: 'okwave', hosts: ['okwave.jp', 'partner.example'], crawlDelay: 5, pages: 4, due: 1 }
  expect(hostLinesOf({ ...many, notBefore, seeds: 3 })).toEqual([
    'host okwave (okwave.jp, partner.example): a request in 2.5 s on average (rate 0.5, Crawl-delay 5 s)',
    '  3 seeds, 1 page due from earlier runs',
    '  not before 2026-03-01T00:00:00.000Z',
    '  https://okwave.jp/qa/q1.html',
    '  and 3 more',
  ])
  expect(hostLinesOf({ rate: 'unlimited' })[0]).toBe('host okwave.jp: without a pace')
  expect(hostLinesOf({ hosts: ['www.okwave.jp'] })[0]).toMatch(/^host okwave\.jp \(www\.okwave\.jp\): /)
})

test('a blocked host says why, and no page of it is shown', () => {
  expect(hostLinesOf({ blocked: 'paused by an operator\nsince noon' }).slice(1)).toEqual([
    '  1 seed, 0 pages due from earlier runs',
    expect.stringMatching(/^ {2}nothing would be asked for: paused by an operator.+since noon$/),
  ])
})

test('pages that are refused are named, the first twenty', () => {
  const refused = Array.from({ length: 21 }, (_, index) => ({
    url: `https://okwave.jp/search?q=${index}`,
    by: 'robots' as const,
    detail: 'robots.txt, line 4: Disallow: /search',
  }))
  const lines = linesOf({ refused, refusedPages: 150 }).slice(8, -2)
  expect(lines[0]).toBe('would not ask for 150 known pages:')
  expect(lines[1]).toBe('  https://okwave.jp/search?q=0  (robots.txt, line 4: Disallow: /search)')
  expect(lines.slice(20)).toEqual([expect.stringContaining('?q=19 '), '  and 130 more'])
  expect(linesOf({ refused: refused.slice(0, 20), refusedPages: 20 }).join()).not.toContain(' more')
})
