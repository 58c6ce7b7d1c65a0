/**
 * The index of a WARC file, in CDXJ as pywb and warcio write it: a line a capture, sorted by its key (the URL in SURT
 * form), then time. It holds nothing that the WARC file does not: lost or stale, it is made again.
 */
import { open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { getSurt } from 'warcio'
import type { CaptureLocation } from '../model/capture.ts'

/** One response or revisit record. */
export interface IndexEntry {
  /** WARC-Record-ID: `urn:uuid:…`. */
  readonly id: string
  readonly url: string
  readonly capturedAt: Date
  readonly status: number
  /** The media type alone, in lower case; null where the response names none. */
  readonly mime: string | null
  /** WARC-Payload-Digest. */
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
    // What other readers pass over, and what a revisit is resolved by.
    date,
    id,
  }
  // Archives of others may hold URLs with spaces, which would end the key.
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
    // Somebody else's file, or half of one: as good as none.
    if (error instanceof SyntaxError) return null
    throw error
  }
}

/** `a.warc.gz` -> `a.cdxj`, beside it. */
export function indexName(warcFile: string): string {
  return warcFile.replace(/\.warc(\.gz)?$/i, '.cdxj')
}

/** Written whole or not at all. */
export async function writeIndex(
  dir: string,
  warcFile: string,
  entries: readonly IndexEntry[],
): Promise<void> {
  const lines = entries.map(cdxjLine)
  // Byte order, as `LC_ALL=C sort` has it; lines are ASCII but for what a URL of others holds.
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

/** Null where there is no index, or one that is not ours to read. */
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
