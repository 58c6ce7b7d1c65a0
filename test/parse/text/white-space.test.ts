import fc from 'fast-check'
import { expect, test } from 'vitest'
import { collapsed, tidyLines } from '../../../src/parse/text/white-space.ts'

test.each([
  ['a b', 'a b'],
  [' a  b ', ' a b '],
  ['a\t\r\n\fb', 'a b'],
  ['\n', ' '],
  ['\u3000 \u00a0\u00a0', '\u3000 \u00a0\u00a0'],
])('%j collapses to %j', (text, expected) => {
  expect(collapsed(text)).toBe(expected)
  // Long texts are looked at in another way.
  const filling = 'x'.repeat(100)
  expect(collapsed(filling + text)).toBe(filling + expected)
})

test('texts of any length collapse like their parts', () => {
  const text = fc.string({ unit: fc.constantFrom(...' \n\t\r\fab日\u3000'), maxLength: 200 })
  fc.assert(
    fc.property(text, (one) => {
      expect(collapsed(one)).toBe(one.replace(/[ \t\n\r\f]+/g, ' '))
    }),
    { numRuns: 500, seed: 3 },
  )
})

test('lines lose the spaces at their ends and the blank lines around them', () => {
  expect(tidyLines(' \n a  b \n \n c\n ')).toBe('a b\n\nc')
})
