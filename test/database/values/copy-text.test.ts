import { expect, test } from 'vitest'
import { copyText } from '../../../src/database/values/copy-text.ts'

test('a row is a line, with the values of the fields in their order', () => {
  const rows = [
    { title: '除湿機', rank: 1, is_best: true },
    { rank: 2, is_best: false, title: '' },
  ]
  expect(copyText(rows, ['rank', 'title', 'is_best'])).toBe('1\t除湿機\ttrue\n2\t\tfalse\n')
})

test('null and a missing field are null, a text that looks like null is a text', () => {
  expect(copyText([{ a: null, c: '\\N' }], ['a', 'b', 'c'])).toBe('\\N\t\\N\t\\\\N\n')
})

test('tabs, line ends and backslashes do not end a value', () => {
  expect(copyText([{ a: 'a\tb\nc\r\nd\\' }, { a: '\\.' }], ['a'])).toBe('a\\tb\\nc\\r\\nd\\\\\n\\\\.\n')
})

test('a field may fill two columns', () => {
  expect(copyText([{ at: '2026-11-02' }], ['at', 'at'])).toBe('2026-11-02\t2026-11-02\n')
})

test('arrays are quoted as arrays of Postgres first', () => {
  expect(copyText([{ a: [], b: ['x"y', 'a\\b', ''] }], ['a', 'b'])).toBe('{}\t{"x\\\\"y","a\\\\\\\\b",""}\n')
})

test('without rows there is no text', () => {
  expect(copyText([], ['a'])).toBe('')
})
