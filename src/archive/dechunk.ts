/** Removes the chunked transfer coding from a body (RFC 9112, section 7.1). */

/**
 * The body without its chunk framing. Other tools archive bodies as on the wire, or remove the coding and keep the
 * header, so only the bytes can tell: a body that is not chunked from end to end is returned unchanged. With
 * `truncated`, the complete chunks before the cut are returned.
 */
export function dechunked(body: Uint8Array, truncated: boolean): Uint8Array {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const chunks: Buffer[] = []
  let at = 0
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', at)
    const size = lineEnd < 0 ? null : chunkSize(bytes.toString('latin1', at, lineEnd))
    if (size === 0) return Buffer.concat(chunks)
    if (size === null) break
    const start = lineEnd + 2
    chunks.push(bytes.subarray(start, start + size))
    at = start + size + 2
    if (bytes.toString('latin1', at - 2, at) !== '\r\n') break
  }
  return truncated && chunks.length > 0 ? Buffer.concat(chunks) : body
}

function chunkSize(line: string): number | null {
  const digits = /^([0-9a-fA-F]{1,8})[ \t]*(?:;|$)/.exec(line)?.[1]
  return digits === undefined ? null : Number.parseInt(digits, 16)
}
