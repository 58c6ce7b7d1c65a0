/**
 * Builds the WARC records of a capture, each in its own gzip member. warcio writes the WARC header and digests the
 * block. The block is built here, because warcio keeps HTTP headers in a map of UTF-8 strings, which would reorder
 * repeated headers and change bytes above 0x7f.
 */
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { WARCRecord, WARCSerializer } from 'warcio'
import type { Capture } from '../model/capture.ts'
import { requestHead, responseHead } from './http-message.ts'
import type { Original } from './originals.ts'
import { payloadDigest } from './payload-digest.ts'

const gzipped = promisify(gzip)

type WarcType = 'warcinfo' | 'response' | 'revisit' | 'request'

/**
 * The first record of a file.
 *
 * @param info Fields for later readers, such as `operator` or `http-header-user-agent` (WARC 1.1, section 6.2).
 */
export async function warcinfoRecord(
  fileName: string,
  info: Readonly<Record<string, string>>,
  date: Date,
): Promise<Buffer> {
  const fields = {
    ...info,
    format: 'WARC File Format 1.1',
    conformsTo: 'http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/',
  }
  const lines = Object.entries(fields).map(
    ([name, value]) => `${name}: ${value.replace(/[\r\n]+/g, ' ')}\r\n`,
  )
  const head = { 'WARC-Filename': fileName, 'Content-Type': 'application/warc-fields' }
  return record('warcinfo', date, head, [Buffer.from(lines.join(''))])
}

/**
 * A `response` record, or a `revisit` for a 304 and for a capture that repeats the payload of `original` byte for byte.
 * The latter leaves the body out.
 */
export async function responseRecord(capture: Capture, original: Original | null): Promise<Buffer> {
  const head = {
    'WARC-Record-ID': `<${capture.id}>`,
    'WARC-Target-URI': capture.url,
    'Content-Type': 'application/http; msgtype=response',
    ...(capture.ipAddress === null ? {} : { 'WARC-IP-Address': capture.ipAddress }),
    ...(capture.truncated === null ? {} : { 'WARC-Truncated': capture.truncated }),
  }
  const digest = { 'WARC-Payload-Digest': payloadDigest(capture) }
  // What the lenient reader read is kept to the byte: transfer codings too.
  const message = capture.raw === undefined ? [responseHead(capture), capture.body] : [capture.raw]
  const { capturedAt } = capture
  if (capture.status === 304) {
    // No digest: the digest of an empty body would make all 304s look like copies of one another.
    return record(
      'revisit',
      capturedAt,
      { ...head, ...profile('server-not-modified'), ...refersTo(original) },
      message,
    )
  }
  if (original === null) return record('response', capturedAt, { ...head, ...digest }, message)
  const fields = { ...head, ...digest, ...profile('identical-payload-digest'), ...refersTo(original) }
  return record('revisit', capturedAt, fields, [responseHead(capture)])
}

/** WARC 1.1, sections 6.7.2 and 6.7.3. */
function profile(name: 'server-not-modified' | 'identical-payload-digest'): Record<string, string> {
  return { 'WARC-Profile': `http://netpreserve.org/warc/1.1/revisit/${name}` }
}

/** File name and offset are fields of Heritrix and only a hint; the id decides. */
function refersTo(original: Original | null): Record<string, string> {
  if (original === null) return {}
  const { id, url, capturedAt, location } = original
  return {
    'WARC-Refers-To': `<${id}>`,
    'WARC-Refers-To-Target-URI': url,
    'WARC-Refers-To-Date': capturedAt.toISOString(),
    ...(location === undefined
      ? {}
      : {
          'WARC-Refers-To-Filename': location.file,
          'WARC-Refers-To-File-Offset': String(location.offset),
        }),
  }
}

/** The `request` record, linked to its response. */
export async function requestRecord(capture: Capture): Promise<Buffer> {
  const fields = {
    'WARC-Target-URI': capture.url,
    'WARC-Concurrent-To': `<${capture.id}>`,
    'Content-Type': 'application/http; msgtype=request',
    ...(capture.ipAddress === null ? {} : { 'WARC-IP-Address': capture.ipAddress }),
  }
  return record('request', capture.capturedAt, fields, [requestHead(capture.request, capture.url)])
}

async function record(
  type: WarcType,
  date: Date,
  warcHeaders: Record<string, string>,
  block: readonly Uint8Array[],
): Promise<Buffer> {
  const made = WARCRecord.create(
    { type, date: date.toISOString(), warcVersion: 'WARC/1.1', warcHeaders },
    block.filter((part) => part.byteLength > 0),
  )
  // warcio knows only one revisit profile and overwrites ours with it.
  const profile = warcHeaders['WARC-Profile']
  if (profile !== undefined) made.warcHeaders.headers.set('WARC-Profile', profile)
  // The block already has the HTTP head; warcio would add an empty one before it.
  made.httpHeaders = null
  return gzipped(await WARCSerializer.serialize(made))
}
