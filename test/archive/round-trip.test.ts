/** What goes into the archive comes out of it, byte for byte. */
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readRecords } from '../../src/archive/read-records.ts'
import { verifyFile } from '../../src/archive/verify.ts'
import { readCapture } from '../../src/archive/warc-reader.ts'
import { WarcWriter } from '../../src/archive/warc-writer.ts'
import type { Capture } from '../../src/model/capture.ts'
import { readHead } from '../../src/model/http/response-head.ts'
import { transferDecoded } from '../../src/model/http/transfer-codings.ts'
import { realClock } from '../fetch/clocks.ts'
import { allCaptures, capture, plain, temporaryFolder } from './captures.ts'

async function roundTrip(written: readonly Capture[]): Promise<{ all: Capture[]; single: Capture[] }> {
  await using folder = await temporaryFolder()
  const writer = await WarcWriter.open({ dir: folder.path, software: 'mondo/test', clock: realClock })
  const places = []
  for (const one of written) places.push(await writer.write(one))
  await writer.close()
  const single = await Promise.all(places.map(async (place) => plain(await readCapture(folder.path, place))))
  return { all: await allCaptures(join(folder.path, places[0]?.file ?? '')), single }
}

const everyByte = Uint8Array.from({ length: 256 }, (_, i) => i)
const page = '<html><body>問答</body></html>'.repeat(50)

const cases: readonly (readonly [name: string, fields: Partial<Capture>])[] = [
  ['a gzip body', { headers: [['Content-Encoding', 'gzip']], body: Uint8Array.from(gzipSync(page)) }],
  [
    'a brotli body',
    { headers: [['content-encoding', 'br']], body: Uint8Array.from(brotliCompressSync(page)) },
  ],
  ['every byte there is', { body: everyByte }],
  [
    'a body that looks like a WARC record',
    { body: Buffer.from('\r\n\r\nWARC/1.1\r\nWARC-Type: response\r\n\r\n') },
  ],
  [
    'a body that looks chunked',
    { headers: [['Transfer-Encoding', 'chunked']], body: Buffer.from('3\r\nabc\r\n0\r\n\r\n') },
  ],
  ['an empty body', { body: new Uint8Array() }],
  ['a 304', { status: 304, statusText: 'Not Modified', headers: [['ETag', '"v1"']], body: new Uint8Array() }],
  ['a 503 without a reason phrase', { status: 503, statusText: '', headers: [] }],
  ['a reason phrase of many words', { status: 404, statusText: 'Not  Found \xe9 here' }],
  [
    'repeated headers among others, in their order and spelling',
    {
      headers: [
        ['Set-Cookie', 'a=1; Path=/'],
        ['X-Between', 'x,,,y'],
        ['set-cookie', 'b=2'],
        ['SET-COOKIE', 'c=3'],
        ['Empty', ''],
      ],
    },
  ],
  [
    'header bytes above 0x7f',
    {
      headers: [
        ['X-Latin', 'caf\xe9'],
        ['X-Utf-8', 'å\x95\x8f'],
        ['X-Edge', '\xa0\xff\xa0'],
      ],
    },
  ],
  ['a body cut at the limit', { truncated: 'length' }],
  ['a connection that broke', { truncated: 'disconnect' }],
  ['an unknown address', { ipAddress: null }],
  ['an IPv6 address', { ipAddress: '2001:db8::1' }],
  ['a URL with everything in it', { url: 'https://site.example:8443/a%20b/%E5%95%8F;p?x=1&y=%26' }],
]

/** As the lenient reader gives a response: the bytes as they came, and what it makes of them. */
function leniently(
  head: string,
  wire: Uint8Array | string,
  truncated: Capture['truncated'] = null,
): Partial<Capture> {
  const raw = Buffer.concat([Buffer.from(`${head}`, 'latin1'), Buffer.from(wire)])
  const read = readHead(Buffer.from(head, 'latin1'))
  if (read === null) throw new Error(`no head: ${head}`)
  return {
    ...read,
    raw,
    truncated,
    body: transferDecoded(read.headers, Buffer.from(wire), truncated !== null),
  }
}

