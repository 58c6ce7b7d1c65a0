/**
 * Chunked transfer coding undone (RFC 9112, section 7.1): archives of others keep bodies as they were on the wire,
 * or undo the coding and leave the header, so that only the bytes tell.
 * A body that is not chunked from end to end comes back as it is; one that was cut (`truncated`) as far as it goes.
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
