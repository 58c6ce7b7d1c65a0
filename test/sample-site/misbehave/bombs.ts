/** Small bodies that inflate to huge ones, made without ever holding what they inflate to. */
import { constants, deflateRawSync, gzipSync } from 'node:zlib'

const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3])
const block = 1024 * 1024

/**
 * A gzip stream that inflates to at least `bytes` zeros: one deflate block of 1 MiB, flushed so that it stands alone,
 * over and over. 10 GiB are 10 MB on the wire and take no time to make.
 */
export function gzipBomb(bytes: number): Buffer {
  const zeros = deflateRawSync(Buffer.alloc(block), { finishFlush: constants.Z_FULL_FLUSH })
  return Buffer.concat([header, ...Array.from({ length: Math.ceil(bytes / block) }, () => zeros)])
}

/** A bomb in a bomb, for `Content-Encoding: gzip, gzip`. */
export function nestedBomb(bytes: number): Buffer {
  return gzipSync(gzipBomb(bytes))
}
