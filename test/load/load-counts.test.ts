/** Load counts: sums of several loads, table by table and column by column. */
import { expect, test } from 'vitest'
import { addCounts, type LoadCounts, nothingLoaded, type RowCounts } from '../../src/load/load-counts.ts'

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
