/**
 * Decodes the bytes of a page: determines the encoding, then decodes by the WHATWG Encoding standard.
 * It uses `@exodus/bytes` instead of Node's TextDecoder: Node swallows the ASCII byte after an unmapped Shift_JIS lead byte
 * and maps 21 EUC-JP sequences wrongly (measured against the encoding_rs reference files).
 */
import { isUtf8 } from 'node:buffer'
import { fitsBetterThanWestern, guessEncoding } from './charset-guess.ts'
import { type Charset, standardCharset } from './charset-labels.ts'
import {
  charsetOfContentType,
  declaredCharset,
  labelOfContentType,
  lateCharset,
  xmlCharset,
} from './charset-sniffing.ts'
import { decodeBytes, encodingOfBom } from './encoding-standard.ts'
import { twoByteCodes } from './two-byte-codes.ts'
import { utf8Form } from './utf8-form.ts'

/** The decoded text and its encoding. */
export interface DecodedHtml {
  readonly text: string
  /** Lower-case WHATWG name; iconv-lite's for the DOS and Mac code pages that the standard lacks (`cp437`). */
  readonly encoding: string
  /**
   * The evidence for the encoding. `guess`: the bytes themselves, without a usable label. `bytes`: the bytes, although they
   * are damaged or a label says something else. `default`: none.
   */
  readonly source: 'bom' | 'http' | 'meta' | 'guess' | 'bytes' | 'default'
}

/** When more than this share of the text is U+FFFD, the bytes contradict the label. */
const damagedShare = 0.002

/**
 * Decodes a page: byte order mark, then the label of the Content-Type header, then `<meta>` in the first 1024 bytes,
 * then a `<meta>` in the first 64 KiB, an XML declaration, and a guess from the bytes. A label that the bytes contradict
 * gives way to the guess. The bytes also decide (`bytes`) where a page without a label is UTF-8 with a few damaged characters,
 * or with a later label of something else, and where the server says ISO-8859-1 (as Apache does by itself) and the page
 * another family.
 *
 * @example decodeHtml(bytes, 'text/html; charset=EUC-JP') // { text: '…', encoding: 'euc-jp', source: 'http' }
 */
export function decodeHtml(bytes: Uint8Array, contentType?: string): DecodedHtml {
  const bom = encodingOfBom(bytes)
  if (bom !== null) return { text: decodeBytes(bytes, bom), encoding: bom, source: 'bom' }

  const http = contentType === undefined ? null : charsetOfContentType(contentType)
  if (http !== null) {
    const declared = isServerDefault(contentType) ? declaredAnywhere(bytes) : null
    return declared !== null && overrules(declared, bytes)
      ? decodedBy(declared, bytes, 'bytes')
      : labelled(decodedBy(http, bytes, 'http'), bytes)
  }
  const meta = declaredCharset(bytes)
  return meta === null ? unlabelled(bytes) : labelled(decodedBy(meta, bytes, 'meta'), bytes)
}

function declaredAnywhere(bytes: Uint8Array): Charset | null {
  return declaredCharset(bytes) ?? lateCharset(bytes) ?? xmlCharset(bytes)
}

function unlabelled(bytes: Uint8Array): DecodedHtml {
  const late = lateCharset(bytes)
  const declared = late ?? xmlCharset(bytes)
  const guess = guessEncoding(bytes)
  if (guess === 'utf-8' && !isUndecided(bytes, declared)) {
    const isSure = isUtf8(bytes) && (declared === null || declared.encoding === 'utf-8')
    const source = isSure ? (late === null ? 'guess' : 'meta') : 'bytes'
    return decodedBy(standardCharset(guess), bytes, source)
  }
  // The declaration of XML only confirms what the bytes say.
  if (declared !== null && (late !== null || declared.encoding !== guess)) {
    return labelled(decodedBy(declared, bytes, 'meta'), bytes)
  }
  return decodedBy(standardCharset(guess ?? 'windows-1252'), bytes, guess === null ? 'default' : 'guess')
}

/** Whether a few characters may be UTF-8 by chance, as two of GBK are in one of ten cases, and a label names a code of two bytes. */
function isUndecided(bytes: Uint8Array, declared: Charset | null): boolean {
  return declared !== null && twoByteCodes.has(declared.encoding) && utf8Form(bytes).valid < 4
}

/** Encodings in which wrong bytes show. Those of one byte a character decode anything. */
const severalByteCodes: ReadonlySet<string> = new Set([
  'utf-8',
  'iso-2022-jp',
  'gbk',
  'big5',
  'euc-kr',
  'euc-jp',
  'shift_jis',
])

/** Damaged text in these is still known from others. Big5 and GBK decode most pairs of bytes, so theirs must be whole. */
const japaneseOrUtf8: ReadonlySet<string> = new Set(['utf-8', 'iso-2022-jp', 'euc-jp', 'shift_jis'])

/** A label gives way to a guess that decodes more. */
function labelled(byLabel: DecodedHtml, bytes: Uint8Array): DecodedHtml {
  if (!contradictsLabel(byLabel.text)) return byLabel
  const guess = guessEncoding(bytes)
  if (guess === null || guess === byLabel.encoding || !severalByteCodes.has(guess)) return byLabel
  const guessed = decodedBy(standardCharset(guess), bytes, 'guess')
  if (!japaneseOrUtf8.has(guess) && contradictsLabel(guessed.text)) return byLabel
  return replacementCharacters(guessed.text) < replacementCharacters(byLabel.text) ? guessed : byLabel
}

function decodedBy(charset: Charset, bytes: Uint8Array, source: DecodedHtml['source']): DecodedHtml {
  return { text: charset.decode(bytes), encoding: charset.encoding, source }
}

/** Whether the label is the one that Apache's AddDefaultCharset gives to every page, whatever it holds. */
function isServerDefault(contentType: string | undefined): boolean {
  return /^(?:iso[-_]?8859[-_]?1|latin-?1)$/i.test(labelOfContentType(contentType ?? '') ?? '')
}

/** Encodings of the languages that ISO-8859-1 is for. */
const westernEncodings: ReadonlySet<string> = new Set([
  'windows-1252',
  'iso-8859-15',
  'macintosh',
  'cp437',
  'cp850',
  'cp858',
])

/** Whether the page is likelier in what it declares than in ISO-8859-1. */
function overrules(declared: Charset, bytes: Uint8Array): boolean {
  const { encoding } = declared
  return (
    !westernEncodings.has(encoding) && fitsBetterThanWestern(bytes, encoding, (some) => declared.decode(some))
  )
}

/**
 * Judges only the text between the tags: comments and attributes may contain pasted snippets in another encoding, and a
 * label that is right for the visible text is right (as html5lib's `test-yahoo-jp.dat` expects).
 */
function contradictsLabel(text: string): boolean {
  if (replacementCharacters(text) <= text.length * damagedShare) return false
  const seen = text.replace(markup, '')
  return replacementCharacters(seen) > seen.length * damagedShare
}

/** Comments and tags, unclosed ones to the end of the text. Linear: no position is tried twice. */
const markup = /<!--[\s\S]*?(?:-->|$)|<[!/?a-zA-Z][^>]*(?:>|$)/g

function replacementCharacters(text: string): number {
  let count = 0
  for (let at = text.indexOf('\uFFFD'); at !== -1; at = text.indexOf('\uFFFD', at + 1)) count += 1
  return count
}
