/**
 * Reads one member of a gzip file (RFC 1952). Node's gunzip reads through all members without reporting where each
 * begins, which a WARC reader has to know. So this file reads header and trailer, and zlib only inflates the data.
 */
import { constants, crc32, inflateRawSync } from 'node:zlib'
import { codeOf } from '../model/errors.ts'
import { gzipHeaderLength, gzipMagic, inflatedRaw } from '../model/inflate.ts'
import type { FileWindow } from './file-window.ts'

/** Also bounds the cost of a decompression bomb in another tool's archive. */
const maxMemberBytes = 256 * 1024 * 1024

const firstLook = 64 * 1024

/**
 * `bytes`: inflated. `length`: bytes of the compressed member in the file; of a damaged one only if its data decodes, and
 * then it may be wrong. `end`: no more members.
 */
export type Member =
  | { readonly kind: 'member'; readonly bytes: Uint8Array; readonly length: number }
  | { readonly kind: 'end' }
  | { readonly kind: 'damaged'; readonly what: string; readonly length?: number; readonly cause?: unknown }

/**
 * Reads the member at the window's offset without moving the window. Damage is a value, not an error.
 *
 * @param sizes Of the members in front of it, if they were read.
 */
export async function readMember(window: FileWindow, sizes?: MemberSizes): Promise<Member> {
  for (let wanted = firstLook; ; wanted *= 2) {
    const input = await window.peek(wanted)
    if (input.length === 0) return { kind: 'end' }
    const member = memberAt(input, sizes?.expected)
    if (member?.kind === 'member') sizes?.note(member.bytes.length)
    if (member !== null) return member
    if (input.length < wanted) return { kind: 'damaged', what: 'the file ends inside a record' }
  }
}

/**
 * Guesses how large the next member is. A response and its request alternate in WARC files: the next is about as large as the
 * last but one. Node counts what zlib allocates towards the next collection, and a request needs a hundredth of a page.
 */
export class MemberSizes {
  #last: number | undefined
  #lastButOne: number | undefined

  /** Bytes to allocate at once; undefined where nothing is known. */
  get expected(): number | undefined {
    if (this.#lastButOne === undefined) return undefined
    return Math.min(mostAtOnce, Math.max(leastAtOnce, Math.ceil(this.#lastButOne * 1.25)))
  }

  note(size: number): void {
    this.#lastButOne = this.#last
    this.#last = size
  }
}

const leastAtOnce = 4 * 1024
const mostAtOnce = 256 * 1024

/** Null when the input ends before the member does. */
function memberAt(input: Buffer, chunkSize?: number): Member | null {
  if (input[0] !== 0x1f || (input[1] ?? 0x8b) !== 0x8b)
    return { kind: 'damaged', what: 'not the start of a gzip member' }
  const start = gzipHeaderLength(input)
  if (start === null || start >= input.length) return null
  try {
    const { bytes, consumed } = inflatedRaw(input.subarray(start), maxMemberBytes, chunkSize)
    const end = start + consumed
    if (end + 8 > input.length) return null
    const intact = crc32(bytes) === input.readUInt32LE(end) && bytes.length === input.readUInt32LE(end + 4)
    if (!intact) {
      return { kind: 'damaged', what: 'the checksum of the gzip member does not match', length: end + 8 }
    }
    return { kind: 'member', bytes, length: end + 8 }
  } catch (error) {
    if (codeOf(error) === 'Z_BUF_ERROR') return null
    const tooLarge = codeOf(error) === 'ERR_BUFFER_TOO_LARGE'
    const what = tooLarge
      ? `a gzip member of more than ${maxMemberBytes} bytes`
      : 'the compressed data does not decode'
    return { kind: 'damaged', what, cause: error }
  }
}

/** Whether a gzip member begins here, or began before one byte of its signature was damaged or all were zeroed. */
export function looksLikeMember(input: Buffer): boolean {
  const look = input.subarray(0, gzipMagic.length)
  const wrong = look.filter((byte, at) => byte !== gzipMagic[at]).length
  return wrong <= 1 || look.every((byte) => byte === 0)
}

/** Enough for any gzip header and the version line of a record behind it. */
const versionLook = 4096

/** Whether a gzip member begins here whose data begins like a WARC record. Says nothing of the rest of the member. */
export function beginsLikeRecord(input: Buffer): boolean {
  const look = input.subarray(0, versionLook)
  const start = look.indexOf(gzipMagic) === 0 ? gzipHeaderLength(look) : null
  if (start === null) return false
  try {
    // The data is cut off, so zlib must not insist on its end.
    const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: maxMemberBytes }
    return isRecordStart(inflateRawSync(look.subarray(start), options))
  } catch (error) {
    if (codeOf(error) === null) throw error
    return false
  }
}

/** Whether bytes begin as a record of WARC 1.x does. */
export function isRecordStart(bytes: Uint8Array): boolean {
  return (
    Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(7, bytes.length)).toString('latin1') === 'WARC/1.'
  )
}
