import { expect, test } from 'vitest'
import { printedParameter } from '../../../src/database/values/printed-parameters.ts'

test.each([
  [null, null],
  [undefined, null],
  ['a', 'a'],
  [1.5, '1.5'],
  [true, 'true'],
  [10n, '10'],
  [new Date('2026-11-29T00:00:00Z'), '2026-11-29T00:00:00.000Z'],
  [new Uint8Array([0, 255]), String.raw`\x00ff`],
  [{ a: 1 }, '{"a":1}'],
  [[], '{}'],
  [['a', 'b"c', 'd\\e', null], String.raw`{"a","b\"c","d\\e",NULL}`],
  [[[1, 2], [null]], '{{"1","2"},{NULL}}'],
])('%o is printed as %s', (value, printed) => {
  expect(printedParameter(value)).toBe(printed)
})
