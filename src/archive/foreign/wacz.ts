/**
 * Finds the WARC files within a WACZ file (a ZIP file: https://specs.webrecorder.net/wacz/). They are stored without
 * compression, so that a record is read at its own place in the WACZ file; those that were compressed all the same are unpacked
 * into a temporary file.
 */
import { createReadStream, createWriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createInflateRaw } from 'node:zlib'
import { closing } from '../../model/closing.ts'
import { codeOf, MondoError } from '../../model/errors.ts'
import { type TemporaryFile, temporaryFile } from '../../model/folders/temporary-file.ts'
import { formatOfName, isArchiveName, isZip } from './file-format.ts'
import { type ZipEntry, zipEntries } from './zip-entries.ts'

/** Whether the file begins as ZIP files do. Rejects with the file system's error. */
export async function isZipFile(path: string): Promise<boolean> {
  await using handle = await open(path, 'r')
  const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0)
  return isZip(buffer)
}

/** The WARC files in it, by their place. Throws `unreadable-input` where there is none, or an archive that cannot be read. */
export async function warcEntries(path: string): Promise<ZipEntry[]> {
  await using handle = await open(path, 'r')
  const entries = await zipEntries(handle, isArchiveName)
  if (entries === null)
    throw unreadable(path, 'its directory is damaged or missing', 'Fetch it again; zip -FF may repair it')
  if (entries.length === 0) throw unreadable(path, 'it holds no WARC file', 'Unzip it and look into archive/')
  const unread = entries.filter(({ name }) => formatOfName(name) !== 'warc')
  if (unread.length > 0) {
    // Browsertrix packs the WACZ files of a crawl by several machines into one.
    const names = unread.map(({ name }) => name).join(', ')
    throw unreadable(
      path,
      `it holds archives of other formats: ${names}`,
      'Unzip it, and read the files in it',
    )
  }
  const odd = entries.find(({ method }) => method === 'unknown')
  if (odd !== undefined)
    throw unreadable(path, `${odd.name} is encrypted or compressed in an unknown way`, 'Unzip it')
  return entries
}

/** A compressed WARC file, unpacked. Dispose of it to remove the file. Throws `unreadable-input` for damage. */
export async function unpacked(
  path: string,
  { name, start, length, size }: ZipEntry,
): Promise<TemporaryFile & AsyncDisposable> {
  if (size > length * mostInflation + smallFile)
    throw unreadable(path, `${name} has ${size} bytes, packed into ${length}`, 'If that is right, unzip it')
  // The same ending, by which damaged files are read.
  const target = /\.gz$/i.test(name) ? 'data.warc.gz' : 'data.warc'
  try {
    const file = await temporaryFile('mondo-wacz-', target, (to) =>
      pipeline(
        createReadStream(path, { start, end: start + length - 1 }),
        createInflateRaw(),
        atMost(size),
        createWriteStream(to),
      ),
    )
    return closing(file)
  } catch (error) {
    if (codeOf(error)?.startsWith('Z_') !== true && !(error instanceof RangeError)) throw error
    throw unreadable(path, `${name} cannot be unpacked`, 'Fetch it again', error)
  }
}

/** deflate reaches 1032, of zeros alone; WARC files hardly 20, and compressed ones 1. */
const mostInflation = 100
const smallFile = 1024 * 1024

/** Ends the stream at the size that the directory states. */
function atMost(size: number) {
  return async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let seen = 0
    for await (const chunk of chunks) {
      seen += chunk.byteLength
      if (seen > size) throw new RangeError('more than the directory of the ZIP file states')
      yield chunk
    }
  }
}

function unreadable(path: string, why: string, hint: string, cause?: unknown): MondoError {
  return new MondoError('unreadable-input', `cannot read ${path}: ${why}`, { hint, cause })
}
