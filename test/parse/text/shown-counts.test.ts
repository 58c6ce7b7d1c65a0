/** Counts as sites show them. */
import { expect, test } from 'vitest'
import { parseShownCount } from '../../../src/parse/text/shown-counts.ts'

test.each([
  ['2回答', 2],
  ['回答 １，２３４件', 1_234],
  ['Answers(3)', 3],
  ['1.2k', 1_200],
  ['1,2k views', 1_200],
  ['3万', 30_000],
  ['1.5万人', 15_000],
  ['12 345', 12_345],
  ["1'234", 1_234],
  ['1.234', 1_234],
  ['2.0', 2],
  ['-3', -3],
  ['−3', -3],
  ['ありがとう数-2', -2],
  ['Q-3', 3],
  ['5 kg', 5],
  ['-0', 0],
])('%s is %i', (text, count) => expect(parseShownCount(text)).toEqual({ kind: 'count', count }))

test.each(['no answers', '', '1.5', '1,23', '3 of 12', `1${'0'.repeat(200)}`])('%s is no count', (text) => {
  expect(parseShownCount(text)).toEqual({ kind: 'none' })
})

test('a count that the database cannot hold is out of range', () => {
  expect(parseShownCount('99億')).toEqual({ kind: 'out-of-range' })
  expect(parseShownCount('2147483647')).toEqual({ kind: 'count', count: 2_147_483_647 })
})
