/**
 * Reads the records of a WARC file one at a time, gzip by record or plain. It does not use warcio's parser, which
 * stops at a flipped byte or a torn record as if the file ended there (measured with 2.4.11): the archive is the
 * source of truth, so no record may be lost silently.
 */
import { basename } from 'node:path'
import type { CaptureLocation } from '../model/capture.ts'
import { MondoError } from '../model/errors.ts'
import { emptyLinesLength, headLength } from '../model/http/response-head.ts'
import { gzipMagic } from '../model/inflate.ts'
import { ArchiveDamaged } from './archive-damaged.ts'
import { FileWindow } from './file-window.ts'
import { isZipFile, unpacked, warcEntries } from './foreign/wacz.ts'
import { MemberSizes, readMember } from './gzip-member.ts'
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
 * The records of a WARC or WACZ file from `offset`, which must be the start of one. Bytes that a writer appends meanwhile are not read. With
 * `noteDamage`, reading goes on at the next intact record behind each damage; without, it throws `ArchiveDamaged` at the
 * first. Throws `unreadable-input` when the file cannot be opened.
 */
export async function* readRecords(
  path: string,
  offset = 0,
  noteDamage?: NoteDamage,
): AsyncGenerator<LocatedRecord, void, undefined> {
  if (!(await isZip(path))) yield* recordsWithin({ path, offset }, noteDamage)
  else yield* recordsOfWacz(path, offset, noteDamage)
}

/** A part of a file that is a WARC file; to the end of the file by default. */
interface Part {
  readonly path: string
  readonly offset: number
  readonly end?: number
}

async function* recordsWithin(
  { path, offset, end }: Part,
  noteDamage: NoteDamage | undefined,
): AsyncGenerator<LocatedRecord, void, undefined> {
  await using window = await reported(path, FileWindow.open(path, offset, end))
  const isGzip = isCompressed(path, await window.peek(8))
  const read = isGzip ? compressedRecords : plainRecords
  const sizes = new MemberSizes()
  const resumptions = new Resumptions(path, window.end)
  while ((await window.peek(1)).length > 0) {
    if (!isGzip && (await skippedLineEnds(window))) continue
    const { offset: at } = window
    const damage = yield* read(basename(path), window, sizes)
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

/** Stored WARC files are read where they lie; the records of a compressed one all have its place. */
async function* recordsOfWacz(
  path: string,
  offset: number,
  noteDamage: NoteDamage | undefined,
): AsyncGenerator<LocatedRecord, void, undefined> {
  for (const entry of await warcEntries(path)) {
    const end = entry.start + entry.length
    if (entry.method === 'stored') {
      if (offset < end) yield* recordsWithin({ path, offset: Math.max(offset, entry.start), end }, noteDamage)
      continue
    }
    if (offset > entry.offset) continue
    await using file = await unpacked(path, entry)
    const location = { file: basename(path), offset: entry.offset, length: end - entry.offset }
    const note =
      noteDamage &&
      (({ what, cause, lost }: ArchiveDamaged) =>
        noteDamage(new ArchiveDamaged(path, entry.offset, `${entry.name}: ${what}`, cause, lost)))
    for await (const { record } of recordsWithin({ path: file.path, offset: 0 }, note))
      yield { record, location }
  }
}

async function isZip(path: string): Promise<boolean> {
  return await reported(path, isZipFile(path))
}

async function reported<Value>(path: string, opening: Promise<Value>): Promise<Value> {
  try {
    return await opening
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
async function* compressedRecords(file: string, window: FileWindow, sizes: MemberSizes): Records {
  const { offset } = window
  const member = await readMember(window, sizes)
  if (member.kind === 'end') return null
  const end = member.length === undefined ? null : offset + member.length
  if (member.kind === 'damaged') return { what: member.what, cause: member.cause, end }
  const location = { file, offset, length: member.length }
  const bytes = Buffer.from(member.bytes.buffer, member.bytes.byteOffset, member.bytes.byteLength)
  let rest = bytes.subarray(emptyLinesLength(bytes))
  while (rest.length > 0) {
    const head = parseRecordHead(rest)
    if (head === null || typeof head === 'string') {
      return { what: head ?? 'a gzip member that ends inside a WARC header', end }
    }
    const { headLength, blockLength, ...outer } = head
    const blockEnd = headLength + blockLength
    if (blockEnd > rest.length) return { what: 'a block shorter than its Content-Length', end }
    yield { record: { ...outer, block: rest.subarray(headLength, blockEnd) }, location }
    rest = rest.subarray(blockEnd + emptyLinesLength(rest.subarray(blockEnd)))
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
  const bytes = await window.peek(blockEnd + endLook)
  if (bytes.length < blockEnd) return { what: 'the file ends inside a record', end: null }
  // A copy, because the window reuses its buffer.
  const block = Uint8Array.from(bytes.subarray(headLength, blockEnd))
  const record = { ...outer, block }
  // Without a checksum, only this shows a damaged Content-Length.
  if (!isRecordEnd(bytes.subarray(blockEnd, blockEnd + endLook)) && !hasItsDigest(record)) {
    return { what: 'a block that does not end where its Content-Length says', end: null }
  }
  const length = blockEnd + emptyLinesLength(bytes.subarray(blockEnd, blockEnd + 4))
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
  const head = headLength(bytes)
  if (head === null) return null
  const length = /^content-length:[ \t]*(\d{1,15})\r?$/im.exec(bytes.toString('latin1', 0, head))?.[1]
  if (length === undefined) return null
  const blockEnd = head + Number(length)
  return offset + blockEnd + emptyLinesLength(bytes.subarray(blockEnd, blockEnd + 4))
}

/** How far behind a block the next record is looked for. */
const endLook = 64

/** Whether a record may end where these bytes begin: empty lines before the next record or the end of the file. */
function isRecordEnd(bytes: Buffer): boolean {
  const lines = emptyLinesLength(bytes)
  if (lines === bytes.length || bytes.toString('latin1', lines, lines + 5) === 'WARC/') return true
  const next = bytes.indexOf('WARC/')
  // One byte of the empty lines may be damaged.
  return (next >= 0 && next <= 4) || twoEmptyLines.filter((byte, at) => bytes[at] === byte).length >= 3
}

const twoEmptyLines = Buffer.from('\r\n\r\n')

function hasItsDigest(record: WarcRecord): boolean {
  const digest = fieldOf(record, 'warc-block-digest')
  return digest !== null && hasDigest(record.block, digest) === true
}

/** Moves on behind empty lines before a record, of which some writers have more than two. */
async function skippedLineEnds(window: FileWindow): Promise<boolean> {
  const length = emptyLinesLength(await window.peek(1))
  window.advance(length)
  return length > 0
}
