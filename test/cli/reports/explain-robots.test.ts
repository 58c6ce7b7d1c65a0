import { expect, test } from 'vitest'
import { type RobotsExplanation, robotsReport } from '../../../src/cli/reports/explain-robots.ts'

const explanation: RobotsExplanation = {
  url: 'https://okwave.jp/qa/q1.html',
  agent: 'mondo',
  allowed: true,
  group: '*',
  line: 3,
  rule: 'Allow: /qa/',
  crawlDelay: 2,
  sitemaps: ['https://okwave.jp/sitemap.xml'],
  robotsUrl: 'https://okwave.jp/robots.txt',
  status: 200,
  failure: null,
  fetchedAt: '2026-03-01T00:00:00.000Z',
  until: '2026-03-02T00:00:00.000Z',
  isNew: false,
}
const lines = (change: Partial<RobotsExplanation>) => robotsReport({ ...explanation, ...change }).split('\n')

test('an explanation is the decision, the group, the line, and the copy that says so', () => {
  expect(lines({})).toEqual([
    'allowed: https://okwave.jp/qa/q1.html',
    'agent: mondo, group *',
    'line 3: Allow: /qa/',
    'Crawl-delay: 2 s',
    'Sitemap: https://okwave.jp/sitemap.xml',
    'https://okwave.jp/robots.txt: status 200, fetched 2026-03-01T00:00:00.000Z, fetched again after 2026-03-02T00:00:00.000Z',
  ])
})

test('an agent without a group and a URL without a rule are allowed', () => {
  const nothing = { group: null, line: null, rule: null, crawlDelay: null, sitemaps: [] }
  expect(lines({ ...nothing, isNew: true, status: null })).toEqual([
    'allowed: https://okwave.jp/qa/q1.html',
    'agent: mondo, named by no group',
    'no rule matches, which allows',
    'https://okwave.jp/robots.txt: status none, fetched now, fetched again after 2026-03-02T00:00:00.000Z',
  ])
})

test('a last good copy may be in force though the last answer failed', () => {
  const said = lines({ allowed: false, failure: 'HTTP status 500' })
  expect(said[0]).toBe('forbidden: https://okwave.jp/qa/q1.html')
  expect(said.at(-1)).toBe('last answer: HTTP status 500')
})

test('out of reach nothing is allowed, and it says until when', () => {
  const gone = { allowed: null, group: null, line: null, rule: null, failure: 'timeout' }
  expect(lines(gone)).toEqual([
    'not allowed while robots.txt is out of reach: https://okwave.jp/qa/q1.html',
    'agent: mondo, named by no group',
    'last answer: timeout, not before 2026-03-02T00:00:00.000Z',
  ])
  expect(lines({ ...gone, until: null }).at(-1)).toBe('last answer: timeout')
})
