import { expect, test } from 'vitest'
import { asStored } from '../../src/load/rows/stored-records.ts'
import type { PlacedPage } from '../../src/reparse/compare-with-stored.ts'
import { addSummaries, nothingRead, summaryOfPage } from '../../src/reparse/summary.ts'
import { aPage } from '../load/pages.ts'

const question = aPage({ questionId: '1', body: 'now' })

function placed(page: Partial<PlacedPage>): PlacedPage {
  const known = {
    isKnown: true,
    parserVersion: '2026-12-01a+sample.1',
    captureId: null,
    capturedAt: null,
    loadedAs: { capturedAt: new Date(0), captureId: null },
  }
  return {
    site: 'sample',
    path: '/qa/q1.html',
    outcome: { kind: 'question', page: question },
    links: { questions: [], lists: [], next: null } as unknown as PlacedPage['links'],
    recency: 'current',
    stored: null,
    questionId: null,
    ...known,
    ...page,
  }
}
const stored = (body: string) => ({ page: asStored({ ...question, body }), goneAt: null, captureId: null })
const rejected = (reason: 'checks' | 'truncated') =>
  ({ kind: 'rejected', url: question.url, reason, checks: [] }) as const

test.each([
  ['new', {}, { new: 1 }],
  ['unchanged', { stored: stored('now') }, { unchanged: 1 }],
  ['older than what is loaded', { recency: 'older', stored: stored('before') } as const, { older: 1 }],
  ['gone since', { recency: 'gone', stored: stored('before') } as const, { gone: 1 }],
])('a question that is %s counts once', (_, page, counts) => {
  expect(summaryOfPage(placed(page))).toEqual({ ...nothingRead, pages: 1, withQuestion: 1, ...counts })
})

test('a changed question names its field, with a sample', () => {
  const summary = summaryOfPage(placed({ stored: stored('before') }))
  const sample = { site: question.site, questionId: '1', place: 'body', before: 'before', after: 'now' }
  const fields = [{ field: 'body', records: 1, samples: [sample] }]
  expect(summary).toEqual({ ...nothingRead, pages: 1, withQuestion: 1, changed: 1, fields })
})

test('a page whose stored question is no longer found is lost, with a sample', () => {
  const summary = summaryOfPage(placed({ outcome: rejected('checks'), questionId: '1' }))
  expect(summary).toEqual({
    ...nothingRead,
    pages: 1,
    rejected: 1,
    rejectedFor: [{ reason: 'checks', pages: 1 }],
    lost: 1,
    lostSamples: [{ site: 'sample', path: '/qa/q1.html', kind: 'rejected', reason: 'checks' }],
  })
  const never = summaryOfPage(
    placed({ outcome: { kind: 'not-found', url: question.url } as PlacedPage['outcome'] }),
  )
  expect(never).toEqual({ ...nothingRead, pages: 1, notFound: 1 })
})

test('an older capture that is rejected is not lost, but its reason is counted', () => {
  const summary = summaryOfPage(placed({ outcome: rejected('checks'), recency: 'older', questionId: '1' }))
  expect(summary).toEqual({
    ...nothingRead,
    pages: 1,
    older: 1,
    rejectedFor: [{ reason: 'checks', pages: 1 }],
  })
})

test('parts add up: the most frequent reasons and fields first, three samples of each kind', () => {
  const parts = [
    ...['truncated', 'checks', 'checks'].map((reason) =>
      summaryOfPage(placed({ outcome: rejected(reason as 'checks'), questionId: '1' })),
    ),
    summaryOfPage(placed({ outcome: rejected('checks'), questionId: '2', path: '/qa/q2.html' })),
    ...['a', 'b', 'c', 'd'].map((body) => summaryOfPage(placed({ stored: stored(body) }))),
  ]
  const sum = parts.reduce(addSummaries, nothingRead)
  expect(sum).toMatchObject({ pages: 8, withQuestion: 4, changed: 4, rejected: 4, lost: 4 })
  expect(sum.rejectedFor).toEqual([
    { reason: 'checks', pages: 3 },
    { reason: 'truncated', pages: 1 },
  ])
  expect(sum.lostSamples.map(({ path }) => path)).toEqual(['/qa/q1.html', '/qa/q1.html', '/qa/q1.html'])
  expect(sum.fields.map(({ field, records }) => [field, records])).toEqual([['body', 4]])
  expect(sum.fields[0]?.samples.map(({ before }) => before)).toEqual(['a', 'b', 'c'])
  expect(parts.reduceRight((b, a) => addSummaries(a, b))).toEqual(sum)
})
