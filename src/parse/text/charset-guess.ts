/**
 * A guess for unlabelled bytes of a Japanese page. UTF-8 and ISO-2022-JP prove themselves by their form; between EUC-JP
 * and Shift_JIS, both are decoded and the one with fewer errors and more kana wins, since Japanese prose is half kana and
 * the wrong decoding turns it into rare kanji and half-width katakana.
 */
import { decodeBytes } from './encoding-standard.ts'

/** Enough text to decide; a page of 76 KB need not be decoded three times. */
const sampleBytes = 64 * 1024

/** The lower-case WHATWG name of the likely encoding; null where the bytes are ASCII or look like nothing Japanese. */
export function guessJapanese(bytes: Uint8Array): string | null {
  const sample = bytes.subarray(0, sampleBytes)
  if (isAscii(bytes)) return hasIso2022JpEscape(sample) ? 'iso-2022-jp' : null
  if (isUtf8(bytes)) return 'utf-8'

  const [best] = ['euc-jp', 'shift_jis']
    .map((encoding) => ({ encoding, score: japaneseScore(decodeBytes(sample, encoding)) }))
    .sort((a, b) => b.score - a.score)
  return best !== undefined && best.score > 0 ? best.encoding : null
}

function isAscii(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte < 0x80)
}

/** ESC $ @, ESC $ B, ESC ( J: the shifts that Japanese mail and old pages use (RFC 1468). */
function hasIso2022JpEscape(bytes: Uint8Array): boolean {
  return /\x1b(?:\$[@B]|\(J)/.test(Buffer.from(bytes).toString('latin1'))
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    // Fatal mode says "not UTF-8" by throwing: that is the answer, not a failure.
    return false
  }
}

/** Kana count for, errors weigh against; half-width katakana are what EUC-JP looks like when read as Shift_JIS. */
function japaneseScore(text: string): number {
  let score = 0
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    if (code >= 0x3040 && code <= 0x30ff) score += 2
    else if (code >= 0x4e00 && code <= 0x9fff) score += 0.5
    else if (code === 0xfffd) score -= 20
    else if (code >= 0xff61 && code <= 0xff9f) score -= 1
  }
  return score
}
