/** Charset labels that the Encoding standard lacks, and those that are never obeyed. */
import { normalizeEncoding } from '@exodus/bytes/encoding.js'
import iconv from 'iconv-lite'
import { expect, test } from 'vitest'
import { decodeHtml } from '../../../src/parse/text/charset.ts'
import { charsetOfLabel } from '../../../src/parse/text/charset-labels.ts'

const ascii = (text: string): readonly number[] => [...Buffer.from(text, 'latin1')]

// <title>Ab</title>ｱｲ① in CP932: half-width katakana, and a character of NEC row 13.
const cp932 = Uint8Array.from([...ascii('<title>Ab</title>'), 0xb1, 0xb2, 0x87, 0x40])

test.each([
  'cp932',
  'CP932',
  'windows-932',
  'MS932',
  'Windows-31J',
  'csWindows31J',
  'ibm943',
  'cp943',
  'Cp943C',
  'x-IBM943C',
  'SJIS-win',
  'x-ms-cp932',
])('%s in the header is Shift_JIS as the standard decodes it, on a short page too', (label) => {
  expect(decodeHtml(cp932, `text/html; charset=${label}`)).toEqual({
    text: '<title>Ab</title>ｱｲ①',
    encoding: 'shift_jis',
    source: 'http',
  })
})

test.each([
  '<meta charset=cp932>',
  "<META CHARSET = 'cp932'>",
  '<meta http-equiv="Content-Type" content="text/html; charset=CP932">',
  '<!-- charset=cp437 --><script charset=cp850></script><meta charset=cp932>',
  '<meta content="text/html; charset=cp437"><meta charset="windows-932">',
])('%s declares Shift_JIS', (declaration) => {
  expect(decodeHtml(Uint8Array.from([...ascii(declaration), ...cp932]))).toEqual({
    text: `${declaration}<title>Ab</title>ｱｲ①`,
    encoding: 'shift_jis',
    source: 'meta',
  })
})

test('a label that the standard lists wins over one beside it that it does not, as in a browser', () => {
  const page = '<meta charset=cp932><meta charset=euc-jp>'
  expect(decodeHtml(Buffer.from(page))).toMatchObject({ encoding: 'euc-jp', source: 'meta' })
})

test('a declaration that the standard does not list is seen in the first 64 KiB', () => {
  const page = `<!-- ${'x'.repeat(2000)} --><meta charset=cp437>`
  expect(decodeHtml(Buffer.from(`${page}<p>`))).toMatchObject({ encoding: 'cp437', source: 'meta' })
  expect(decodeHtml(Buffer.from(`${' '.repeat(64 * 1024)}${page}<p>`))).toMatchObject({ source: 'default' })
})

test.each([
  ['cp51932', [0xad, 0xa1], '①', 'euc-jp'],
  ['eucJP-ms', [0xa4, 0xa2, 0x8e, 0xb1], 'あｱ', 'euc-jp'],
  ['eucJP-win', [0xa4, 0xa2], 'あ', 'euc-jp'],
  ['ujis', [0xa4, 0xa2], 'あ', 'euc-jp'],
  ['EUC_JP', [0xa4, 0xa2], 'あ', 'euc-jp'],
  ['x-euc-jp-linux', [0xa4, 0xa2], 'あ', 'euc-jp'],
  ['cp50220', [0x1b, 0x24, 0x42, 0x24, 0x22], 'あ', 'iso-2022-jp'],
  ['cp949', [0x8c, 0x63], '똠', 'euc-kr'],
  ['UHC', [0x8c, 0x63], '똠', 'euc-kr'],
  ['ms949', [0xb0, 0xa1], '가', 'euc-kr'],
  ['cp936', [0xb0, 0xa1], '啊', 'gbk'],
  ['MS936', [0xb0, 0xa1], '啊', 'gbk'],
  ['euc-cn', [0xb0, 0xa1], '啊', 'gbk'],
  ['cp950', [0xa4, 0x40], '一', 'big5'],
  ['win-1251', [0xcf], 'П', 'windows-1251'],
  ['cp874', [0xa1], 'ก', 'windows-874'],
  ['cp65001', [0xe3, 0x81, 0x82], 'あ', 'utf-8'],
  // What the standard has no decoder for.
  ['cp437', [0x82, 0xe1], 'éß', 'cp437'],
  ['IBM850', [0x82, 0xd5], 'éı', 'cp850'],
  ['IBM00858', [0xd5], '€', 'cp858'],
  ['dos-852', [0x86], 'ć', 'cp852'],
  ['cp865', [0x9b], 'ø', 'cp865'],
  ['csPC862LatinHebrew', [0x80], 'א', 'cp862'],
  ['x-mac-ce', [0x8e], 'é', 'maccenteuro'],
  ['x-mac-greek', [0xe1], 'α', 'macgreek'],
  ['x-mac-turkish', [0xdb], 'ğ', 'macturkish'],
])('%s decodes %j as %s (%s)', (label, bytes, text, encoding) => {
  const charset = charsetOfLabel(label)
  expect(charset?.encoding).toBe(encoding)
  expect(charset?.decode(Uint8Array.from(bytes))).toBe(text)
})

test.each([
  'utf-7',
  'UTF7',
  'unicode-1-1-utf-7',
  'utf-7-imap',
  'utf-32',
  'utf-32le',
  'ucs-4',
  'base64',
  'hex',
  'binary',
])('%s is never obeyed', (label) => {
  expect(charsetOfLabel(label)).toBeNull()
  const page = '<p>+ADw-script+AD4-</p>'
  expect(decodeHtml(Buffer.from(page), `text/html; charset=${label}`)).toEqual({
    text: page,
    encoding: 'windows-1252',
    source: 'default',
  })
})

test('every code page that iconv-lite decodes keeps ASCII, so that no label hides markup', () => {
  // The tables of iconv-lite are loaded by its first question.
  iconv.encodingExists('cp437')
  const { encodings } = iconv as unknown as { encodings: object }
  const pages = Object.keys(encodings)
    .map(charsetOfLabel)
    .filter((charset) => charset !== null)
    .filter(({ encoding }) => normalizeEncoding(encoding) === null)
  const bytes = Uint8Array.from({ length: 0x80 }, (_, byte) => byte)
  for (const page of pages) expect(page.decode(bytes)).toBe(Buffer.from(bytes).toString('latin1'))
  expect(new Set(pages.map(({ encoding }) => encoding)).size).toBe(25)
})
