import { expect, test } from 'vitest'
import { oneLine } from '../../../src/cli/output/one-line.ts'

test.each([
  ['a line break', 'one\r\ntwo\nthree', 'one↵two↵three'],
  ['a control sequence of a terminal', 'a\u001b[2Jb\u009bc', 'a [2Jb c'],
  ['a separator of lines', 'a\u2028b\u2029c', 'a b c'],
  ['an override of the direction', 'a\u202etxt.exe\u202cb', 'atxt.exeb'],
  ['isolates and marks of direction', '\u2066a\u2069\u200fb\u200e\u061cc', 'abc'],
  ['right-to-left text itself', 'שלום', 'שלום'],
])('%s cannot disturb a table', (_, text, shown) => {
  expect(oneLine(text)).toBe(shown)
})
