/**
 * Decodes the bytes of a page: determines the encoding, then decodes by the WHATWG Encoding standard.
 * It uses `@exodus/bytes` instead of Node's TextDecoder: Node swallows the ASCII byte after an unmapped Shift_JIS lead byte
 * and maps 21 EUC-JP sequences wrongly (measured against the encoding_rs reference files).
 */
import { guessJapanese } from './charset-guess.ts'
import type { Charset } from './charset-labels.ts'
import { charsetOfContentType, declaredCharset } from './charset-sniffing.ts'
import { decodeBytes, encodingOfBom } from './encoding-standard.ts'

/** The decoded text and its encoding. */
export interface DecodedHtml {
  readonly text: string
  /** Lower-case WHATWG name; iconv-lite's for the DOS and Mac code pages that the standard lacks (`cp437`). */
  readonly encoding: string
  /** The evidence for the encoding. `guess`: the bytes themselves. `default`: none. */
  readonly source: 'bom' | 'http' | 'meta' | 'guess' | 'default'
}

/** When more than this share of the text is U+FFFD, the bytes contradict the label. */
const damagedShare = 0.002

/**
 * Decodes a page: byte order mark, then the label of the Content-Type header, then `<meta>` in the first 1024 bytes,
 * then a guess from the bytes. A label that the bytes contradict gives way to the guess.
 *
 * @example decodeHtml(bytes, 'text/html; charset=EUC-JP') // { text: '…', encoding: 'euc-jp', source: 'http' }
 */
export function decodeHtml(bytes: Uint8Array, contentType?: string): DecodedHtml {
  const bom = encodingOfBom(bytes)
  if (bom !== null) return { text: decodeBytes(bytes, bom), encoding: bom, source: 'bom' }

  const label = labelOf(bytes, contentType)
  if (label === null) {
    const guess = guessJapanese(bytes)
    const encoding = guess ?? 'windows-1252'
    return { text: decodeBytes(bytes, encoding), encoding, source: guess === null ? 'default' : 'guess' }
  }
  const { charset, source } = label
  const labelled = { text: charset.decode(bytes), encoding: charset.encoding, source }
  if (!contradictsLabel(labelled.text)) return labelled

  const guess = guessJapanese(bytes)
  if (guess === null || guess === charset.encoding) return labelled
  const guessed = decodeBytes(bytes, guess)
  return replacementCharacters(guessed) < replacementCharacters(labelled.text)
    ? { text: guessed, encoding: guess, source: 'guess' }
    : labelled
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

function labelOf(
  bytes: Uint8Array,
  contentType: string | undefined,
): { readonly charset: Charset; readonly source: 'http' | 'meta' } | null {
  const http = contentType === undefined ? null : charsetOfContentType(contentType)
  if (http !== null) return { charset: http, source: 'http' }
  const meta = declaredCharset(bytes)
  return meta === null ? null : { charset: meta, source: 'meta' }
}

function replacementCharacters(text: string): number {
  let count = 0
  for (let at = text.indexOf('\uFFFD'); at !== -1; at = text.indexOf('\uFFFD', at + 1)) count += 1
  return count
}
