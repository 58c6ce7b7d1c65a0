/**
 * Finds the charset that a page declares: the Content-Type header, else the page's first bytes by the HTML standard's
 * prescan (html-encoding-sniffer), else a `<meta>` behind them or an XML declaration.
 */
import { type Charset, charsetOfLabel, standardCharset } from './charset-labels.ts'
import { prescanEncoding } from './encoding-standard.ts'

/** How far the standard's prescan looks for `<meta>` (HTML standard, section 13.2.3.2). */
const prescanBytes = 1024

/** The charset that a Content-Type header names; null when it names none that mondo decodes. */
export function charsetOfContentType(contentType: string): Charset | null {
  const label = labelOfContentType(contentType)
  return label === null ? null : charsetOfLabel(label)
}

/** The charset parameter of a Content-Type header as it is written. */
export function labelOfContentType(contentType: string): string | null {
  const [, double, single, bare] = charsetParameter.exec(contentType) ?? []
  return double ?? single ?? bare ?? null
}

const charsetParameter = /charset\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s;,"'][^\s;,]*))/i

/** The charset that a `<meta>` in the first 1024 bytes declares; null when none does. The bytes have no BOM. */
export function declaredCharset(bytes: Uint8Array): Charset | null {
  return declaredWithin(bytes, prescanBytes)
}

function declaredWithin(bytes: Uint8Array, maxBytes: number): Charset | null {
  const standard = prescanEncoding(withoutXmlDeclaration(bytes), maxBytes)
  return standard === null ? declaredBesideStandard(bytes, maxBytes) : standardCharset(standard)
}

/** How far a `<meta>` behind the prescan is looked for, which browsers find while they parse. */
const lateBytes = 64 * 1024

/** The charset that a `<meta>` behind the first 1024 bytes declares, outside scripts and styles. */
export function lateCharset(bytes: Uint8Array): Charset | null {
  if (bytes.byteLength <= prescanBytes) return null
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, lateBytes))
  const markup = head.toString('latin1').replace(rawText, '')
  return declaredWithin(Buffer.from(markup, 'latin1'), lateBytes)
}

/** The prescan knows no scripts; their texts may hold any markup. Unclosed ones go to the end. */
const rawText =
  /<script[\s>][\s\S]*?(?:<\/script|$)|<style[\s>][\s\S]*?(?:<\/style|$)|<textarea[\s>][\s\S]*?(?:<\/textarea|$)/gi

/** The charset of an XML declaration, which no browser reads in HTML and which survives conversions of the page. */
export function xmlCharset(bytes: Uint8Array): Charset | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, prescanBytes))
  const label = xmlDeclaration.exec(head.toString('latin1'))?.[1]
  const charset = label === undefined ? null : charsetOfLabel(label)
  // As for `<meta>`: who could read the label has no UTF-16 before him.
  return charset?.encoding.startsWith('utf-16') === true ? standardCharset('utf-8') : charset
}

const xmlDeclaration = /^\s{0,64}<\?xml\s[^>]{0,128}?encoding\s{0,16}=\s{0,16}["']([\w.:-]{1,64})["']/i

/**
 * Without its first `<`, an XML declaration is not a tag, and is no label before any `<meta>`, because it survives
 * conversions that rewrite only the `<meta>`.
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
function declaredBesideStandard(bytes: Uint8Array, maxBytes: number): Charset | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, maxBytes))
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
