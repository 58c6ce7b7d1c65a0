/**
 * Reads the records of a WARC file one at a time, gzip by record or plain. It does not use warcio's parser, which
 * stops at a flipped byte or a torn record as if the file ended there (measured with 2.4.11): the archive is the
 * source of truth, so no record may be lost silently.
 */
import { basename } from 'node:path'
import type { CaptureLocation } from '../model/capture.ts'
import { MondoError } from '../model/errors.ts'
import { gzipMagic } from '../model/inflate.ts'
import { ArchiveDamaged } from './archive-damaged.ts'
import { FileWindow } from './file-window.ts'
import { readMember } from './gzip-member.ts'
import { hasDigest } from './labelled-digest.ts'
import { Resumptions } from './next-record.ts'
import { fieldOf, parseRecordHead, type RecordHead, type WarcRecord } from './warc-record.ts'

/** A record and its place. */
export interface LocatedRecord {
  readonly record: WarcRecord
  readonly location: CaptureLocation
}

/** Told of each damage that reading went on behind. */
export type NoteDamage = (damage: ArchiveDamaged) => void

/**
 * The records from `offset`, which must be the start of one. Bytes that a writer appends meanwhile are not read. With
 * `noteDamage`, reading goes on at the next intact record behind each damage; without, it throws `ArchiveDamaged` at the
 * first. Throws `unreadable-input` when the file cannot be opened.
 */
export async function* readRecords(
  path: string,
  offset = 0,
  noteDamage?: NoteDamage,
): AsyncGenerator<LocatedRecord, void, undefined> {
  await using window = await opened(path, offset)
  const isGzip = isCompressed(path, await window.peek(8))
  const read = isGzip ? compressedRecords : plainRecords
  const resumptions = new Resumptions(path, window.end)
  while ((await window.peek(1)).length > 0) {
    const { offset: at } = window
    const damage = yield* read(basename(path), window)
    if (damage === null) continue
    const { what, cause, end } = damage
    if (noteDamage === undefined) throw new ArchiveDamaged(path, at, what, cause)
    const place = { offset: at, end }
    const { next, lost } = await (isGzip ? resumptions.afterMember(place) : resumptions.afterPlain(place))
    noteDamage(new ArchiveDamaged(path, at, what, cause, lost))
    if (next === null) return
    window.advance(next - window.offset)
  }
}

async function opened(path: string, offset: number): Promise<FileWindow> {
  try {
    return await FileWindow.open(path, offset)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new MondoError('unreadable-input', `cannot read ${path}: ${why}`, { cause: error })
  }
}

/** By the first bytes, because names differ between tools; by the name where they are damaged. */
function isCompressed(path: string, start: Buffer): boolean {
  if (start.toString('latin1').startsWith('WARC/')) return false
  return start.indexOf(gzipMagic) === 0 || /\.gz$/i.test(path)
}

/** Why the record at the window's offset cannot be read, and where it seems to end. */
interface Damage {
  readonly what: string
  readonly cause?: unknown
  readonly end: number | null
}

type Records = AsyncGenerator<LocatedRecord, Damage | null, undefined>

/** One member is one record; in the few archives with several records per member, all get the member's place. */
async function* compressedRecords(file: string, window: FileWindow): Records {
  const { offset } = window
  const member = await readMember(window)
  if (member.kind === 'end') return null
  const end = member.length === undefined ? null : offset + member.length
  if (member.kind === 'damaged') return { what: member.what, cause: member.cause, end }
  const location = { file, offset, length: member.length }
  let rest = Buffer.from(member.bytes.buffer, member.bytes.byteOffset, member.bytes.byteLength)
  while (rest.length > 0) {
    const head = parseRecordHead(rest)
    if (head === null || typeof head === 'string') {
      return { what: head ?? 'a gzip member that ends inside a WARC header', end }
    }
    const { headLength, blockLength, ...outer } = head
    const blockEnd = headLength + blockLength
    if (blockEnd > rest.length) return { what: 'a block shorter than its Content-Length', end }
    yield { record: { ...outer, block: rest.subarray(headLength, blockEnd) }, location }
    rest = rest.subarray(blockEnd + emptyLines(rest.subarray(blockEnd)))
  }
  window.advance(member.length)
  return null
}

async function* plainRecords(file: string, window: FileWindow): Records {
  const { offset } = window
  const head = await plainHead(window)
  if ('what' in head) return head
  const { headLength, blockLength, ...outer } = head
  const blockEnd = headLength + blockLength
  const bytes = await window.peek(blockEnd + 12)
  if (bytes.length < blockEnd) return { what: 'the file ends inside a record', end: null }
  // A copy, because the window reuses its buffer.
  const block = Uint8Array.from(bytes.subarray(headLength, blockEnd))
  const record = { ...outer, block }
  // Without a checksum, only this shows a damaged Content-Length.
  if (!isRecordEnd(bytes.subarray(blockEnd)) && !hasItsDigest(record)) {
    return { what: 'a block that does not end where its Content-Length says', end: null }
  }
  const length = blockEnd + emptyLines(bytes.subarray(blockEnd, blockEnd + 4))
  window.advance(length)
  yield { record, location: { file, offset, length } }
  return null
}

async function plainHead(window: FileWindow): Promise<RecordHead | Damage> {
  for (let wanted = 64 * 1024; ; wanted *= 2) {
    const bytes = await window.peek(wanted)
    const head = parseRecordHead(bytes)
    if (typeof head === 'string') return { what: head, end: statedEnd(bytes, window.offset) }
    if (head !== null) return head
    if (bytes.length < wanted) return { what: 'the file ends inside a record', end: null }
  }
}

/** Where a record with damaged headers ends by its Content-Length. */
function statedEnd(bytes: Buffer, offset: number): number | null {
  const head = bytes.indexOf('\r\n\r\n')
  if (head < 0) return null
  const length = /^content-length:[ \t]*(\d{1,15})\r?$/im.exec(bytes.toString('latin1', 0, head))?.[1]
  if (length === undefined) return null
  const blockEnd = head + 4 + Number(length)
  return offset + blockEnd + emptyLines(bytes.subarray(blockEnd, blockEnd + 4))
}

/** Whether a record may end where these bytes begin: two empty lines, the next record, or the end of the file. */
function isRecordEnd(bytes: Buffer): boolean {
  if (emptyLines(bytes) === bytes.length) return true
  const next = bytes.indexOf('WARC/')
  // One byte of the empty lines may be damaged.
  return (next >= 0 && next <= 4) || twoEmptyLines.filter((byte, at) => bytes[at] === byte).length >= 3
}

const twoEmptyLines = Buffer.from('\r\n\r\n')

function hasItsDigest(record: WarcRecord): boolean {
  const digest = fieldOf(record, 'warc-block-digest')
  return digest !== null && hasDigest(record.block, digest) === true
}

/** The two empty lines after a record. */
function emptyLines(bytes: Buffer): number {
  let length = 0
  while (bytes[length] === 0x0d || bytes[length] === 0x0a) length++
  return length
}
