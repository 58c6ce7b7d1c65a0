/** The text of a list of URLs, piece by piece: unpacked where it is gzip, decoded by byte order mark, declaration or UTF-8. */
import { createGunzip } from 'node:zlib'
import { decoderName } from '../../model/decoder-name.ts'
import { gunzipped, isGzip } from '../../model/inflate.ts'

/** What is wrong with a list that was read as far as it goes. */
export type ListFault = 'damaged' | 'too-large'

/** The protocol's own limit for one file, unpacked (sitemaps.org, 50 MB). */
export const mostListBytes = 50 * 1024 * 1024

/** How the text of a list was read. */
export interface ListText {
  /** `damaged`: compressed data that breaks off. `too-large`: more than 50 MB. Null for nothing. */
  readonly fault: ListFault | null
  /** Lower-case WHATWG name. */
  readonly encoding: string
}

/** Small, because an attack is abandoned at the end of its first piece. */
const pieceBytes = 16 * 1024
/** Where an encoding is declared. */
const headBytes = 1024

/** Hands the text to `take` in order, until `take` returns false. The text is never held as a whole. */
export async function eachPiece(bytes: Uint8Array, take: (piece: string) => boolean): Promise<ListText> {
  const reading = new PieceReader(take)
  const unpacked = isGzip(bytes) ? gunzipped(bytes, mostListBytes) : null
  if (unpacked === null) reading.read(bytes)
  else if (unpacked.kind === 'whole') reading.read(unpacked.bytes)
  else if (!(await eachGunzippedPart(bytes, (part) => reading.read(part)))) reading.fault = 'damaged'
  return { fault: reading.fault, encoding: reading.encoding }
}

class PieceReader {
  fault: ListFault | null = null
  readonly #take: (piece: string) => boolean
  #decoder: InstanceType<typeof TextDecoder> | null = null
  #room = mostListBytes

  constructor(take: (piece: string) => boolean) {
    this.#take = take
  }

  get encoding(): string {
    return this.#decoder?.encoding ?? 'utf-8'
  }

  /** False where enough has been read. */
  read(part: Uint8Array): boolean {
    this.#decoder ??= new TextDecoder(encodingOf(part.subarray(0, headBytes)))
    const kept = part.subarray(0, this.#room)
    this.#room -= kept.byteLength
    for (let at = 0; at < kept.byteLength; at += pieceBytes) {
      const piece = this.#decoder.decode(kept.subarray(at, at + pieceBytes), { stream: true })
      if (!this.#take(piece)) return false
    }
    if (kept.byteLength < part.byteLength) this.fault = 'too-large'
    return this.fault === null
  }
}

/**
 * For data that does not unpack as a whole: hands over what comes before it breaks off, but for the last kilobyte at most.
 * Returns false where it breaks off.
 */
async function eachGunzippedPart(bytes: Uint8Array, take: (part: Uint8Array) => boolean): Promise<boolean> {
  return await new Promise((resolve, reject) => {
    const gunzip = createGunzip({ chunkSize: 1024 })
    // Events, because an iterator loses what is unpacked when the error comes.
    gunzip.on('data', (part: Uint8Array) => {
      try {
        if (take(part)) return
        gunzip.destroy()
        resolve(true)
      } catch (error) {
        reject(error)
      }
    })
    gunzip.on('end', () => resolve(true))
    gunzip.on('error', () => resolve(false))
    gunzip.end(bytes)
  })
}

/** By byte order mark, by zeros around the first `<`, by the XML declaration; else UTF-8, which the protocol demands. */
export function encodingOf(head: Uint8Array): string {
  const [first = 0, second = 0] = head
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'utf-16le'
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) return 'utf-16be'
  const start = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1')
  const declaration = start.slice(start.indexOf('<?xml') + 1, start.indexOf('?>') + 1)
  const label = /encoding *= *["']([\w.:-]{1,40})["']/i.exec(declaration)?.[1] ?? ''
  // .NET writes "utf-16" of a string that it then sends as UTF-8: were it UTF-16, there would be zeros.
  return label === '' || /^(?:utf|ucs|iso-10646)/i.test(label) ? 'utf-8' : (decoderName(label) ?? 'utf-8')
}
