/**
 * The WHATWG Encoding standard (from @exodus/bytes) and the HTML standard's prescan (from html-encoding-sniffer).
 *
 * Both are loaded with the first bytes to decode, by `require` because decoding is synchronous. Text input needs neither,
 * and they made up a quarter of the cost of importing `mondo/parse` (0.7 of 2.9 times `node -e 0`).
 */
import { createRequire } from 'node:module'
import type * as encodingModule from '@exodus/bytes/encoding.js'

const require = createRequire(import.meta.url)

let encoding: typeof encodingModule | undefined
let sniff: Sniff | undefined

function loaded(): typeof encodingModule {
  encoding ??= require('@exodus/bytes/encoding.js') as typeof encodingModule
  return encoding
}

/** Decodes by the standard and drops the byte order mark. Never throws for the name of a standard encoding. */
export function decodeBytes(bytes: Uint8Array, name: string): string {
  return loaded().legacyHookDecode(bytes, name)
}

/** The lower-case name of a label's encoding; null for a label that the standard does not list. */
export function standardEncoding(label: string): string | null {
  return loaded().normalizeEncoding(label)
}

/** The lower-case name of the encoding of a byte order mark; null when there is none. */
export function encodingOfBom(bytes: Uint8Array): string | null {
  return loaded().getBOMEncoding(bytes)
}

/**
 * The lower-case name of the encoding that a `<meta>` (or an XML declaration at the very beginning) declares; null when
 * there is none that the standard lists.
 *
 * @param maxBytes Bytes to search; 1024 by the standard.
 */
export function prescanEncoding(bytes: Uint8Array, maxBytes = 1024): string | null {
  sniff ??= require('html-encoding-sniffer') as Sniff
  return sniff(bytes, { defaultEncoding: null, maxPrescanBytes: maxBytes })?.toLowerCase() ?? null
}

/** The package has no types. It returns the name in WHATWG's spelling (`Shift_JIS`), or the default unchanged. */
type Sniff = (
  bytes: Uint8Array,
  options: { readonly defaultEncoding: null; readonly maxPrescanBytes: number },
) => string | null
