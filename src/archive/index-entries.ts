/** Lists the captures of a WARC file, from its index or else from its records. */
import { readdir } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { type Capture, type CaptureLocation, headerOf } from '../model/capture.ts'
import { mediaType } from '../model/http/media-type.ts'
import { type IndexEntry, readIndex } from './cdxj.ts'
import { documentMessage, isCapture, isDocument } from './document-record.ts'
import { isReadName } from './foreign/file-format.ts'
import { parseMessage, statusOf } from './http-message.ts'
import { type LocatedRecord, type NoteDamage, readRecords } from './read-records.ts'
import { fieldOf, withoutBrackets } from './warc-record.ts'

/** The names of a folder's WARC and WACZ files, oldest first (mondo's names begin with the time). */
export async function warcFiles(dir: string): Promise<string[]> {
  const names = await readdir(dir)
  return names.filter(isReadName).sort()
}

/** The entry of a capture that is being written. */
export function entryOf(
  capture: Capture,
  digest: string,
  type: IndexEntry['type'],
  location: CaptureLocation,
): IndexEntry {
  const { id, url, capturedAt, status, headers } = capture
  return { id, url, capturedAt, status, mime: mimeOf(headers), digest, type, location }
}

/** Every response and revisit, read from the records; see `readRecords` for damage. */
export async function* scannedEntries(path: string, noteDamage?: NoteDamage): AsyncGenerator<IndexEntry> {
  for await (const found of readRecords(path, 0, noteDamage)) {
    const entry = entryOfRecord(found)
    if (entry !== null) yield entry
  }
}

/** Reads the index, or else all records that are intact. */
export async function entriesOf(path: string): Promise<IndexEntry[]> {
  const indexed = await readIndex(dirname(path), basename(path))
  if (indexed !== null) return indexed
  const entries: IndexEntry[] = []
  for await (const entry of scannedEntries(path, () => undefined)) entries.push(entry)
  return entries
}

/** Null for a record that is neither an HTTP response nor a document. */
export function entryOfRecord({ record, location }: LocatedRecord): IndexEntry | null {
  const { id, date: capturedAt, type } = record
  if (!isCapture(record)) return null
  const message = isDocument(record) ? documentMessage(record) : parseMessage(record.block)
  const status = message === null ? null : statusOf(message)
  const url = withoutBrackets(fieldOf(record, 'warc-target-uri') ?? '')
  if (message === null || status === null || url === '') return null
  const digest = fieldOf(record, 'warc-payload-digest')
  return {
    id,
    url,
    capturedAt,
    status,
    mime: mimeOf(message.headers),
    digest,
    type: type === 'revisit' ? type : 'response',
    location,
  }
}

function mimeOf(headers: Capture['headers']): string | null {
  return mediaType(headerOf(headers, 'content-type')) || null
}
