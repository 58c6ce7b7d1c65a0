/**
 * Public suites on encodings, from a folder beside the checkout: html5lib's sniffing tests, encoding_rs's reference
 * files (every code point of the Japanese encodings), and the labelled pages of chardet, jsoup and nokogiri.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { normalizeEncoding } from '@exodus/bytes/encoding.js'
import { describe, expect, it } from 'vitest'
import { decodeHtml } from '../../src/parse/text/charset.ts'

const shared = process.env['MONDO_SHARED'] ?? resolve(import.meta.dirname, '../../../shared')
const folder = resolve(shared, 'suites/encoding')
const bytesOf = (name: string): Buffer => readFileSync(resolve(folder, name))

interface Sniffing {
  readonly file: string
  readonly index: number
  readonly data: Buffer
  readonly encoding: string | null
}

function sniffingTests(file: string): Sniffing[] {
  const cases = bytesOf(file)
    .toString('latin1')
    .split(/(?:^|\n)#data\n/)
    .slice(1)
  return cases.map((one, index) => {
    const [data = '', encoding = ''] = one.split('\n#encoding\n')
    return {
      file,
      index,
      data: Buffer.from(data, 'latin1'),
      encoding: normalizeEncoding(encoding.trim().split('\n')[0] ?? ''),
    }
  })
}

/** The tests are older than the standard's 1024 bytes: seven declare their encoding far behind them. */
const isWithinPrescan = ({ data }: Sniffing) => data.lastIndexOf('charset=') < 1024

/** File names of the suites, and what a person sees in the files that name no encoding. */
const labelledByEye: Readonly<Record<string, string>> = {
  'enc-jsoup-bom_utf16be.html': 'utf-16be bom',
  'enc-jsoup-bom_utf16le.html': 'utf-16le bom',
  // The Encoding standard knows no UTF-32: its mark begins with that of UTF-16LE.
  'enc-jsoup-bom_utf32le.html': 'utf-16le bom',
  'enc-jsoup-bom_utf8.html': 'utf-8 bom',
  'enc-jsoup-charset-base.html': 'utf-8 meta',
  'enc-jsoup-lowercase-charset-test.html': 'utf-8 meta',
  'enc-jsoup-meta-charset-1.html': 'gbk meta',
  'enc-jsoup-meta-charset-3.html': 'utf-8 guess',
  'enc-jsoup-yahoo-jp.html': 'utf-8 meta',
  'enc-nokogiri-encoding.html': 'shift_jis meta',
  'enc-nokogiri-metacharset.html': 'iso-2022-jp meta',
  'enc-nokogiri-noencoding.html': 'windows-1252 default',
  'enc-nokogiri-shift_jis.html': 'shift_jis meta',
  'enc-nokogiri-shift_jis.xml': 'shift_jis guess',
  'enc-nokogiri-shift_jis_no_charset.html': 'shift_jis guess',
}

/** Two bytes of GB2312 without a label: nothing in the file tells which encoding is meant. */
const undecidable = new Set(['enc-jsoup-meta-charset-2.html'])

if (existsSync(folder)) {
  const sniffing = ['tests1.dat', 'tests2.dat', 'test-yahoo-jp.dat'].flatMap(sniffingTests)
  const labelled = readdirSync(resolve(folder, 'labelled'))

  describe('html5lib encoding tests', () => {
    it('are 82, and seven declare their encoding behind the prescan', () => {
      expect(sniffing).toHaveLength(82)
      expect(sniffing.filter(isWithinPrescan)).toHaveLength(75)
    })

    // Those seven stand in the 64 KiB in which a label is still read where there is no other.
    it.each(sniffing)('$file $index is $encoding', ({ data, encoding }) => {
      expect(encoding).not.toBeNull()
      expect(decodeHtml(data).encoding).toBe(encoding)
    })
  })

  describe('encoding_rs reference files', () => {
    it.each([
      ['jis0208', 'euc-jp', 8840],
      ['jis0212', 'euc-jp', 8840],
      ['shift_jis', 'shift_jis', 11284],
      ['iso_2022_jp', 'iso-2022-jp', 8840],
    ])('%s decodes as %s, line by line', (name, encoding, count) => {
      const decoded = decodeHtml(bytesOf(`${name}_in.txt`), `text/plain; charset=${encoding}`)
      expect(decoded).toMatchObject({ encoding, source: 'http' })
      const expected = bytesOf(`${name}_in_ref.txt`).toString('utf8').split('\n')
      expect(expected).toHaveLength(count + 1)
      expect(decoded.text.split('\n')).toEqual(expected)
    })
  })

  describe('labelled pages', () => {
    it('are all expected to be something', () => {
      expect(labelled).toHaveLength(47)
    })

    it.each(labelled.filter((name) => /^(?:CP932|EUC-JP|SHIFT_JIS)-/.test(name)))('%s', (name) => {
      const folderName = /^(CP932|EUC-JP|SHIFT_JIS)-/.exec(name)?.[1] ?? ''
      const { encoding, text } = decodeHtml(bytesOf(`labelled/${name}`))
      expect(encoding).toBe(folderName === 'CP932' ? 'shift_jis' : folderName.toLowerCase())
      expect(text).not.toContain('\uFFFD')
    })

    it.each(labelled.filter((name) => name.startsWith('enc-') && !undecidable.has(name)))('%s', (name) => {
      const { encoding, source, text } = decodeHtml(bytesOf(`labelled/${name}`))
      expect(`${encoding} ${source}`).toBe(labelledByEye[name])
      expect(text).not.toContain('\uFFFD')
    })
  })
} else {
  process.stderr.write(`encoding suites are not at ${shared}: nothing to conform to\n`)
  it('encoding suites are not there, so nothing was compared', () => {
    expect(existsSync(folder)).toBe(false)
  })
}
