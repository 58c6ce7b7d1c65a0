import { expect, test } from 'vitest'
import { fold, isBlank, parseCount, standsApart } from '../../../src/parse/text/fold.ts'

test('folding makes width and white space alike', () => {
  expect(fold('　Ａ１\n\tｱ ')).toBe('A1 ア')
})

test.each([
  ['１，０２４', 1024],
  [' 7 ', 7],
  ['0', 0],
  ['2147483647', 2_147_483_647],
  ['2147483648', null],
  ['1234567890123456', null],
  ['1.5', null],
  ['-1', null],
  ['', null],
  ['三', null],
])('the count %j is %s', (text, count) => {
  expect(parseCount(text)).toBe(count)
})

test('texts that need no normalising are the same as normalised', () => {
  for (let code = 0; code <= 0xffff; code += 1) {
    const text = `a${String.fromCharCode(code)}\u30ab`
    if (fold(text) === text) expect(text.normalize('NFKC')).toBe(text)
  }
})

test('a text is blank where nothing of it is left when it is folded', () => {
  for (let code = 0; code <= 0x10ffff; code += 1) {
    const text = String.fromCodePoint(code)
    if (isBlank(text) !== (fold(text) === '')) throw new Error(`U+${code.toString(16)}`)
  }
  expect(['', ' \u3000\n', ' x', '\u3000あ'].map(isBlank)).toEqual([true, true, false, false])
})

test('what stands apart is not joined with the text before it', () => {
  for (let code = 0; code <= 0xffff; code += 1) {
    if (!standsApart(code)) continue
    const text = String.fromCharCode(code)
    const joined = ['e', 'ヘ', 'か'].map((before) => `${before}${text}`.normalize('NFKC'))
    expect(joined).toEqual(['e', 'ヘ', 'か'].map((before) => before + text.normalize('NFKC')))
  }
  expect(['\u0301', '\u3099', '\u1161'].map((mark) => standsApart(mark.charCodeAt(0)))).toEqual([
    false,
    false,
    false,
  ])
})

test('a run of any combining mark is cut, whatever the text around it', () => {
  const marks = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).filter((one) =>
    /\p{M}/u.test(one),
  )
  expect(marks.length).toBeGreaterThan(1_000)
  const uncut = marks.filter((mark) => fold(`（${mark.repeat(40)}`) !== fold(`（${mark.repeat(30)}`))
  expect(uncut).toEqual([])
})
