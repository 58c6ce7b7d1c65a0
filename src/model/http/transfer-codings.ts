/** Removes the transfer codings of a body as it was on the wire. */
import type { Header } from '../capture.ts'
import { gunzipped, inflatedDeflate, isGzip } from '../inflate.ts'
import { ChunkedReader } from './chunked.ts'
import { transferCodings } from './framing.ts'

/** As for the body of a page (`inflated-body.ts`). */
const maxInflatedBytes = 20 * 1024 * 1024

/**
 * The body without the transfer codings that its headers name, as far as they are there: other tools archive bodies
 * without them and keep the header. `isCut`: of a body that is not whole, as much as can be decoded.
 */
export function transferDecoded(headers: readonly Header[], wire: Uint8Array, isCut: boolean): Uint8Array {
  const codings = transferCodings(headers)
  const body = codings.includes('chunked') ? dechunked(wire, isCut) : wire
  return compressionRemoved(headers, body)
}

/**
 * The body, dechunked already, without a compression that its headers name as a transfer coding: gzip or deflate (RFC 9112,
 * section 7.2). One that is not there, or broken, is left as it is.
 */
export function compressionRemoved(headers: readonly Header[], body: Uint8Array): Uint8Array {
  const compression = transferCodings(headers).find((coding) => coding !== 'chunked')
  if (compression === undefined) return body
  const isDeflate = compression === 'deflate' && !isGzip(body)
  const inflated = (isDeflate ? inflatedDeflate : gunzipped)(body, maxInflatedBytes)
  return inflated.kind === 'whole' ? inflated.bytes : body
}

/**
 * The body without its chunk framing. One that is not chunked from end to end is returned unchanged; with `isCut`, the
 * chunks before the cut are returned.
 */
export function dechunked(body: Uint8Array, isCut: boolean): Uint8Array {
  const chunks: Buffer[] = []
  const reader = new ChunkedReader()
  reader.push(Buffer.from(body.buffer, body.byteOffset, body.byteLength), chunks)
  return reader.isWhole || (isCut && chunks.length > 0) ? Buffer.concat(chunks) : body
}
