/** Reads the central directory of a ZIP file (APPNOTE 6.3, with ZIP64), for WACZ files, whose WARC files are stored as they are. */
import type { FileHandle } from 'node:fs/promises'

/** One file of a ZIP file. */
export interface ZipEntry {
  readonly name: string
  /** Byte offset of its local header, which is its place among the others. */
  readonly offset: number
  /** Bytes from `start` on are its data, compressed or not. */
  readonly start: number
  readonly length: number
  /** Bytes of the file itself. */
  readonly size: number
  readonly method: 'stored' | 'deflated' | 'unknown'
}

/** The entries whose names pass, by their place; null when the file has no whole directory. Rejects with the file system's error. */
export async function zipEntries(
  handle: FileHandle,
  isWanted: (name: string) => boolean,
): Promise<ZipEntry[] | null> {
  const { size } = await handle.stat()
  const directory = await readDirectory(handle, size)
  if (directory === null) return null
  const entries: ZipEntry[] = []
  for (const found of listed(directory)) {
    if (found === null) return null
    if (!isWanted(found.name)) continue
    const start = await dataStart(handle, found.offset)
    if (start === null || start + found.length > size) return null
    entries.push({ ...found, start })
  }
  return entries.sort((a, b) => a.offset - b.offset)
}

/** The end record, with the longest comment behind it. */
const endBytes = 22 + 0xffff
/** More than a million entries; a WACZ file has a dozen. */
const maxDirectoryBytes = 128 * 1024 * 1024

async function readDirectory(handle: FileHandle, size: number): Promise<Buffer | null> {
  const from = Math.max(0, size - endBytes)
  const tail = await bytesAt(handle, from, size - from)
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end < 0 || end + 22 > tail.length) return null
  let length = tail.readUInt32LE(end + 12)
  let offset = tail.readUInt32LE(end + 16)
  if (offset === 0xffffffff || length === 0xffffffff || tail.readUInt16LE(end + 10) === 0xffff) {
    const large = await zip64End(handle, tail, end)
    if (large === null) return null
    ;({ length, offset } = large)
  }
  if (length > maxDirectoryBytes || offset + length > size) return null
  return await bytesAt(handle, offset, length)
}

async function zip64End(
  handle: FileHandle,
  tail: Buffer,
  end: number,
): Promise<{ length: number; offset: number } | null> {
  const locator = end - 20
  if (locator < 0 || tail.readUInt32LE(locator) !== 0x07064b50) return null
  const record = await bytesAt(handle, Number(tail.readBigUInt64LE(locator + 8)), 56)
  if (record.length < 56 || record.readUInt32LE(0) !== 0x06064b50) return null
  return { length: Number(record.readBigUInt64LE(40)), offset: Number(record.readBigUInt64LE(48)) }
}

/** Null at the end where the directory is damaged: the entries behind are not known. */
function* listed(directory: Buffer): Generator<Omit<ZipEntry, 'start'> | null> {
  let at = 0
  while (at + 46 <= directory.length && directory.readUInt32LE(at) === 0x02014b50) {
    const nameLength = directory.readUInt16LE(at + 28)
    const extraStart = at + 46 + nameLength
    const next = extraStart + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
    const extra = directory.subarray(extraStart, extraStart + directory.readUInt16LE(at + 30))
    const [size = 0, length = 0, offset = 0] = withZip64(extra, [
      directory.readUInt32LE(at + 24),
      directory.readUInt32LE(at + 20),
      directory.readUInt32LE(at + 42),
    ])
    const isEncrypted = (directory.readUInt16LE(at + 8) & 1) !== 0
    const method = isEncrypted ? undefined : methods.get(directory.readUInt16LE(at + 10))
    const name = directory.toString('utf8', at + 46, extraStart)
    yield { name, offset, length, size, method: method ?? 'unknown' }
    at = next
  }
  const isSigned = at + 4 <= directory.length && directory.readUInt32LE(at) === 0x05054b50
  if (at !== directory.length && !isSigned) yield null
}

const methods: ReadonlyMap<number, ZipEntry['method']> = new Map([
  [0, 'stored'],
  [8, 'deflated'],
])

/** Numbers that do not fit into 32 bits stand in an extra field, in this order. */
function withZip64(extra: Buffer, numbers: readonly number[]): number[] {
  let field: Buffer = Buffer.alloc(0)
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) === 1) field = extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2))
  }
  let read = 0
  return numbers.map((number) => {
    if (number !== 0xffffffff || read + 8 > field.length) return number
    read += 8
    return Number(field.readBigUInt64LE(read - 8))
  })
}

async function dataStart(handle: FileHandle, offset: number): Promise<number | null> {
  const header = await bytesAt(handle, offset, 30)
  if (header.length < 30 || header.readUInt32LE(0) !== 0x04034b50) return null
  return offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28)
}

async function bytesAt(handle: FileHandle, offset: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset)
  return buffer.subarray(0, bytesRead)
}
