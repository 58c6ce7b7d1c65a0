/** Classifies a page's bytes before parsing: HTML, text rendition, or neither; and repairs the text. */
import { mediaType } from '../../model/http/media-type.ts'
import type { DecodedHtml } from './charset.ts'

/** The form of a page. Everything but `html` and `text` rejects it. */
export type TextForm = 'html' | 'text' | 'empty' | 'not-html'

/** Leading bytes of formats that servers send by mistake or users save under the wrong name. */
const magicNumbers: readonly string[] = [
  '%PDF-',
  '\x89PNG',
  'GIF8',
  '\xff\xd8\xff',
  'PK\x03\x04',
  '\x1f\x8b',
  'RIFF',
  '\x00\x00\x01\x00',
]

/** The form of a page, by its media type, leading bytes and text. */
export function textForm(
  input: Uint8Array | string,
  text: string,
  contentType: string | undefined,
): TextForm {
  if (text.trim() === '') return 'empty'
  if (typeof input !== 'string' && isBinary(input)) return 'not-html'
  const type = mediaType(contentType)
  if (type === 'text/plain') return 'text'
  if (
    type !== '' &&
    !/^(?:text\/html|application\/xhtml\+xml|text\/xml|application\/xml|application\/octet-stream)$/.test(
      type,
    )
  ) {
    return 'not-html'
  }
  return /<\/?[a-z!][^<]*>/i.test(text) ? 'html' : 'not-html'
}

function isBinary(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, 8)).toString('latin1')
  return magicNumbers.some((magic) => head.startsWith(magic))
}

/**
 * The text of a page as `repairText` returns it. No decoder gives a lone surrogate, and none a NUL but for a zero byte; to look
 * for one among the bytes is faster than to look through the text.
 *
 * @param decoded Null if the input is already text.
 */
export function repairedInput(
  input: Uint8Array | string,
  decoded: DecodedHtml | null,
): ReturnType<typeof repairText> {
  if (decoded === null) return repairText(String(input))
  const isSound = typeof input !== 'string' && !input.includes(0)
  return isSound ? { text: decoded.text, repaired: false } : repairText(decoded.text)
}

/** Drops NUL and replaces lone surrogates by U+FFFD, because Postgres text can store neither. */
export function repairText(text: string): { readonly text: string; readonly repaired: boolean } {
  const repaired = text.replaceAll('\0', '').toWellFormed()
  return { text: repaired, repaired: repaired !== text }
}
