/** Which of two parser versions is newer. */
import { expect, test } from 'vitest'
import { areDifferentParsers, compareParserVersions } from '../../../src/load/history/parser-order.ts'

test.each([
  ['2026-11-29c', '2026-12-01a'],
  ['1.9', '1.10'],
  ['2026-11-29c+goo.9', '2026-12-01a+goo.1'],
  ['2026-12-01a+goo.9', '2026-12-01a+goo.10'],
  ['2026-12-01a+qa.example.com.1', '2026-12-01a+qa.example.com.2'],
  // A parser without the definition knows less about the site.
  ['2026-12-01a', '2026-12-01a+goo.1'],
  ['2026-12-01a+goo.1', '2026-12-01b'],
  [null, '2026-12-01a'],
])('%s is older than %s', (older, newer) => {
  expect(Math.sign(compareParserVersions(older, newer))).toBe(-1)
  expect(Math.sign(compareParserVersions(newer, older))).toBe(1)
})

test('definitions of two sites are not compared', () => {
  expect(compareParserVersions('2026-12-01a+goo.9', '2026-12-01a+okwave.2')).toBe(0)
})

test('records of two versions may differ, and an unknown version counts as the same', () => {
  expect(areDifferentParsers('2026-12-01a+goo.1', '2026-12-01a+goo.2')).toBe(true)
  expect(areDifferentParsers('2026-12-01a+goo.1', '2026-12-01a+goo.1')).toBe(false)
  expect(areDifferentParsers('2026-12-01a+goo.1', null)).toBe(false)
})
