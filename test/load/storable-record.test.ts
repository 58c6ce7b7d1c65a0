import { expect, test } from 'vitest'
import { assertStorable, repairRecord } from '../../src/load/storable-record.ts'
import type { QuestionPage } from '../../src/model/question-page.ts'
import { anAnswer, aPage } from './pages.ts'

test('a storable record is left unchanged', () => {
  const page = aPage({ body: 'ばっくすらっしゅ \\u0000 と \\ud83d と 👍🏽' })
  expect(repairRecord(page)).toEqual(page)
})

test('NUL is dropped and a lone surrogate becomes U+FFFD', () => {
  expect(repairRecord(aPage({ title: 'a\0b', body: '\udc00\ud83dx' }))).toEqual(
    aPage({ title: 'ab', body: '\ufffd\ufffdx' }),
  )
})

test('a run of combining marks ends after the hundredth', () => {
  const page = aPage({ body: `e${'\u0301\u0316'.repeat(50)}x` })
  expect(repairRecord(page)).toEqual(page)
  expect(repairRecord(aPage({ body: `e${'\u0301\u0316'.repeat(60)}x` })).body).toBe(page.body)
})

const rate = (percent: number, best: number, answers: number): Partial<QuestionPage> => ({
  asker: { name: 'a', url: null, bestAnswerRate: { percent, best, answers } },
})

test.each<[string, Partial<QuestionPage>]>([
  ['postedAt is 2013-02-30', { postedAt: '2013-02-30' }],
  ['postedAt is 2013-07-08T25:00:00+09:00', { postedAt: '2013-07-08T25:00:00+09:00' }],
  ['postedAt is 0000-01-01', { postedAt: '0000-01-01' }],
  ['postedAt is 0001-01-01T00:00:00+09:00', { postedAt: '0001-01-01T00:00:00+09:00' }],
  ['postedAt is 9999-12-31T23:59:00-05:00', { postedAt: '9999-12-31T23:59:00-05:00' }],
  ['postedAt is 2013-07-08T12:34:00', { postedAt: '2013-07-08T12:34:00' }],
  ['postedAt is 2013-07-08T12:34:00+19:00', { postedAt: '2013-07-08T12:34:00+19:00' }],
  ['postedAt is 2013-07-08T12:34:00-16:00', { postedAt: '2013-07-08T12:34:00-16:00' }],
  ['asker: percent is 101', rate(101, 1, 1)],
  ['asker: 3 best answers of 2', rate(100, 3, 2)],
  ['answerCount is -1', { answerCount: -1 }],
  ['thanksCount is 3000000000', { thanksCount: 3_000_000_000 }],
  ['two answers have the same key', { answers: [anAnswer('1'), anAnswer('1')] }],
  [
    'two answers are the best answer',
    { answers: [anAnswer('1', { isBest: true }), anAnswer('2', { isBest: true })] },
  ],
  ['related: rank is 0', { related: [{ rank: 0, questionId: null, url: null, title: 'x', excerpt: null }] }],
  ['its key is too long', { answers: [anAnswer('1', { key: '鍵'.repeat(900) })] }],
  ['its id or URL is too long', { url: `https://sample.example/?${'q'.repeat(2_600)}` }],
  ['asker: its name is too long', { asker: { name: '名'.repeat(201), url: null, bestAnswerRate: null } }],
  ['a category is too long', { categories: ['趣味', '類'.repeat(201)] }],
  [
    'the id of a related question is too long',
    { related: [{ rank: 1, questionId: '5'.repeat(2_000), url: null, title: 'x', excerpt: null }] },
  ],
  ['url is not an absolute URL (q1.html)', { url: 'q1.html' }],
])('refused by name: %s', (fault, change) => {
  expect(() => assertStorable(aPage(change))).toThrow(
    expect.objectContaining({ code: 'invalid-record', message: `Question 101 of sample: ${fault}.` }),
  )
})

test('accepts days and times that exist, 29 February too', () => {
  for (const postedAt of [
    '2024-02-29',
    '2013-07-08T00:00:00Z',
    '2013-07-08T12:34:56.123456+09:00',
    '2013-07-08T00:00:00-15:59',
    null,
  ]) {
    expect(() => assertStorable(aPage({ postedAt }))).not.toThrow()
  }
})
