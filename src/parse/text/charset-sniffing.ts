/**
 * Finds the charset that a page declares: the Content-Type header, else the page's first bytes by the HTML standard's
 * prescan (html-encoding-sniffer).
 */
import { type Charset, charsetOfLabel, standardCharset } from './charset-labels.ts'
import { prescanEncoding } from './encoding-standard.ts'

/** How far the standard's prescan looks for `<meta>` (HTML standard, section 13.2.3.2). */
const prescanBytes = 1024

/** The charset that a Content-Type header names; null when it names none that mondo decodes. */
export function charsetOfContentType(contentType: string): Charset | null {
  const [, double, single, bare] = charsetParameter.exec(contentType) ?? []
  const label = double ?? single ?? bare
  return label === undefined ? null : charsetOfLabel(label)
}

const charsetParameter = /charset\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s;"'][^\s;]*))/i

/** The charset that a `<meta>` in the first 1024 bytes declares; null when none does. The bytes have no BOM. */
export function declaredCharset(bytes: Uint8Array): Charset | null {
  const standard = prescanEncoding(withoutXmlDeclaration(bytes))
  return standard === null ? declaredBesideStandard(bytes) : standardCharset(standard)
}

/**
 * Without its first `<`, an XML declaration is not a tag. mondo ignores it in HTML and leaves the encoding to the guess,
 * because it survives conversions that rewrite only the `<meta>`.
 */
function withoutXmlDeclaration(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0x3c && bytes[1] === 0x3f ? bytes.subarray(1) : bytes
}

/** Encodings that replace unlisted labels in the second pass; any that the sniffer returns unchanged would do. */
const markers = ['iso-8859-2', 'iso-8859-3', 'iso-8859-4', 'iso-8859-5', 'iso-8859-6', 'iso-8859-7']

/**
 * The sniffer skips labels that the standard does not list. So each unlisted label in the head is replaced by a different
 * listed one for a second pass, and the sniffer alone decides which is a declaration rather than a comment or a script.
 */
function declaredBesideStandard(bytes: Uint8Array): Charset | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, prescanBytes))
  // By marker.
  const charsets = new Map<string, Charset>()
  const marked = head.toString('latin1').replace(labelInMarkup, (all, before: string, label: string) => {
    const charset = charsetOfLabel(label)
    const marker = markers.find((name) =>
      [undefined, charset?.encoding].includes(charsets.get(name)?.encoding),
    )
    if (charset === null || marker === undefined) return all
    charsets.set(marker, charset)
    return before + marker
  })
  if (charsets.size === 0) return null
  const found = prescanEncoding(
    withoutXmlDeclaration(Buffer.from(marked, 'latin1')),
    Number.POSITIVE_INFINITY,
  )
  return found === null ? null : (charsets.get(found) ?? null)
}

const labelInMarkup = /(charset[\t\n\f\r ]*=[\t\n\f\r ]*["']?)([\w.:-]+)/gi
