/** `decodeHtml`: byte order mark, label, `<meta>` and guess. */
import iconv from 'iconv-lite'
import { expect, test } from 'vitest'
import { decodeHtml } from '../../../src/parse/text/charset.ts'

const sentence = '質問の本文はここにあります。かなとカタカナと漢字が混ざっています。'
const html = `<html><head><title>x</title></head><body>${sentence}</body></html>`

test.each(['EUC-JP', 'Shift_JIS'])('unlabelled %s is guessed from its bytes', (name) => {
  expect(decodeHtml(iconv.encode(html, name))).toEqual({
    text: html,
    encoding: name.toLowerCase(),
    source: 'guess',
  })
})

test('unlabelled UTF-8 is read as UTF-8', () => {
  expect(decodeHtml(Buffer.from(html))).toMatchObject({ text: html, encoding: 'utf-8' })
})

test('plain ASCII without a label is windows-1252 by default', () => {
  expect(decodeHtml(Buffer.from('<p>plain</p>'))).toEqual({
    text: '<p>plain</p>',
    encoding: 'windows-1252',
    source: 'default',
  })
})

test('the HTTP label wins over the meta element', () => {
  const page = `<meta charset="shift_jis">${sentence}`
  expect(decodeHtml(iconv.encode(page, 'EUC-JP'), 'text/html; charset="EUC-JP"')).toEqual({
    text: page,
    encoding: 'euc-jp',
    source: 'http',
  })
})

test('a byte order mark wins over every label and is not part of the text', () => {
  const bytes = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(html)])
  expect(decodeHtml(bytes, 'text/html; charset=shift_jis')).toEqual({
    text: html,
    encoding: 'utf-8',
    source: 'bom',
  })
})

test('a label that the bytes contradict gives way to a recorded guess', () => {
  const page = `<meta charset="utf-8">${sentence.repeat(5)}`
  expect(decodeHtml(iconv.encode(page, 'EUC-JP'))).toEqual({
    text: page,
    encoding: 'euc-jp',
    source: 'guess',
  })
})

test.each([
  ['utf-8', 'EUC-JP'],
  ['utf-8', 'Shift_JIS'],
  ['euc-jp', 'utf-8'],
  ['shift_jis', 'utf-8'],
  ['shift_jis', 'EUC-JP'],
  ['euc-jp', 'Shift_JIS'],
])('the label %s over a short page in %s is caught', (label, real) => {
  const page = `<title>質問</title><meta charset="${label}"><p>${sentence}`
  expect(decodeHtml(iconv.encode(page, real))).toEqual({
    text: page,
    encoding: real.toLowerCase(),
    source: 'guess',
  })
})

test('a comment and attributes in another encoding do not contradict the label', () => {
  const page = iconv.encode(`<meta charset="euc-jp"><title>質問</title><p>${sentence}`, 'EUC-JP')
  const pasted = Buffer.from(`<!-- ${sentence} --><img alt="${sentence}">`)
  expect(decodeHtml(Buffer.concat([pasted, page]))).toMatchObject({
    text: expect.stringContaining(sentence),
    encoding: 'euc-jp',
    source: 'meta',
  })
})

test('tags that never end take linear time', () => {
  for (const open of ['<!--', '<a', '<!-- > ', '<']) {
    const bytes = Buffer.concat([Buffer.alloc(200_000, 0xff), Buffer.from(open.repeat(500_000))])
    expect(decodeHtml(bytes, 'text/html; charset=utf-8').encoding).toBe('utf-8')
  }
})

test('an unmapped Shift_JIS lead byte does not swallow the ASCII byte after it', () => {
  const bytes = Buffer.from([0x82, 0x40, 0x41])
  expect(decodeHtml(bytes, 'text/html; charset=shift_jis').text).toBe('\uFFFD@A')
})

test('a declaration beyond the first 1024 bytes is not seen', () => {
  const page = `<!-- ${'x'.repeat(1024)} --><meta charset="iso-8859-2">`
  expect(decodeHtml(Buffer.from(page))).toMatchObject({ encoding: 'windows-1252', source: 'default' })
})
