import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeBytes } from '../../../src/parse/text/encoding-standard.ts'
import { decodeTwoByteCode, twoByteCodes } from '../../../src/parse/text/two-byte-codes.ts'
import { draws } from '../../draws.ts'

describe.each([...twoByteCodes])('%s', (encoding) => {
  test('pairs of bytes are decoded as the standard decodes them, or left to it', () => {
    // Every fifth pair, so each lead and each trail with many others.
    const pairs = Array.from({ length: (128 * 192) / 5 }, (_, at) => [
      0x80 + Math.floor((5 * at) / 192),
      0x40 + ((5 * at) % 192),
    ])
    const lines = Uint8Array.from(pairs.flatMap((pair) => [...pair, 0x0a]))
    const expected = decodeBytes(lines, encoding).split('\n')
    const decoded = pairs.map((pair) => decodeTwoByteCode(Uint8Array.from(pair), encoding))
    expect(decoded.filter((text, at) => text !== null && text !== expected[at])).toEqual([])
    expect(decoded.filter((text) => text !== null).length).toBeGreaterThan(1_200)
  })

  test('bytes of any kind are decoded as the standard decodes them, or left to it', () => {
    const ascii = fc.nat(1500).map((length) => Array.from({ length }, () => 0x61))
    const high = fc.array(fc.integer({ min: 0xa1, max: 0xfe }), { maxLength: 40 })
    const any = fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 6 })
    const bytes = fc.array(fc.oneof(ascii, high, any), { maxLength: 8 })
    fc.assert(
      fc.property(bytes, (parts) => {
        const page = Uint8Array.from(parts.flat())
        const text = decodeTwoByteCode(page, encoding)
        return text === null || text === decodeBytes(page, encoding)
      }),
      draws(50, 5_000),
    )
  })
})

test.each([
  ['euc-jp', 'a4b3a4f3 20 a1a2 8eb1', 'こん 、ｱ'],
  ['shift_jis', '82b182f1 20 8141 b1', 'こん 、ｱ'],
  ['euc-kr', 'b0a1 20 b3aa', '가 나'],
  ['gbk', 'c4e3 20 80', '你 €'],
  ['big5', 'a741 20 a66e', '你 好'],
])('%s of whole pairs is not left to the standard', (encoding, hex, text) => {
  const bytes = Buffer.from(hex.replaceAll(' ', ''), 'hex')
  expect(decodeTwoByteCode(bytes, encoding)).toBe(text)
})

test('a long run of ASCII around Japanese text stays as it is', () => {
  const style = '.a{color:#000}\n'.repeat(300)
  const bytes = Buffer.concat([Buffer.from(style), Buffer.from('a4b3', 'hex'), Buffer.from(style)])
  expect(decodeTwoByteCode(bytes, 'euc-jp')).toBe(`${style}こ${style}`)
})

test.each([
  ['three bytes of JIS X 0212', 'euc-jp', '8fb0a1'],
  ['four bytes', 'gb18030', '81308130'],
  ['a character outside the Basic Multilingual Plane', 'big5', '8862'],
  ['a character that the end cuts off', 'euc-jp', 'a4b3a4'],
  ['a pair that is none', 'shift_jis', '82b1fdfd'],
  ['a byte order mark', 'shift_jis', 'efbbbf41'],
  ['another encoding', 'utf-8', '41'],
])('%s is left to the standard', (_, encoding, hex) => {
  expect(decodeTwoByteCode(Buffer.from(hex, 'hex'), encoding)).toBeNull()
})
