import { expect, test } from 'vitest'
import { refreshTarget } from '../../../src/crawl/politeness/page-refresh.ts'
import type { ParseOutcome, RejectReason } from '../../../src/model/parse-outcome.ts'
import { noLinks } from '../../../src/parse/links/links.ts'
import { aPage } from '../../load/pages.ts'

const url = 'https://okwave.jp/qa/q1.html'
const to = 'https://okwave.jp/qa/q2.html'
const other = 'https://okwave.jp/qa/q3.html'
const none: ParseOutcome = { kind: 'not-a-question', url, checks: [] }
const rejected = (reason: RejectReason): ParseOutcome => ({ kind: 'rejected', url, reason, checks: [] })
const reading = { outcome: none, links: noLinks, wall: null, refresh: { seconds: 0, to } }

const target = (
  change: Partial<Parameters<typeof refreshTarget>[1]>,
  refresh?: string,
  isQuestionUrl = false,
) =>
  refreshTarget(
    { url, headers: refresh === undefined ? [] : [['refresh', refresh]] },
    { ...reading, ...change },
    isQuestionUrl,
  )

test('a page that is neither a question nor a list redirects, by its header first', () => {
  expect(target({})).toBe(to)
  expect(target({ refresh: null })).toBeNull()
  expect(target({ refresh: null }, '5; url=/qa/q3.html')).toBe(other)
  expect(target({}, '0; url=/qa/q3.html')).toBe(other)
  expect(target({}, '60; url=/qa/q3.html')).toBeNull()
  expect(target({}, 'soon')).toBe(to)
})

test('a question, a wall and a page that the site says is not there redirect nowhere', () => {
  expect(target({ outcome: { kind: 'question', page: aPage() } }, '0; url=/qa/q3.html')).toBeNull()
  expect(target({ outcome: { kind: 'not-found', url } })).toBeNull()
  expect(target({ wall: 'login' })).toBeNull()
})

test('a page that lists others redirects only under the URL of a question', () => {
  const links = { ...noLinks, questions: [to, other] }
  expect(target({ links })).toBeNull()
  expect(target({ links }, undefined, true)).toBe(to)
  expect(target({ links: { ...noLinks, questions: [to] } })).toBe(to)
  expect(target({ links: { ...noLinks, lists: [url] } })).toBeNull()
  expect(
    target({ links: { ...noLinks, likelyQuestions: [to, other, `${other}?x`, `${other}?y`] } }),
  ).toBeNull()
  expect(target({ links: { ...noLinks, likelyQuestions: [to, other, `${other}?x`] } })).toBe(to)
})

test.each<[RejectReason, string | null]>([
  ['empty', to],
  ['not-html', to],
  ['truncated', to],
  ['text-style-c', to],
  ['checks', null],
  ['breaks-off', null],
  ['parser-crashed', null],
])('a page that is rejected for %s redirects to %s', (reason, wanted) => {
  expect(target({ outcome: rejected(reason) })).toBe(wanted)
})

test('the bytes of a header reach the server as they were sent', () => {
  const written = Buffer.from('0; url=/検索').toString('latin1')
  expect(target({ refresh: null }, written)).toBe('https://okwave.jp/%E6%A4%9C%E7%B4%A2')
})
