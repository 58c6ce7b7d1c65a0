/**
 * Guesses the encoding of a page without a usable label. UTF-8 and ISO-2022-JP are recognisable by their form. Otherwise
 * the page is decoded by the encoding of each language family that the web has, and the one wins in whose language the letters
 * are likeliest: a wrong decoding turns common letters into rare ones.
 */
import { isAscii } from 'node:buffer'
import { impossible, type Language, languages } from './charset-languages.ts'
import { decodeBytes } from './encoding-standard.ts'
import { readsAsUtf8 } from './utf8-form.ts'

/** Bytes from the first one outside ASCII: enough to decide, without decoding a long page twenty times. */
const sampleBytes = 8 * 1024

/** How much likelier an encoding is before its bytes are seen (logarithms): most unlabelled pages are Western or, here, Japanese. */
const headStart: ReadonlyMap<string, number> = new Map([
  ['windows-1252', 3],
  ['euc-jp', 2],
  ['shift_jis', 2],
  ['ibm866', -4],
  ['iso-8859-5', -4],
  ['windows-1250', -2],
  ['iso-8859-2', -3],
  ['iso-8859-7', -1],
  ['koi8-r', -1],
  ['koi8-u', -1.5],
])

/** The lower-case WHATWG name of the likely encoding; null when the bytes are ASCII or likeliest in windows-1252. */
export function guessEncoding(bytes: Uint8Array): string | null {
  if (isAscii(bytes)) return hasIso2022JpEscape(bytes) ? 'iso-2022-jp' : null
  if (readsAsUtf8(bytes)) return 'utf-8'
  const sample = sampleOf(bytes)
  let best = { encoding: 'windows-1252', log: Number.NEGATIVE_INFINITY }
  for (const [encoding, language] of languages) {
    const log = likelihood(decodeBytes(sample, encoding), language) + (headStart.get(encoding) ?? 0)
    if (log > best.log) best = { encoding, log }
  }
  return best.encoding === 'windows-1252' ? null : best.encoding
}

/**
 * Whether the bytes are likelier text in this encoding than in windows-1252. An encoding without a known language is only
 * required to decode them.
 */
export function fitsBetterThanWestern(
  bytes: Uint8Array,
  encoding: string,
  decode: (bytes: Uint8Array) => string,
): boolean {
  if (isAscii(bytes)) return hasIso2022JpEscape(bytes) && encoding === 'iso-2022-jp'
  if (encoding === 'utf-8') return readsAsUtf8(bytes)
  const sample = sampleOf(bytes)
  const language = languages.get(kin.get(encoding) ?? encoding)
  if (language === undefined) return !decode(sample).includes('\uFFFD')
  const western = languages.get('windows-1252')
  if (western === undefined) return false
  return likelihood(decode(sample), language) > likelihood(decodeBytes(sample, 'windows-1252'), western)
}

/** Encodings that are not guessed, by one of the same language that is. */
const kin: ReadonlyMap<string, string> = new Map([
  ['gb18030', 'gbk'],
  ['iso-2022-jp', 'shift_jis'],
  ['iso-8859-6', 'windows-1256'],
  ['iso-8859-8', 'windows-1255'],
  ['iso-8859-8-i', 'windows-1255'],
  ['iso-8859-13', 'windows-1257'],
  ['iso-8859-4', 'windows-1257'],
  ['iso-8859-16', 'windows-1250'],
  ['x-mac-cyrillic', 'windows-1251'],
  ['cp852', 'windows-1250'],
])

function sampleOf(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte >= 0x80)
  // With the letter before it, which may touch.
  return bytes.subarray(Math.max(0, first - 1), first + sampleBytes)
}

/** ESC $ @, ESC $ B, ESC ( J: the shifts that Japanese mail and old pages use (RFC 1468). */
function hasIso2022JpEscape(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 64 * 1024)).toString(
    'latin1',
  )
  return /\x1b(?:\$[@B]|\(J)/.test(text)
}

/** The logarithm of how likely the letters outside ASCII are in this language. */
function likelihood(text: string, language: Language): number {
  let log = 0
  let before: Kind = 'other'
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    const kind = kindOf(code, character)
    if (code >= 0x80)
      log += isImpossible(code) ? impossible : (language.likely.get(code) ?? language.unlisted(code))
    if (kind !== 'other' && before !== 'other') {
      if ((kind === 'ascii') !== (before === 'ascii')) log += language.besideAscii
      else if (kind !== 'ascii') log += language.besideOther
      // Words are not written like tHIS; a decoding that swaps the cases of a code page looks like it.
      if (kind === 'upper' && before !== 'ascii') log += before === 'upper' ? allCapitals : oddCase
    }
    before = kind
  }
  return log
}

const oddCase = Math.log(0.01)

/** Behind a capital, another is no longer rare. */
const allCapitals = Math.log(20)

type Kind = 'ascii' | 'lower' | 'upper' | 'letter' | 'other'

function kindOf(code: number, character: string): Kind {
  if (code < 0x80) return (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a ? 'ascii' : 'other'
  // Signs, spaces and punctuation of Latin-1 and of the Asian code pages.
  if (code < 0xc0 || (code >= 0x2000 && code < 0x3041) || code >= 0xff00) return 'other'
  const lower = character.toLowerCase()
  if (lower !== character) return 'upper'
  return character.toUpperCase() === character ? 'letter' : 'lower'
}

/** Control characters, private use and what did not decode. */
function isImpossible(code: number): boolean {
  return code < 0xa0 || code === 0xfffd || (code >= 0xe000 && code <= 0xf8ff)
}
