/** The full run of test/parse/html-parsers.test.ts: every third end tag of every fixture left out, one at a time. */
import { expect, test } from 'vitest'
import { leaveOutEndTags } from '../../parse/html-parsers.ts'

test('a page without one of its end tags gives the same record as with the tree that a browser builds', () => {
  const { others, tried } = leaveOutEndTags(3)
  expect(others).toEqual([])
  expect(tried).toBeGreaterThan(300)
})
