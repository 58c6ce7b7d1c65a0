/**
 * Reads and writes the CDXJ index of a WARC file, in the form of pywb and warcio: one line per capture, sorted by SURT
 * key and time. It is derived from the WARC file, so a lost or stale index can be rebuilt.
 */
import { open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { getSurt } from 'warcio'
import type { CaptureLocation } from '../model/capture.ts'

/** One response or revisit record of a WARC file. */
export interface IndexEntry {
  /** WARC-Record-ID: `urn:uuid:…`. */
  readonly id: string
  readonly url: string
  readonly capturedAt: Date
  readonly status: number
  /** The media type without parameters, in lower case; null when the response names none. */
  readonly mime: string | null
  /** WARC-Payload-Digest, with its label; null when the record has none. */
  readonly digest: string | null
  readonly type: 'response' | 'revisit'
  readonly location: CaptureLocation
}

/** @example cdxjLine(entry) // 'jp,okwave)/qa/q1.html 20260304050607 {"url":"https://okwave.jp/qa/q1.html",…}' */
function cdxjLine({ id, url, capturedAt, status, mime, digest, type, location }: IndexEntry): string {
  const date = capturedAt.toISOString()
  const fields = {
    url,
    mime: type === 'revisit' ? 'warc/revisit' : (mime ?? 'unk'),
    status: String(status),
    ...(digest === null ? {} : { digest }),
    length: String(location.length),
    offset: String(location.offset),
    filename: location.file,
    // Extra fields: other readers ignore them, and revisits are resolved by them.
    date,
    id,
  }
  // Other tools' archives may contain URLs with spaces, which would end the key.
  return `${getSurt(url).replace(/\s/g, '%20')} ${date.replace(/\D/g, '').slice(0, 14)} ${JSON.stringify(fields)}`
}

function parseLine(line: string): IndexEntry | null {
  const json = /^\S+ \d{14} (\{.*\})$/.exec(line)?.[1]
  if (json === undefined) return null
  const fields = parsedFields(json)
  if (fields === null) return null
  const { url, mime, status, digest, length, offset, filename, date, id } = fields
  if (url === undefined || filename === undefined || date === undefined || id === undefined) return null
  return {
    id,
    url,
    capturedAt: new Date(date),
    status: Number(status),
    mime: mime === undefined || mime === 'unk' || mime === 'warc/revisit' ? null : mime,
    digest: digest ?? null,
    type: mime === 'warc/revisit' ? 'revisit' : 'response',
    location: { file: filename, offset: Number(offset), length: Number(length) },
  }
}

function parsedFields(json: string): Readonly<Record<string, string | undefined>> | null {
  try {
    return JSON.parse(json)
  } catch (error) {
    // Another tool's index or a torn one: treated as missing.
    if (error instanceof SyntaxError) return null
    throw error
  }
}

/** The name of the index beside a WARC file: `a.warc.gz` gives `a.cdxj`, and `a.wacz` gives `a.wacz.cdxj`. */
export function indexName(warcFile: string): string {
  const name = warcFile.replace(/\.warc(?:\.gz)?$/i, '')
  // Files from elsewhere may have any name; the index must not take their place.
  return `${name}.cdxj`
}

/** Writes the index of one WARC file atomically (new file, fsync, rename). Rejects with the file system's error. */
export async function writeIndex(
  dir: string,
  warcFile: string,
  entries: readonly IndexEntry[],
): Promise<void> {
  const lines = entries.map(cdxjLine)
  // Byte order, as in `LC_ALL=C sort`; only URLs of other tools' archives are not ASCII.
  lines.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  const path = join(dir, indexName(warcFile))
  const half = `${path}.new`
  const handle = await open(half, 'w')
  try {
    await handle.writeFile(lines.map((line) => `${line}\n`).join(''))
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(half, path)
}

/** The entries of an index in file order; null when there is no index or another tool wrote it. */
export async function readIndex(dir: string, warcFile: string): Promise<IndexEntry[] | null> {
  let text: string
  try {
    text = await readFile(join(dir, indexName(warcFile)), 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
  const entries: IndexEntry[] = []
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('!')) continue
    const entry = parseLine(line)
    if (entry === null) return null
    entries.push(entry)
  }
  return entries
}
