/**
 * Guesses the encoding of a Japanese page without a label. UTF-8 and ISO-2022-JP are recognisable by their form. For
 * EUC-JP and Shift_JIS, both decodings are tried, and the one with fewer errors and more kana wins: half of Japanese prose is
 * kana, and the wrong decoding turns it into rare kanji and half-width katakana.
 */
import { decodeBytes } from './encoding-standard.ts'

/** Enough text to decide, without decoding a page of 76 KB three times. */
const sampleBytes = 64 * 1024

/** The lower-case WHATWG name of the likely encoding; null when the bytes are ASCII or do not look Japanese. */
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
    // Fatal mode throws for bytes that are not UTF-8: an answer, not a failure.
    return false
  }
}

/** Kana score, errors cost; half-width katakana cost too, because EUC-JP decodes to them as Shift_JIS. */
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
