/** Writes ZIP files as Python's zipfile and py-wacz do. */
import { crc32, deflateRawSync } from 'node:zlib'

export interface Zipped {
  readonly name: string
  readonly data: Uint8Array
  /** 0: stored (default), 8: deflated; any other is stored under a false name. */
  readonly method?: number
}

/** @param zip64 Numbers of 64 bits throughout, as for files of more than 4 GiB. */
export function zipFile(files: readonly Zipped[], { zip64 = false, comment = '' } = {}): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, data, method = 0 } of files) {
    const packed = method === 8 ? deflateRawSync(data) : Buffer.from(data)
    const local = Buffer.concat([
      localHeader(name, data, packed, method),
      Buffer.from(name),
      Buffer.from(packed),
    ])
    directory.push(directoryEntry({ name, data, packed, method, offset, zip64 }))
    parts.push(local)
    offset += local.length
  }
  const listing = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(files.length, 8)
  end.writeUInt16LE(zip64 ? 0xffff : files.length, 10)
  end.writeUInt32LE(zip64 ? 0xffffffff : listing.length, 12)
  end.writeUInt32LE(zip64 ? 0xffffffff : offset, 16)
  end.writeUInt16LE(comment.length, 20)
  const large = zip64 ? zip64End(listing.length, offset) : Buffer.alloc(0)
  return Buffer.concat([...parts, listing, large, end, Buffer.from(comment)])
}

function localHeader(name: string, data: Uint8Array, packed: Uint8Array, method: number): Buffer {
  const header = Buffer.alloc(30)
  header.writeUInt32LE(0x04034b50, 0)
  header.writeUInt16LE(method, 8)
  header.writeUInt32LE(crc32(data), 14)
  header.writeUInt32LE(packed.length, 18)
  header.writeUInt32LE(data.length, 22)
  header.writeUInt16LE(Buffer.byteLength(name), 26)
  return header
}

interface Listed extends Required<Zipped> {
  readonly packed: Uint8Array
  readonly offset: number
  readonly zip64: boolean
}

function directoryEntry({ name, data, packed, method, offset, zip64 }: Listed): Buffer {
  const header = Buffer.alloc(46)
  const extra = Buffer.alloc(zip64 ? 28 : 0)
  header.writeUInt32LE(0x02014b50, 0)
  header.writeUInt16LE(method, 10)
  header.writeUInt32LE(crc32(data), 16)
  header.writeUInt32LE(zip64 ? 0xffffffff : packed.length, 20)
  header.writeUInt32LE(zip64 ? 0xffffffff : data.length, 24)
  header.writeUInt16LE(Buffer.byteLength(name), 28)
  header.writeUInt16LE(extra.length, 30)
  header.writeUInt32LE(zip64 ? 0xffffffff : offset, 42)
  if (zip64) {
    extra.writeUInt16LE(1, 0)
    extra.writeUInt16LE(24, 2)
    for (const [at, number] of [data.length, packed.length, offset].entries()) {
      extra.writeBigUInt64LE(BigInt(number), 4 + 8 * at)
    }
  }
  return Buffer.concat([header, Buffer.from(name), extra])
}

function zip64End(length: number, offset: number): Buffer {
  const record = Buffer.alloc(76)
  record.writeUInt32LE(0x06064b50, 0)
  record.writeBigUInt64LE(44n, 4)
  record.writeBigUInt64LE(BigInt(length), 40)
  record.writeBigUInt64LE(BigInt(offset), 48)
  record.writeUInt32LE(0x07064b50, 56)
  record.writeBigUInt64LE(BigInt(offset + length), 64)
  return record
}
