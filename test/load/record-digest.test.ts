import { expect, test } from 'vitest'
import { recordDigest } from '../../src/load/record-digest.ts'
import type { QuestionPage } from '../../src/model/question-page.ts'
import { recordSchema } from '../../src/model/record-schema.ts'
import { anAnswer, aPage, aReply } from './pages.ts'

const digest = recordDigest(aPage())

test('a digest names its algorithm', () => {
  expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/)
})

test('the order of fields does not change the digest', () => {
  expect(recordDigest(structuredClone(aPage()))).toBe(digest)
  const reversed = Object.fromEntries(Object.entries(aPage()).reverse())
  expect(recordDigest(recordSchema.parse(reversed))).toBe(digest)
})

test('layout and checks are not in the digest, because they describe the parser', () => {
  expect(
    recordDigest(
      aPage({
        layout: 'okwave/classic',
        checks: [{ code: 'encoding-guessed', severity: 'warning', message: 'euc-jp' }],
      }),
    ),
  ).toBe(digest)
})

test.each([
  ['site', aPage({ site: 'okwave' })],
  ['questionId', aPage({ url: aPage().url, questionId: '9' })],
  ['url', aPage({ url: 'https://sample.example/qa/q0.html' })],
  ['aliases', aPage({ aliases: ['https://sample.example/m/q101.html'] })],
  ['title', aPage({ title: '別' })],
  ['body', aPage({ body: '別' })],
  ['status', aPage({ status: 'closed' })],
  ['categories', aPage({ categories: ['暮らし'] })],
  ['asker', aPage({ asker: null })],
  [
    'asker name',
    aPage({ asker: { name: 'x', url: 'https://sample.example/u/ameagari', bestAnswerRate: null } }),
  ],
  ['postedAt', aPage({ postedAt: null })],
  ['answerCount', aPage({ answerCount: null })],
  ['thanksCount', aPage({ thanksCount: 1 })],
  ['complete', aPage({ complete: false })],
  ['nextPageUrl', aPage({ nextPageUrl: 'https://sample.example/qa/q101.html?page=2' })],
  ['imageUrls', aPage({ imageUrls: [] })],
  ['related', aPage({ related: aPage().related.slice(0, 1) })],
  ['related order', aPage({ related: aPage().related.toReversed() })],
  ['replies', aPage({ replies: [] })],
  ['reply kind', aPage({ replies: [aReply('thanks')] })],
  ['answer order', aPage({ answers: aPage().answers.toReversed() })],
  ['answer key', aPage({ answers: [anAnswer('1'), anAnswer('2', { key: '3' })] })],
  ['best answer', aPage({ answers: aPage().answers.map((answer) => ({ ...answer, isBest: false })) })],
  [
    'best-answer rate',
    aPage({
      answers: aPage().answers.map((answer) => ({
        ...answer,
        author: {
          name: answer.author?.name ?? '',
          url: null,
          bestAnswerRate: { percent: 25, best: 14, answers: 57 },
        },
      })),
    }),
  ],
])('another %s is another digest', (_field, page) => {
  expect(recordDigest(page)).not.toBe(digest)
})

test('every field of the schema is in the digest, but layout, checks and what a check holds', () => {
  const schema = JSON.stringify(recordSchema.toJSONSchema())
  const fields = new Set<string>(
    [...schema.matchAll(/"required":(\[[^\]]*\])/g)].flatMap(([, list]) => JSON.parse(list ?? '[]')),
  )
  const ofTheParser = ['layout', 'checks', 'code', 'severity', 'message']
  expect(ofTheParser.filter((field) => !fields.delete(field))).toEqual([])
  const parts = ['answers', 'replies', 'related']
  const without = (field: string): QuestionPage =>
    JSON.parse(
      JSON.stringify(aPage(), (key, value) => {
        if (key !== field) return value
        return parts.includes(field) && Array.isArray(value) ? [] : undefined
      }),
    )
  expect([...fields].filter((field) => recordDigest(without(field)) === digest)).toEqual([])
})

test('digests stored in databases never change', () => {
  expect(digest).toBe('sha256:069e37d7aa0ee33eaad7088fc790c51f222736208be36dfbed444a381a5c8e5f')
})
