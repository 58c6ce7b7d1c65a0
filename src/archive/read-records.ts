/**
 * Reads the records of a WARC file one at a time, gzip by record or plain. It does not use warcio's parser, which
 * stops at a flipped byte or a torn record as if the file ended there (measured with 2.4.11): the archive is the
 * source of truth, so no record may be lost silently.
 */
import { basename } from 'node:path'
import type { CaptureLocation } from '../model/capture.ts'
import { MondoError } from '../model/errors.ts'
import { ArchiveDamaged } from './archive-damaged.ts'
import { FileWindow } from './file-window.ts'
import { readMember } from './gzip-member.ts'
import { parseRecordHead, type WarcRecord } from './warc-record.ts'

/** A record and its place. */
export interface LocatedRecord {
  readonly record: WarcRecord
  readonly location: CaptureLocation
}

/**
 * The records from `offset`, which must be the start of one. Throws `ArchiveDamaged` at the first damaged record, and
 * `unreadable-input` when the file cannot be opened.
 */
export async function* readRecords(path: string, offset = 0): AsyncGenerator<LocatedRecord, void, undefined> {
  await using window = await opened(path, offset)
  const isGzip = (await window.peek(2))[0] === 0x1f
  const read = isGzip ? compressedRecords : plainRecords
  while ((await window.peek(1)).length > 0) yield* read(path, window)
}

async function opened(path: string, offset: number): Promise<FileWindow> {
  try {
    return await FileWindow.open(path, offset)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new MondoError('unreadable-input', `cannot read ${path}: ${why}`, { cause: error })
  }
}

/** One member is one record; in the few archives with several records per member, all get the member's place. */
async function* compressedRecords(path: string, window: FileWindow): AsyncGenerator<LocatedRecord> {
  const { offset } = window
  const member = await readMember(window)
  if (member.kind === 'end') return
  if (member.kind === 'damaged') throw new ArchiveDamaged(path, offset, member.what, member.cause)
  const location = { file: basename(path), offset, length: member.length }
  let rest = Buffer.from(member.bytes.buffer, member.bytes.byteOffset, member.bytes.byteLength)
  while (rest.length > 0) {
    const head = parseRecordHead(rest)
    if (head === null || typeof head === 'string') {
      throw new ArchiveDamaged(path, offset, head ?? 'a gzip member that ends inside a WARC header')
    }
    const { headLength, blockLength, ...outer } = head
    const end = headLength + blockLength
    if (end > rest.length) throw new ArchiveDamaged(path, offset, 'a block shorter than its Content-Length')
    yield { record: { ...outer, block: rest.subarray(headLength, end) }, location }
    rest = rest.subarray(end + emptyLines(rest.subarray(end)))
  }
  window.advance(member.length)
}

async function* plainRecords(path: string, window: FileWindow): AsyncGenerator<LocatedRecord> {
  const { offset } = window
  const head = await plainHead(path, window)
  const { headLength, blockLength, ...outer } = head
  const end = headLength + blockLength
  const bytes = await window.peek(end + 4)
  if (bytes.length < end) throw new ArchiveDamaged(path, offset, 'the file ends inside a record')
  const length = end + emptyLines(bytes.subarray(end, end + 4))
  // A copy, because the window reuses its buffer.
  const block = Uint8Array.from(bytes.subarray(headLength, end))
  window.advance(length)
  yield { record: { ...outer, block }, location: { file: basename(path), offset, length } }
}

async function plainHead(path: string, window: FileWindow) {
  for (let wanted = 64 * 1024; ; wanted *= 2) {
    const bytes = await window.peek(wanted)
    const head = parseRecordHead(bytes)
    if (typeof head === 'string') throw new ArchiveDamaged(path, window.offset, head)
    if (head !== null) return head
    if (bytes.length < wanted) throw new ArchiveDamaged(path, window.offset, 'the file ends inside a record')
  }
}

/** The two empty lines after a record. */
function emptyLines(bytes: Buffer): number {
  let length = 0
  while (bytes[length] === 0x0d || bytes[length] === 0x0a) length++
  return length
}
