/**
 * The WHATWG Encoding standard (from @exodus/bytes) and the HTML standard's prescan (from html-encoding-sniffer).
 *
 * Both are loaded with the first bytes to decode, by `require` because decoding is synchronous. Text input needs neither,
 * and they made up a quarter of the cost of importing `mondo/parse` (0.7 of 2.9 times `node -e 0`).
 */
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { packageFile, runsFromSource } from '../../model/package-files.ts'
import type * as EncodingPackages from './encoding-packages.ts'

const require = createRequire(import.meta.url)
const packagesModule = runsFromSource
  ? 'src/parse/text/encoding-packages.ts'
  : 'dist/parse/text/encoding-packages.js'

let packages: typeof EncodingPackages | undefined

function loaded(): typeof EncodingPackages {
  packages ??= require(fileURLToPath(packageFile(packagesModule))) as typeof EncodingPackages
  return packages
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
  const name = loaded().sniffEncoding(bytes, { defaultEncoding: null, maxPrescanBytes: maxBytes })
  return name?.toLowerCase() ?? null
}
