import { describe, expect, test } from 'vitest'
import { reparseReport, retriedOf } from '../../../src/cli/reports/reparse-report.ts'
import type { ReparseEnd } from '../../../src/reparse/reparse.ts'
import { nothingRead } from '../../../src/reparse/summary.ts'

const end = (change: Partial<ReparseEnd>): ReparseEnd => ({
  ...nothingRead,
  runId: 'a-run',
  result: 'done',
  ...change,
})
const lines = (change: Partial<ReparseEnd>, withFields = false) =>
  reparseReport(end(change), { withFields, retried: null }).split('\n')

describe('the report of a re-parse', () => {
  test('shows the pages and every count that is not 0', () => {
    expect(lines({}).map((line) => line.trim())).toEqual(['count', 'pages read      0'])
    const counts = { pages: 45, changed: 1, unchanged: 2, new: 3, rejected: 4, notFound: 5, notAQuestion: 6 }
    expect(lines({ ...counts, older: 7, gone: 8 })).toEqual([
      '                           count',
      'pages read                    45',
      'questions changed              1',
      'questions unchanged            2',
      'questions new                  3',
      'rejected                       4',
      'not found                      5',
      'not a question                 6',
      'older than what is loaded      7',
      'gone since                     8',
    ])
  })

  test('shows changed fields with their samples where it is asked to', () => {
    const sample = { site: 'okwave', questionId: '7', place: 'title', before: 'old', after: 'new' }
    const fields = [
      { field: 'title', records: 2, samples: [sample] },
      { field: 'body', records: 1, samples: [] },
    ]
    expect(lines({ pages: 3, fields }, true).slice(2)).toEqual([
      '',
      'title: 2 records',
      '  okwave 7 title: "old" → "new"',
      'body: 1 record',
    ])
    expect(lines({ pages: 3, fields })).toHaveLength(2)
    expect(lines({ pages: 3 }, true)).toHaveLength(2)
  })

  test('names questions whose pages show none now, with the reason where there is one', () => {
    const lostSamples = [
      { site: 'okwave', path: '/qa/q1.html', kind: 'rejected', reason: 'checks' },
      { site: 'okwave', path: '/qa/q2.html', kind: 'not-found', reason: null },
    ]
    expect(lines({ lost: 2, lostSamples }).slice(2)).toEqual([
      '',
      '2 questions of the database in whose pages the parser finds none now (rows stay):',
      '  okwave /qa/q1.html: rejected (checks)',
      '  okwave /qa/q2.html: not-found',
    ])
    expect(lines({ lost: 1, lostSamples: [] }).at(-1)).toMatch(/^1 question of /)
  })

  test('says of a dry run that nothing was written', () => {
    expect(lines({ runId: null }).slice(2)).toEqual(['', 'A dry run: nothing was written.'])
  })
})

test('a re-parse of rejects counts what became of them, unreadable ones too', () => {
  const rejectedFor = [
    { reason: 'checks', pages: 2 },
    { reason: 'truncated', pages: 1 },
  ] as const
  const done = end({ pages: 10, withQuestion: 4, rejectedFor, notFound: 1, notAQuestion: 2 })
  const retried = retriedOf(done, 5)
  expect(retried).toEqual({
    rejects: 15,
    madeGood: 4,
    stillRejected: rejectedFor,
    noQuestion: 3,
    unreadable: 5,
  })
  expect(reparseReport(done, { withFields: false, retried }).split('\n')).toEqual([
    '                           count',
    'rejects                       15',
    'made good                      4',
    'still rejected: checks         2',
    'still rejected: truncated      1',
    'no question there              3',
    'unreadable                     5',
  ])
})
