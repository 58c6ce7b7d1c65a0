/** Random WARC files, whole and damaged, and the properties that reading them must have. */
import { deepStrictEqual, strictEqual } from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { ArchiveDamaged } from '../../src/archive/archive-damaged.ts'
import { captureAt, type LocatedCapture, readCaptures } from '../../src/archive/warc-reader.ts'
import { inflatedBody } from '../../src/model/inflated-body.ts'
import { href, words } from './words.ts'

const body = fc.oneof(
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  words.map((text) => Buffer.from(`<p>${text}`)),
  words.map((text) => gzipSync(text)),
  words.map((text) => deflateSync(text)),
  fc
    .constantFrom('3\r\nabc\r\n0\r\n\r\n', 'ffffffff\r\nx', '-1\r\n', '5;x\r\nab')
    .map((text) => Buffer.from(text)),
)
const httpLine = fc.constantFrom(
  ...`Content-Type: text/html|Content-Encoding: gzip|Content-Encoding: deflate, gzip|Content-Encoding: br|Content-Encoding: zstd|Transfer-Encoding: chunked
Content-Length: 5|Content-Length: x|no colon|: empty|X: \xff|Set-Cookie: a`.split(/[|\n]/),
)
const httpMessage = fc
  .tuple(
    fc.constantFrom(
      ...'HTTP/1.1 200 OK|HTTP/1.1 200 OK|HTTP/1.1 304 |HTTP/1.0 404|HTTP/2 200|HTTP/1.1 abc|GET /qa/q1.html HTTP/1.1|'.split(
        '|',
      ),
    ),
    fc.array(httpLine, { maxLength: 4 }),
    fc.constantFrom('\r\n', '\r\n', '\n'),
    body,
  )
  .map(([start, lines, end, bytes]) =>
    Buffer.concat([Buffer.from([start, ...lines, '', ''].join(end), 'latin1'), bytes]),
  )

const id = fc.constantFrom(
  '<urn:uuid:1>',
  '<urn:uuid:2>',
  '<urn:uuid:3>',
  '<urn:uuid:4>',
  'urn:uuid:5',
  '<>',
  '',
)
const field = fc.oneof(
  href.map((url) => `WARC-Target-URI: ${url}`),
  id.map((one) => `WARC-Refers-To: ${one}`),
  id.map((one) => `WARC-Concurrent-To: ${one}`),
  fc.constantFrom(
    ...`WARC-Profile: http://netpreserve.org/warc/1.1/revisit/identical-payload-digest|WARC-Profile: http://netpreserve.org/warc/1.1/revisit/server-not-modified
WARC-Truncated: length|WARC-Truncated: time|WARC-IP-Address: x|WARC-Payload-Digest: sha1:AAAA|WARC-Refers-To-Target-URI: https://a.example/|WARC-Refers-To-Date: x
Content-Type: application/http; msgtype=response|Content-Type: application/http; msgtype=request|Content-Length: 3|X-Other: a`.split(
      /[|\n]/,
    ),
  ),
)
const record = fc
  .tuple(
    fc.constantFrom(
      'response',
      'response',
      'request',
      'revisit',
      'warcinfo',
      'resource',
      'metadata',
      'x',
      '',
    ),
    id,
    fc.constantFrom(
      '2026-03-04T05:06:07Z',
      '2026-03-04T05:06:07.089Z',
      '2026-03-04T05:06:08Z',
      '2026-03-04',
      '20260304050607',
    ),
    fc.array(field, { maxLength: 5 }),
    httpMessage,
    fc.constantFrom(...Array<number>(12).fill(0), 1, -1, 1e9),
    fc.constantFrom('\r\n\r\n', '\r\n\r\n', '', '\n'),
  )
  .map(([type, recordId, date, fields, block, wrong, end]) => {
    const head = [
      'WARC/1.1',
      `WARC-Type: ${type}`,
      `WARC-Record-ID: ${recordId}`,
      `WARC-Date: ${date}`,
      'WARC-Target-URI: https://okwave.jp/qa/q1.html',
      ...fields,
      `Content-Length: ${block.length + wrong}`,
      '',
      '',
    ]
    return Buffer.concat([Buffer.from(head.join('\r\n')), block, Buffer.from(end)])
  })

const damage = fc.option(fc.tuple(fc.nat(), fc.nat({ max: 255 }), fc.boolean()), { freq: 3 })

/** Up to five records, each its own gzip member or all plain; two files in three have a byte changed or a torn end. */
export const warcFile = fc
  .tuple(fc.array(record, { maxLength: 5 }), fc.boolean(), damage)
  .map(([records, isGzip, harm]): Uint8Array => {
    const file = Buffer.concat(isGzip ? records.map((one) => gzipSync(one)) : records)
    if (harm === null || file.length === 0) return file
    const [at, byte, isTorn] = harm
    const place = at % file.length
    if (isTorn) return file.subarray(0, place)
    file[place] = byte
    return file
  })

/** Reads all captures, each again by its place, and their bodies; damage is the only thing that may be thrown. */
export async function readArchive(bytes: Uint8Array): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'mondo-fuzz-'))
  try {
    return await readIn(join(folder, 'fuzzed.warc.gz'), bytes)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function readIn(path: string, bytes: Uint8Array): Promise<string> {
  writeFileSync(path, bytes)
  const found: LocatedCapture[] = []
  let end = 'whole'
  try {
    for await (const one of readCaptures(path)) found.push(one)
  } catch (error) {
    if (!(error instanceof ArchiveDamaged)) throw error
    end = 'damaged'
  }
  for (const { capture, location } of found) {
    inflatedBody(capture, 1_000_000)
    strictEqual(location.offset + location.length <= bytes.length, true)
    // Where a file holds an id twice, a revisit's original may be another when it is looked for from there.
    const again = await captureAt(path, location.offset, location.length)
    deepStrictEqual([again.id, again.url, again.status], [capture.id, capture.url, capture.status])
  }
  return `${end}${found.length > 0 ? ', with captures' : ''}`
}
