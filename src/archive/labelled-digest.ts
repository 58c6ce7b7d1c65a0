/** Checks the digests of WARC fields: `sha256:` with hex (mondo, warcio), `sha1:` with base 32 (most other tools). */
import { createHash } from 'node:crypto'

const algorithms: ReadonlyMap<string, string> = new Map([
  ['md5', 'md5'],
  ['sha1', 'sha1'],
  ['sha-1', 'sha1'],
  ['sha256', 'sha256'],
  ['sha-256', 'sha256'],
  ['sha512', 'sha512'],
  ['sha-512', 'sha512'],
])

/** Whether the bytes match a labelled digest; null when the label's algorithm is unknown. */
export function hasDigest(bytes: Uint8Array, label: string): boolean | null {
  const colon = label.indexOf(':')
  const algorithm = algorithms.get(label.slice(0, Math.max(0, colon)).toLowerCase())
  if (algorithm === undefined) return null
  const expected = label
    .slice(colon + 1)
    .trim()
    .toLowerCase()
  const digest = createHash(algorithm).update(bytes).digest()
  return expected === digest.toString('hex') || expected.replace(/=+/, '') === base32(digest)
}

/** RFC 4648, section 6, in lower case and without padding. */
function base32(bytes: Uint8Array): string {
  const letters = 'abcdefghijklmnopqrstuvwxyz234567'
  let text = ''
  let value = 0
  let bits = 0
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xffff
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += letters.charAt((value >>> bits) & 31)
    }
  }
  return bits === 0 ? text : text + letters.charAt((value << (5 - bits)) & 31)
}
