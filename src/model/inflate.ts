/**
 * Inflates data that somebody else compressed (gzip, zlib, raw deflate, brotli, zstd): reads what is whole, and says what was wrong. It reads
 * gzip members itself, because Node's gunzip takes what lies behind the last for another, and says nothing of zeros.
 */
import {
  brotliDecompressSync,
  constants,
  crc32,
  inflateRawSync,
  inflateSync,
  type ZlibOptions,
  zstdDecompressSync,
} from 'node:zlib'
import { codeOf } from './errors.ts'

/** `fault`: what was wrong with data that is whole nevertheless; null where nothing was. */
export type Inflated =
  | { readonly kind: 'whole'; readonly bytes: Uint8Array; readonly fault: string | null }
  | { readonly kind: 'too-large' | 'damaged' }

/** The first bytes of a gzip member (RFC 1952, section 2.3.1): its signature, and deflate as the method. */
export const gzipMagic = Buffer.from([0x1f, 0x8b, 0x08])

/** Whether the bytes begin as a gzip member does. */
export function isGzip(bytes: Uint8Array): boolean {
  return gzipMagic.every((byte, at) => bytes[at] === byte)
}

/** Whether the bytes begin as zlib data does (RFC 1950): deflate, and a header that is a multiple of 31. */
export function isZlib(bytes: Uint8Array): boolean {
  const [first = 0, second = 0] = bytes
  return (first & 0x0f) === 8 && (first * 256 + second) % 31 === 0
}

/**
 * All members of a gzip file, without what lies behind them. A checksum that is missing is a fault, one that is wrong is
 * damage.
 *
 * @param limit Bytes after inflating.
 */
export function gunzipped(bytes: Uint8Array, limit: number): Inflated {
  const input = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const parts: Uint8Array[] = []
  let fault: string | null = null
  let [at, room] = [0, limit]
  while (isGzip(input.subarray(at))) {
    if (room <= 0) return { kind: 'too-large' }
    const rest = input.subarray(at)
    const start = gzipHeaderLength(rest)
    const data = start === null ? null : decoded(inflateRawSync, rest.subarray(start), room)
    if (start === null || data === null) return { kind: 'damaged' }
    if (data.kind !== 'whole') return data
    const end = start + data.consumed
    fault ??= data.fault
    if (end + 8 <= rest.length) {
      const isIntact =
        crc32(data.bytes) === rest.readUInt32LE(end) &&
        data.bytes.length % 2 ** 32 === rest.readUInt32LE(end + 4)
      if (!isIntact) return { kind: 'damaged' }
    } else fault ??= 'gzip without its checksum'
    parts.push(data.bytes)
    room -= data.bytes.length
    at += Math.min(end + 8, rest.length)
  }
  if (at === 0) return { kind: 'damaged' }
  const behind = input.length - at
  // Zeros fill blocks of tapes and disks; they are nobody's data.
  if (input.subarray(at).some((byte) => byte !== 0)) fault ??= `${behind} bytes behind the gzip data`
  const [first] = parts
  return { kind: 'whole', bytes: parts.length === 1 && first ? first : Buffer.concat(parts), fault }
}

/** Data with a zlib header, or without one (RFC 9110, section 8.4.1.2, asks for it, and servers forget it). */
export function inflatedDeflate(bytes: Uint8Array, limit: number): Inflated {
  const read = isZlib(bytes) ? inflateSync : inflateRawSync
  return withoutTail(decoded(read, bytes, limit), bytes)
}

/** RFC 1952, section 2.3; null when the input ends before the header does. */
export function gzipHeaderLength(input: Buffer): number | null {
  const flags = input[3] ?? 0
  let length = 10
  if (flags & 4) {
    if (input.length < length + 2) return null
    length += 2 + input.readUInt16LE(length)
  }
  for (const zeroTerminated of [8, 16]) {
    if ((flags & zeroTerminated) === 0) continue
    const zero = input.indexOf(0, length)
    if (zero < 0) return null
    length = zero + 1
  }
  return flags & 2 ? length + 2 : length
}

/** Chunk size in bytes. Most pages are larger than zlib's default of 16 kB, and joining several chunks copies them. */
const inflatedAtOnce = 64 * 1024

/**
 * Raw deflate data at the start of `data`, and how many bytes it has. Throws zlib's errors.
 *
 * @param chunkSize Bytes that zlib allocates at once: about as many as the data has inflated, where the caller can tell.
 */
export function inflatedRaw(
  data: Uint8Array,
  limit: number,
  chunkSize = inflatedAtOnce,
): { bytes: Buffer; consumed: number } {
  return infoOf(inflateRawSync(data, { info: true, maxOutputLength: limit, chunkSize }))
}

/** One brotli stream. */
export function inflatedBrotli(bytes: Uint8Array, limit: number): Inflated {
  return withoutTail(decoded(brotliDecompressSync, bytes, limit), bytes)
}

/** One zstd frame. */
export function inflatedZstd(bytes: Uint8Array, limit: number): Inflated {
  return withoutTail(decoded(zstdDecompressSync, bytes, limit), bytes)
}

type Data =
  | {
      readonly kind: 'whole'
      readonly bytes: Buffer
      readonly consumed: number
      readonly fault: string | null
    }
  | { readonly kind: 'too-large' }

type Read = (data: Uint8Array, options: ReadOptions) => unknown

type ReadOptions = Pick<ZlibOptions, 'info' | 'maxOutputLength' | 'finishFlush'>

function withoutTail(data: Data | null, input: Uint8Array): Inflated {
  if (data === null) return { kind: 'damaged' }
  if (data.kind !== 'whole') return data
  const behind = input.byteLength - data.consumed
  const fault = data.fault ?? (behind > 0 ? `${behind} bytes behind the compressed data` : null)
  return { kind: 'whole', bytes: data.bytes, fault }
}

/** Null where the data does not decode. */
function decoded(read: Read, data: Uint8Array, limit: number): Data | null {
  try {
    return { kind: 'whole', fault: null, ...infoOf(read(data, { info: true, maxOutputLength: limit })) }
  } catch (error) {
    if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE') return { kind: 'too-large' }
    if (codeOf(error) === null) throw error
    return codeOf(error) === 'Z_BUF_ERROR' && endsWithFlush(data) ? flushed(read, data, limit) : null
  }
}

/** Servers that stream flush what they have, and some never write the end: what was flushed is whole. */
function flushed(read: Read, data: Uint8Array, limit: number): Data | null {
  try {
    const options = { info: true, maxOutputLength: limit, finishFlush: constants.Z_SYNC_FLUSH }
    return { kind: 'whole', fault: 'compressed data without an end', ...infoOf(read(data, options)) }
  } catch (error) {
    if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE') return { kind: 'too-large' }
    if (codeOf(error) === null) throw error
    return null
  }
}

/** The empty block that zlib ends a flush with. */
const flushMark = Buffer.from([0x00, 0x00, 0xff, 0xff])

function endsWithFlush(data: Uint8Array): boolean {
  const from = data.byteLength - flushMark.length
  return from >= 0 && flushMark.every((byte, at) => data[from + at] === byte)
}

/** The result with the `info` option, which the type declarations lack. */
function infoOf(value: unknown): { bytes: Buffer; consumed: number } {
  if (!isInfo(value)) throw new TypeError('zlib did not report how much it has read')
  return { bytes: value.buffer, consumed: value.engine.bytesWritten }
}

function isInfo(value: unknown): value is { buffer: Buffer; engine: { bytesWritten: number } } {
  return typeof value === 'object' && value !== null && 'engine' in value && 'buffer' in value
}
