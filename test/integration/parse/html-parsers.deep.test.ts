/** The full run of test/parse/html-parsers.test.ts: every third end tag of every fixture left out, one at a time. */
import { expect, test } from 'vitest'
import { leaveOutEndTags } from '../../parse/html-parsers.ts'

test('a page with one end tag left out gives the same record with both parsers, or is flagged', () => {
  const { silent, tried } = leaveOutEndTags(3)
  expect(silent).toEqual([])
  expect(tried).toBeGreaterThan(300)
})
