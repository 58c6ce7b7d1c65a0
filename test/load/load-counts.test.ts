/** Load counts: sums of several loads, table by table and column by column. */
import { describe, expect, test } from 'vitest'
import {
  addCounts,
  countAs,
  countLive,
  type LoadCounts,
  nothingLoaded,
  type RowCounts,
  rowsShown,
} from '../../src/load/load-counts.ts'
import { aPage } from './pages.ts'

const rows = (first: number): RowCounts => ({
  inserted: first,
  changed: first + 1,
  unchanged: first + 2,
  gone: first + 3,
  stale: first + 4,
})
const counts = (first: number): LoadCounts => ({
  question: rows(first),
  answer: rows(first + 10),
  reply: rows(first + 20),
  related: rows(first + 30),
})

test('adds each count to the same count of the same table', () => {
  expect(addCounts(counts(100), counts(1_000))).toEqual({
    question: { inserted: 1100, changed: 1102, unchanged: 1104, gone: 1106, stale: 1108 },
    answer: { inserted: 1120, changed: 1122, unchanged: 1124, gone: 1126, stale: 1128 },
    reply: { inserted: 1140, changed: 1142, unchanged: 1144, gone: 1146, stale: 1148 },
    related: { inserted: 1160, changed: 1162, unchanged: 1164, gone: 1166, stale: 1168 },
  })
})

test('adding nothing changes nothing', () => {
  expect(addCounts(counts(1), nothingLoaded)).toEqual(counts(1))
  expect(addCounts(nothingLoaded, nothingLoaded)).toEqual(nothingLoaded)
})

describe('counts of records', () => {
  const none = { inserted: 0, changed: 0, unchanged: 0, gone: 0, stale: 0 }
  // Two answers, a supplement and a thanks, two related questions; and one with nothing but itself.
  const pages = [aPage(), aPage({ questionId: '103', answers: [], replies: [], related: [] })]

  test('whose rows all fared alike', () => {
    expect(countAs('stale', aPage())).toEqual({
      question: { ...none, stale: 1 },
      answer: { ...none, stale: 2 },
      reply: { ...none, stale: 2 },
      related: { ...none, stale: 2 },
    })
    expect(countAs('inserted', aPage()).answer).toEqual({ ...none, inserted: 2 })
  })

  test('rows that were shown and not written are unchanged', () => {
    expect(countLive(pages, null, 0)).toEqual({
      question: { ...none, unchanged: 2 },
      answer: { ...none, unchanged: 2 },
      reply: { ...none, unchanged: 2 },
      related: { ...none, unchanged: 2 },
    })
  })

  test('questions that were made beforehand are inserted too', () => {
    const written = {
      question: { inserted: 0, changed: 1, gone: 0 },
      answer: { inserted: 1, changed: 0, gone: 3 },
      reply: { inserted: 2, changed: 1, gone: 0 },
      related: { inserted: 0, changed: 2, gone: 1 },
    }
    expect(countLive(pages, written, 1)).toEqual({
      question: { ...none, inserted: 1, changed: 1 },
      answer: { ...none, inserted: 1, unchanged: 1, gone: 3 },
      // More was written than these pages show: nothing is unchanged, and never less than nothing.
      reply: { ...none, inserted: 2, changed: 1 },
      related: { ...none, changed: 2, gone: 1 },
    })
  })

  test('a record shows its question, answers, replies and related questions', () => {
    expect(rowsShown(aPage())).toBe(7)
    expect(rowsShown(aPage({ answers: [], replies: [], related: [] }))).toBe(1)
  })
})
