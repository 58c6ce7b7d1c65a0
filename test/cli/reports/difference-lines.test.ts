import { expect, test } from 'vitest'
import { changeText, differenceLine } from '../../../src/cli/reports/difference-lines.ts'

test('a difference is its place, the old value and the new one', () => {
  expect(differenceLine({ field: 'status', place: 'status', before: 'open', after: 'solved' })).toBe(
    'status: "open" → "solved"',
  )
  expect(changeText(3, undefined)).toBe('3 → (nothing)')
  expect(changeText(null, ['a'])).toBe('null → ["a"]')
})

test('texts that begin alike are shown from twelve characters before their first difference', () => {
  expect(changeText('0123456789abX', '0123456789abY')).toBe('"0123456789abX" → "0123456789abY"')
  expect(changeText('0123456789abcX', '0123456789abcY')).toBe('…"123456789abcX" → …"123456789abcY"')
  expect(changeText('same', 'same and more')).toBe('"same" → "same and more"')
})

test('a value of more than sixty characters is cut', () => {
  expect(changeText('', 'x'.repeat(58))).toBe(`"" → "${'x'.repeat(58)}"`)
  expect(changeText('', 'x'.repeat(59))).toBe(`"" → "${'x'.repeat(59)}…`)
  expect(changeText(undefined, '😀'.repeat(61))).toBe(`(nothing) → "${'😀'.repeat(59)}…`)
})
