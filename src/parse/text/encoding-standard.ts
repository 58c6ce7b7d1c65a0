/**
 * The WHATWG Encoding standard, by @exodus/bytes, and the HTML standard's prescan, by html-encoding-sniffer.
 *
 * Both are loaded by the first bytes to be decoded, with `require` because decoding is synchronous: text input needs neither,
 * and they were a quarter of what importing `mondo/parse` cost (0.7 of 2.9 times `node -e 0`).
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

/** Decodes as the standard has it, without a byte order mark; never throws for a name that the standard has. */
export function decodeBytes(bytes: Uint8Array, name: string): string {
  return loaded().legacyHookDecode(bytes, name)
}

/** The encoding that a label means, by its lower-case name; null for a label that the standard does not list. */
export function standardEncoding(label: string): string | null {
  return loaded().normalizeEncoding(label)
}

/** The encoding that a byte order mark tells, by its lower-case name; null where none begins the bytes. */
export function encodingOfBom(bytes: Uint8Array): string | null {
  return loaded().getBOMEncoding(bytes)
}

/**
 * The encoding that a `<meta>` (or an XML declaration at the very beginning) declares, by its lower-case name; null when
 * none does that the standard lists.
 *
 * @param maxBytes How far to look: 1024 by the standard.
 */
export function prescanEncoding(bytes: Uint8Array, maxBytes = 1024): string | null {
  sniff ??= require('html-encoding-sniffer') as Sniff
  return sniff(bytes, { defaultEncoding: null, maxPrescanBytes: maxBytes })?.toLowerCase() ?? null
}

/** The package ships no types. It returns WHATWG's names as written (`Shift_JIS`), else the default as it is. */
type Sniff = (
  bytes: Uint8Array,
  options: { readonly defaultEncoding: null; readonly maxPrescanBytes: number },
) => string | null
