/** Removes the content codings of a capture's body (gzip, deflate, br, zstd), within limits on size and layers. */
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib'
import { type Capture, headerOf } from './capture.ts'

/** The decoded body, or why there is none. */
export type InflatedBody =
  | { readonly kind: 'whole'; readonly bytes: Uint8Array }
  /** `unknown-encoding`: mondo has no decoder for it. `damaged`: the compressed data does not decode. */
  | { readonly kind: 'too-large' | 'damaged' | 'unknown-encoding' }

/** 20 MiB: the largest page seen in public suites is under 1 MiB. */
const maxInflatedBytes = 20 * 1024 * 1024

/** More than one coding is legal but not seen outside attacks; undici's own interceptor stops at five. */
const maxEncodings = 5

/**
 * Decodes the body of a capture. Never throws for bad data.
 *
 * The fetcher bounds the size on the wire; zlib's `maxOutputLength` bounds the memory that a zip bomb can take.
 *
 * @param limit Bytes after decoding; 20 MiB by default.
 */
export function inflatedBody(
  capture: Pick<Capture, 'headers' | 'body'>,
  limit = maxInflatedBytes,
): InflatedBody {
  const encodings = (headerOf(capture.headers, 'content-encoding') ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '' && name !== 'identity')
  if (encodings.length > maxEncodings) return { kind: 'unknown-encoding' }

  let bytes = capture.body
  for (const encoding of encodings.reverse()) {
    const inflate = inflaters.get(encoding)
    if (inflate === undefined) return { kind: 'unknown-encoding' }
    if (bytes.byteLength === 0) break
    try {
      bytes = inflate(bytes, limit)
    } catch (error) {
      return { kind: isTooLarge(error) ? 'too-large' : 'damaged' }
    }
  }
  return bytes.byteLength > limit ? { kind: 'too-large' } : { kind: 'whole', bytes }
}

type Inflate = (bytes: Uint8Array, maxOutputLength: number) => Uint8Array

const gunzip: Inflate = (bytes, maxOutputLength) => gunzipSync(bytes, { maxOutputLength })

const inflaters: ReadonlyMap<string, Inflate> = new Map([
  ['gzip', gunzip],
  ['x-gzip', gunzip],
  ['deflate', inflateEither],
  ['br', (bytes, maxOutputLength) => brotliDecompressSync(bytes, { maxOutputLength })],
  ['zstd', (bytes, maxOutputLength) => zstdDecompressSync(bytes, { maxOutputLength })],
])

/** RFC 9110, 8.4.1.2, says zlib format, but servers send raw deflate too. The low nibble of a zlib header is 8. */
function inflateEither(bytes: Uint8Array, maxOutputLength: number): Uint8Array {
  const isZlib = ((bytes[0] ?? 0) & 0x0f) === 8
  return isZlib ? inflateSync(bytes, { maxOutputLength }) : inflateRawSync(bytes, { maxOutputLength })
}

function isTooLarge(error: unknown): boolean {
  return error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
}