const lenientCases: readonly (readonly [name: string, fields: Partial<Capture>])[] = [
  ['LF alone', leniently('HTTP/1.1 200 OK\nA: 1\n\n', page)],
  ['a status line of HTTP/2', leniently('HTTP/2 200\r\nContent-Type: text/html\r\n\r\n', page)],
  ['ICY', leniently('ICY 200 OK\r\n\r\n', page)],
  ['folds and blanks', leniently('HTTP/1.1 200 OK\r\nFoo : a\r\n  b\r\n: none\r\n\r\n', page)],
  ['NUL and CR', leniently('HTTP/1.1 200 O\0K\r\nA: a\0b\rc\r\r\n\r\n', page)],
  ['two lengths', leniently('HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\n', 'abcde')],
  ['chunks', leniently('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', '5  \nhello\n0;x\n\n')],
  [
    'a length and chunks',
    leniently('HTTP/1.1 200 OK\nContent-Length: 1\nTransfer-Encoding: chunked\n\n', '5\nhello\n0\n'),
  ],
  ['no chunks', leniently('HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n', page)],
  [
    'chunks that break off',
    leniently('HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n', '5\nhello\n6\nwor', 'disconnect'),
  ],
  [
    'gzip and chunks',
    leniently(
      'HTTP/1.1 200 OK\nTransfer-Encoding: gzip, chunked\n\n',
      Buffer.concat([
        Buffer.from(`${gzipSync(page).length.toString(16)}\n`),
        gzipSync(page),
        Buffer.from('\n0\n\n'),
      ]),
    ),
  ],
]

describe('a round trip through the archive', () => {
  it.each(lenientCases)('keeps what was read leniently to the byte: %s', async (_name, fields) => {
    await using folder = await temporaryFolder()
    const written = [capture(fields), capture(fields)]
    const writer = await WarcWriter.open({ dir: folder.path, software: 'mondo/test', clock: realClock })
    const places = []
    for (const one of written) places.push(await writer.write(one))
    await writer.close()
    const path = join(folder.path, places[0]?.file ?? '')
    const asRead = written.map(({ raw: _, ...one }) => plain(one))
    expect(await allCaptures(path)).toEqual(asRead)
    const blocks = []
    for await (const { record } of readRecords(path))
      if (record.type === 'response') blocks.push(Buffer.from(record.block))
    expect(blocks).toEqual(written.map(({ raw }) => raw))
    expect(await verifyFile(path)).toMatchObject({ captures: 2, index: 'fits', problems: [] })
  })

  it.each(cases)('keeps %s', async (_name, fields) => {
    const one = plain(capture(fields))
    expect(await roundTrip([one])).toEqual({ all: [one], single: [one] })
  })

  it('keeps them all in one file', async () => {
    const written = cases.map(([, fields]) => plain(capture(fields)))
    expect(await roundTrip(written)).toEqual({ all: written, single: written })
  })

  it('keeps a body larger than any window on the file', async () => {
    const body = Uint8Array.from({ length: 3_000_000 }, (_, i) => (i * 2654435761) >>> 13)
    const one = capture({ body })
    const { all } = await roundTrip([one, capture()])
    expect(Buffer.compare(all[0]?.body ?? new Uint8Array(), body)).toBe(0)
    expect(all).toHaveLength(2)
  })

  it('keeps any body and any header that HTTP allows', async () => {
    const token = fc.stringMatching(/^[A-Za-z0-9-]{1,12}$/)
    const value = fc
      .array(
        fc.integer({ min: 0x20, max: 0xff }).filter((code) => code !== 0x7f),
        { maxLength: 30 },
      )
      .map((codes) => String.fromCharCode(...codes).replace(/^ +| +$/g, ''))
    const headers = fc.array(fc.tuple(token, value), { maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), headers, async (body, made) => {
        const one = plain(capture({ body, headers: made }))
        expect((await roundTrip([one])).all).toEqual([one])
      }),
      { numRuns: 40 },
    )
  })
})
