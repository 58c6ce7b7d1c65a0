/**
 * Capture -> WARC records, each a gzip member of its own. warcio lays out the WARC header and digests the block; the
 * block itself is made here, because warcio keeps HTTP headers in a map of UTF-8 strings: doubled headers would change
 * places and bytes above 0x7f their form.
 */
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { WARCRecord, WARCSerializer } from 'warcio'
import type { Capture } from '../model/capture.ts'
import { requestHead, responseHead } from './http-message.ts'
import { payloadDigest } from './payload-digest.ts'

const gzipped = promisify(gzip)

/** The capture that a 304 confirms. */
export type Original = Pick<Capture, 'id' | 'url' | 'capturedAt'>

type WarcType = 'warcinfo' | 'response' | 'revisit' | 'request'

export async function warcinfoRecord(fileName: string, software: string, date: Date): Promise<Buffer> {
  const fields = [
    `software: ${software}`,
    'format: WARC File Format 1.1',
    'conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/',
  ]
  const block = Buffer.from(fields.map((field) => `${field}\r\n`).join(''))
  return record('warcinfo', date, { 'WARC-Filename': fileName, 'Content-Type': 'application/warc-fields' }, [
    block,
  ])
}

/** A 304 has no body of its own: it is a `revisit` of what the server says is still the same. */
export async function responseRecord(capture: Capture, original: Original | undefined): Promise<Buffer> {
  const fields = {
    'WARC-Record-ID': `<${capture.id}>`,
    'WARC-Target-URI': capture.url,
    'Content-Type': 'application/http; msgtype=response',
    'WARC-Payload-Digest': payloadDigest(capture),
    ...(capture.ipAddress === null ? {} : { 'WARC-IP-Address': capture.ipAddress }),
    ...(capture.truncated === null ? {} : { 'WARC-Truncated': capture.truncated }),
  }
  const block = [responseHead(capture), capture.body]
  if (capture.status !== 304) return record('response', capture.capturedAt, fields, block)
  return record('revisit', capture.capturedAt, { ...fields, ...revisitFields(original) }, block)
}

function revisitFields(original: Original | undefined): Record<string, string> {
  const profile = { 'WARC-Profile': 'http://netpreserve.org/warc/1.1/revisit/server-not-modified' }
  if (original === undefined) return profile
  return {
    ...profile,
    'WARC-Refers-To': `<${original.id}>`,
    'WARC-Refers-To-Target-URI': original.url,
    'WARC-Refers-To-Date': original.capturedAt.toISOString(),
  }
}

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
  // warcio knows one profile of revisits only, and puts it over ours.
  const profile = warcHeaders['WARC-Profile']
  if (profile !== undefined) made.warcHeaders.headers.set('WARC-Profile', profile)
  // The block holds the HTTP head already; warcio would put an empty one before it.
  made.httpHeaders = null
  return gzipped(await WARCSerializer.serialize(made))
}
