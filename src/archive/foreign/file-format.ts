/**
 * Tells what kind of archive a file is, by its first bytes before its name: other tools name files as they like, and an ARC
 * file that is read as one page would give a false record.
 */
import { open } from 'node:fs/promises'
import { constants, gunzipSync } from 'node:zlib'
import { isGzip } from '../../model/inflate.ts'

/** `gzip`: something else in gzip. `other`: no archive, such as a page. */
export type FileFormat = 'warc' | 'wacz' | UnreadFormat | 'gzip' | 'other'

/** Archives that mondo knows and does not read. */
export type UnreadFormat = 'ARC' | 'Zstandard' | 'HAR' | 'MHTML'

const lookBytes = 64 * 1024

/** Rejects with the file system's error. */
export async function formatOfFile(path: string): Promise<FileFormat> {
  await using handle = await open(path, 'r')
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(lookBytes), 0, lookBytes, 0)
  return formatOfBytes(buffer.subarray(0, bytesRead), path)
}

/** By the first bytes of a file, or all of them, and its name. */
export function formatOfBytes(bytes: Uint8Array, name: string): FileFormat {
  const isPacked = isGzip(bytes)
  const start = isPacked ? inflatedStart(bytes) : bytes
  if (isZip(start) && (/\.wacz$/i.test(name) || isWacz(start))) return 'wacz'
  if (startsWith(start, [0x28, 0xb5, 0x2f, 0xfd]) || isSkippableFrame(start)) return 'Zstandard'
  const format = formatOfText(textOf(start)) ?? formatOfName(name)
  return format ?? (isPacked ? 'gzip' : 'other')
}

/** Whether a folder's file of this name is an archive, readable or not. */
export function isArchiveName(name: string): boolean {
  return formatOfName(name) !== null
}

/** Whether mondo reads archives of this name: *.warc, *.warc.gz, *.wacz. */
export function isReadName(name: string): boolean {
  const format = formatOfName(name)
  return format === 'warc' || format === 'wacz'
}

/** By its name alone; null where that says nothing. */
export function formatOfName(name: string): FileFormat | null {
  const [, ending = ''] = archiveEnding.exec(name.toLowerCase()) ?? []
  return formatsByEnding.get(ending) ?? null
}

const archiveEnding = /\.(warc|warc\.gz|wacz|arc|arc\.gz|warc\.zst|arc\.zst|har|har\.gz|mht|mhtml)$/

const formatsByEnding: ReadonlyMap<string, FileFormat> = new Map([
  ['warc', 'warc'],
  ['warc.gz', 'warc'],
  ['wacz', 'wacz'],
  ['arc', 'ARC'],
  ['arc.gz', 'ARC'],
  ['warc.zst', 'Zstandard'],
  ['arc.zst', 'Zstandard'],
  ['har', 'HAR'],
  ['har.gz', 'HAR'],
  ['mht', 'MHTML'],
  ['mhtml', 'MHTML'],
])

function formatOfText(text: string): FileFormat | null {
  if (/^[\r\n]{0,64}WARC\//.test(text)) return 'warc'
  if (/^[\r\n]{0,64}filedesc:\/\//.test(text) || arcRecord.test(text)) return 'ARC'
  if (/^\s{0,64}\{\s{0,64}"log"\s{0,64}:\s{0,64}\{/.test(text)) return 'HAR'
  return isMhtml(text) ? 'MHTML' : null
}

/** The first line of a record: URL, address, time, type, length (ARC 1.0; version 2 has more fields). */
const arcRecord =
  /^(?:https?|ftp|dns|whois):\S{1,4096} \d{1,3}(?:\.\d{1,3}){3} \d{14} \S{1,128} (?:\S{1,128} ){0,6}\d{1,15}\r?\n/

/** A mail message of several parts, as browsers save pages. */
function isMhtml(text: string): boolean {
  const [head = ''] = text.split(/\r?\n\r?\n/, 1)
  return /^[\w-]{1,64}: ?\S/.test(head) && /^content-type:\s{0,16}multipart\/related/im.test(head)
}

function textOf(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 8192)).toString(
    'latin1',
  )
  return text.startsWith('\u00ef\u00bb\u00bf') ? text.slice(3) : text
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, at) => bytes[at] === byte)
}

/** Files of one dictionary begin with it (the proposal for .warc.zst). */
function isSkippableFrame(bytes: Uint8Array): boolean {
  return ((bytes[0] ?? 0) & 0xf0) === 0x50 && bytes[1] === 0x2a && bytes[2] === 0x4d && bytes[3] === 0x18
}

/** Whether the bytes begin as a ZIP file does. */
export function isZip(bytes: Uint8Array): boolean {
  return startsWith(bytes, [0x50, 0x4b, 0x03, 0x04])
}

/** Whether one of the first entries is one that WACZ wants. */
function isWacz(bytes: Uint8Array): boolean {
  const text = textOf(bytes)
  return ['datapackage', 'archive/', 'indexes/', 'pages/pages.jsonl'].some((name) => text.includes(name))
}

/** What the first bytes of a gzip file hold. Nothing of a damaged one. */
function inflatedStart(bytes: Uint8Array): Uint8Array {
  try {
    // The data is cut off, so zlib must not insist on its end.
    return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 64 * 1024 * 1024 })
  } catch (error) {
    if (error instanceof Error && 'code' in error) return new Uint8Array()
    throw error
  }
}
