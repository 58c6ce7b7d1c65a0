/** `decodeHtml`: byte order mark, label, `<meta>` and guess. */
import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
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

test('a label over damaged text does not give way to an encoding that decodes a little more of it', () => {
  const bytes = Array.from({ length: 94 * 94 }, (_, at) => [
    0xa1 + Math.floor(at / 94),
    0xa1 + (at % 94),
    0x0a,
  ])
  expect(decodeHtml(Uint8Array.from(bytes.flat()), 'text/html; charset=euc-jp')).toMatchObject({
    encoding: 'euc-jp',
    source: 'http',
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

describe('a declaration behind the first 1024 bytes', () => {
  const style = `<style>${'x'.repeat(1500)}</style>`
  const text = '<p>Почему?'

  test('is read where there is no other label', () => {
    const page = `${style}<meta charset=windows-1251>${text}`
    expect(decodeHtml(iconv.encode(page, 'windows-1251'))).toEqual({
      text: page,
      encoding: 'windows-1251',
      source: 'meta',
    })
  })

  test('is not read behind another label', () => {
    const page = Buffer.from(`<meta charset=iso-8859-5>${style}<meta charset=windows-1251>`)
    expect(decodeHtml(page)).toMatchObject({ encoding: 'iso-8859-5', source: 'meta' })
    expect(decodeHtml(page, 'text/html; charset=koi8-r')).toMatchObject({
      encoding: 'koi8-r',
      source: 'http',
    })
  })

  test.each(['script', 'style', 'textarea'])('is none inside of <%s>', (name) => {
    const page = Buffer.from(`${style}<${name}>var x = '<meta charset=iso-8859-5>'</${name}>`)
    expect(decodeHtml(page)).toMatchObject({ source: 'default' })
    expect(decodeHtml(Buffer.concat([page, Buffer.from('<meta charset=koi8-r>')]))).toMatchObject({
      encoding: 'koi8-r',
    })
  })

  test('gives way to text that is UTF-8, and says so', () => {
    const page = `${style}<meta charset=windows-1251>${text}`
    expect(decodeHtml(Buffer.from(page))).toEqual({ text: page, encoding: 'utf-8', source: 'bytes' })
  })
})

describe('an XML declaration', () => {
  test.each([
    ['EUC-KR', '질문'],
    ['GBK', '答'],
    ['windows-1253', 'Ερώτηση'],
    ['x-sjis', '英'],
  ])('of %s is read where there is no other label', (label, text) => {
    const page = `<?xml version="1.0" encoding="${label}"?><html><p>${text}`
    const encoding = label === 'x-sjis' ? 'shift_jis' : label.toLowerCase()
    expect(decodeHtml(iconv.encode(page, encoding))).toMatchObject({ text: page, encoding })
  })

  test('is overruled by any other label', () => {
    const page = Buffer.from('<?xml version="1.0" encoding="EUC-KR"?><meta charset=koi8-r>')
    expect(decodeHtml(page)).toMatchObject({ encoding: 'koi8-r', source: 'meta' })
    expect(decodeHtml(page, 'text/html; charset=big5')).toMatchObject({ encoding: 'big5', source: 'http' })
  })

  test('of UTF-16 in a page of single bytes means UTF-8', () => {
    expect(decodeHtml(Buffer.from('<?xml version="1.0" encoding="utf-16"?><p>'))).toMatchObject({
      encoding: 'utf-8',
      source: 'meta',
    })
  })
})

describe('unlabelled UTF-8 with damage', () => {
  const page = Buffer.from(sentence.repeat(20))

  test('in one of 200 characters is UTF-8', () => {
    const bytes = Buffer.concat([page, Buffer.from([0xff, 0x41, 0xe3, 0x81]), page])
    const { text, ...rest } = decodeHtml(bytes)
    expect(rest).toEqual({ encoding: 'utf-8', source: 'bytes' })
    expect(text.split('\uFFFD')).toHaveLength(3)
  })

  test('cut off within its last character is UTF-8', () => {
    expect(decodeHtml(page.subarray(0, -1))).toMatchObject({ encoding: 'utf-8', source: 'bytes' })
  })

  test('in one of 20 is not', () => {
    const bytes = Buffer.concat([Buffer.from(sentence.slice(0, 20)), Buffer.from([0xff, 0x41])])
    expect(decodeHtml(bytes).encoding).not.toBe('utf-8')
  })
})

describe('ISO-8859-1 from the server and another family from the page', () => {
  const apache = 'text/html; charset=ISO-8859-1'

  test.each([
    ['utf-8', '質問の本文'],
    ['shift_jis', 'ご利用の日本の質問'],
    ['windows-1251', 'Почему не работает'],
    ['gbk', '如何安装这个软件'],
    ['euc-kr', '질문과 답변'],
    ['iso-8859-7', 'Ερώτηση'],
    ['cp866', 'Ответы'],
  ])('is %s if its bytes are', (label, text) => {
    const page = `<meta charset=${label}><p>${text}`
    expect(decodeHtml(iconv.encode(page, label), apache)).toMatchObject({
      text: page,
      encoding: label === 'cp866' ? 'ibm866' : label,
      source: 'bytes',
    })
  })

  test.each(['utf-8', 'shift_jis', 'windows-1251', 'gbk'])('stays so if the bytes are not %s', (label) => {
    const page = `<meta charset=${label}><p>Où est l’été ?`
    expect(decodeHtml(iconv.encode(page, 'windows-1252'), apache)).toEqual({
      text: page,
      encoding: 'windows-1252',
      source: 'http',
    })
  })

  test('counts only where it is ISO-8859-1, and the page declares something', () => {
    const page = iconv.encode('<meta charset=shift_jis><p>ご利用の日本の質問', 'shift_jis')
    expect(decodeHtml(page, 'text/html; charset=windows-1252')).toMatchObject({ source: 'http' })
    expect(decodeHtml(page.subarray(24), apache)).toMatchObject({ source: 'http' })
  })
})

describe('a page without any label', () => {
  test.each([
    ['windows-1251', 'Почему программа не работает?'],
    ['koi8-r', 'Почему программа не работает?'],
    ['gbk', '如何安装这个软件？'],
    ['big5', '如何安裝這個軟體？'],
    ['euc-kr', '이 프로그램은 어떻게 설치하나요?'],
    ['windows-1253', 'Πώς μπορώ να εγκαταστήσω το πρόγραμμα;'],
    ['windows-1255', 'איך אני מתקין את התוכנה?'],
    ['windows-1256', 'كيف يمكنني تثبيت البرنامج؟'],
    ['windows-874', 'ติดตั้งโปรแกรมนี้อย่างไร'],
    ['windows-1250', 'Dziękuję za odpowiedź, wszystko działa źle'],
    ['iso-8859-2', 'Dziękuję za odpowiedź, wszystko działa źle, proszę'],
    ['windows-1254', 'Bu programı nasıl yükleyebilirim? Teşekkürler'],
    ['windows-1257', 'Kaip įdiegti šią programą? Ačiū už pagalbą'],
  ])('in %s is guessed by its letters', (encoding, text) => {
    const page = `<title>${text}</title><p>${text}`
    expect(decodeHtml(iconv.encode(page, encoding))).toEqual({ text: page, encoding, source: 'guess' })
  })

  test.each([
    'Wie kann ich das Programm öffnen?',
    'Où est la bibliothèque ?',
    '¿Cómo puedo hacerlo?',
    'Perché è così?',
    '100° – “quoted”',
    'é',
  ])('is windows-1252 where it is Western: %s', (text) => {
    expect(decodeHtml(iconv.encode(`<p>${text}`, 'windows-1252'))).toEqual({
      text: `<p>${text}`,
      encoding: 'windows-1252',
      source: 'default',
    })
  })
})

test('declarations that never end take linear time', () => {
  for (const open of ['<script ', '<style>', '<meta charset=', '<?xml encoding', '<textarea></']) {
    const bytes = Buffer.concat([Buffer.from(open.repeat(100_000)), Buffer.from([0xe3])])
    expect(decodeHtml(bytes).source).not.toBe('http')
  }
})
