/** What kind of text a page's bytes are, before any structure is read. */

export type TextForm = 'html' | 'text' | 'empty' | 'not-html' | 'truncated'

/** Leading bytes of formats that are served under question URLs by mistake, or saved under the wrong name. */
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

export function textForm(
  input: Uint8Array | string,
  text: string,
  contentType: string | undefined,
): TextForm {
  if (text.trim() === '') return 'empty'
  if (typeof input !== 'string' && isBinary(input)) return 'not-html'
  const mediaType = contentType?.split(';')[0]?.trim().toLowerCase() ?? ''
  if (mediaType === 'text/plain') return 'text'
  if (
    mediaType !== '' &&
    !/^(?:text\/html|application\/xhtml\+xml|text\/xml|application\/xml|application\/octet-stream)$/.test(
      mediaType,
    )
  ) {
    return 'not-html'
  }
  if (!/<\/?[a-z!][^<]*>/i.test(text)) return 'not-html'
  return breaksOffInTag(text) ? 'truncated' : 'html'
}

function isBinary(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, 8)).toString('latin1')
  return magicNumbers.some((magic) => head.startsWith(magic))
}

/** The text ends inside a tag, a comment or a script: bytes are missing. */
function breaksOffInTag(text: string): boolean {
  const open = text.lastIndexOf('<')
  if (text.lastIndexOf('<!--') > text.lastIndexOf('-->')) return true
  if (open > text.lastIndexOf('>') && /^<\/?[a-z][^<>]{0,200}$/i.test(text.slice(open))) return true
  return (
    /<script\b/i.test(text) &&
    text.toLowerCase().lastIndexOf('<script') > text.toLowerCase().lastIndexOf('</script')
  )
}

/** An HTML page that begins as a whole document and never ends as one; old markup leaves its end tags out too. */
export function lacksItsEnd(text: string): boolean {
  return /<(?:html|body)[\s>]/i.test(text) && !/<\/(?:html|body)\s*>/i.test(text)
}

/** Drops NUL and turns lone surrogates into U+FFFD: neither can be stored in Postgres text. */
export function repairText(text: string): { readonly text: string; readonly repaired: boolean } {
  const repaired = text.replaceAll('\0', '').toWellFormed()
  return { text: repaired, repaired: repaired !== text }
}
