/**
 * Our archives read by another project's reader: `warc` from npm, which goes by Content-Length and so gives every byte
 * of a block. (`node-warc` splits at line ends and drops empty lines; warcio writes our record heads and cannot testify.)
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import WARCStream, { type WARCStreamRecord } from 'warc'
import { warcFiles } from '../../src/archive/index-entries.ts'
import { payloadDigest } from '../../src/archive/payload-digest.ts'
import { WarcWriter } from '../../src/archive/warc-writer.ts'
import type { Capture, Header } from '../../src/model/capture.ts'
import { realClock } from '../fetch/clocks.ts'
import { capture, temporaryFolder } from './captures.ts'

async function readBy(path: string): Promise<WARCStreamRecord[]> {
  const stream = new WARCStream()
  const records: WARCStreamRecord[] = []
  stream.on('data', (record: WARCStreamRecord) => records.push(record))
  const ended = new Promise((resolve, reject) => stream.on('end', resolve).on('error', reject))
  stream.end(gunzipSync(await readFile(path)))
  await ended
  return records
}

const block = (startLine: string, headers: readonly Header[], body: Uint8Array): Buffer =>
  Buffer.concat([
    Buffer.from(
      [startLine, ...headers.map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n'),
      'latin1',
    ),
    body,
  ])

const everyByte = Uint8Array.from({ length: 256 }, (_, i) => i)
const large = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 2654435761) >>> 13)

const written: readonly Capture[] = [
  capture(),
  capture({
    url: 'https://site.example/bytes',
    body: everyByte,
    headers: [
      ['X-Latin', 'caf\xe9'],
      ['A', '1'],
      ['A', '2'],
    ],
  }),
  capture({
    url: 'https://site.example/gzip',
    headers: [['Content-Encoding', 'gzip']],
    body: gzipSync(large),
  }),
  capture({
    url: 'https://site.example/warc',
    body: Buffer.from('\r\n\r\nWARC/1.1\r\nWARC-Type: response\r\n\r\n\r\n\r\n'),
  }),
  capture({ url: 'https://site.example/large', body: large }),
  capture({ url: 'https://site.example/cut', body: everyByte, truncated: 'length' }),
  capture({
    url: 'https://site.example/empty',
    status: 204,
    statusText: 'No Content',
    body: new Uint8Array(),
  }),
  capture({ url: 'https://site.example/same', body: large }),
  capture({
    url: 'https://site.example/large',
    status: 304,
    statusText: 'Not Modified',
    body: new Uint8Array(),
  }),
]

describe('another project’s reader', () => {
  it('finds every record that was written, byte by byte', async () => {
    await using folder = await temporaryFolder()
    const writer = await WarcWriter.open({
      dir: folder.path,
      software: 'mondo/test',
      clock: realClock,
      info: { operator: 'you@example.org', robots: 'obey' },
    })
    for (const one of written) await writer.write(one)
    await writer.close()
    const [file = ''] = await warcFiles(folder.path)
    const [info, ...records] = await readBy(join(folder.path, file))

    expect(info?.headers).toMatchObject({ 'WARC-Type': 'warcinfo', 'WARC-Filename': file })
    expect(info?.content.toString()).toBe(
      'software: mondo/test\r\noperator: you@example.org\r\nrobots: obey\r\nformat: WARC File Format 1.1\r\n' +
        'conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n',
    )
    expect(records).toHaveLength(2 * written.length)
    for (const [i, one] of written.entries()) {
      const [response, request] = records.slice(2 * i, 2 * i + 2)
      const isRepeated = one.url.endsWith('/same')
      const isRevisit = isRepeated || one.status === 304
      expect(response?.protocol).toBe('WARC/1.1')
      expect(response?.headers).toMatchObject({
        'WARC-Type': isRevisit ? 'revisit' : 'response',
        'WARC-Record-ID': `<${one.id}>`,
        'WARC-Target-URI': one.url,
        'WARC-Date': one.capturedAt.toISOString(),
        'WARC-IP-Address': '192.0.2.7',
      })
      const digest = one.status === 304 ? undefined : payloadDigest(one)
      expect(response?.headers['WARC-Payload-Digest']).toBe(digest)
      expect(response?.headers['WARC-Truncated']).toBe(one.truncated ?? undefined)
      const body = isRepeated ? new Uint8Array() : one.body
      const statusLine = `HTTP/1.1 ${one.status} ${one.statusText}`
      expect(response?.content.equals(block(statusLine, one.headers, body)), one.url).toBe(true)

      const { pathname, search } = new URL(one.url)
      expect(request?.headers).toMatchObject({ 'WARC-Type': 'request', 'WARC-Concurrent-To': `<${one.id}>` })
      const asked = block(`GET ${pathname}${search} HTTP/1.1`, one.request.headers, new Uint8Array())
      expect(request?.content.equals(asked)).toBe(true)
    }
  })

  it('learns which capture a revisit repeats', async () => {
    await using folder = await temporaryFolder()
    const writer = await WarcWriter.open({ dir: folder.path, software: 'mondo/test', clock: realClock })
    const places = []
    for (const one of written) places.push(await writer.write(one))
    await writer.close()
    const [file = ''] = await warcFiles(folder.path)
    const revisits = (await readBy(join(folder.path, file))).filter(
      ({ headers }) => headers['WARC-Type'] === 'revisit',
    )
    const [original, place] = [written[4], places[4]]
    for (const [i, name] of ['identical-payload-digest', 'server-not-modified'].entries()) {
      expect(revisits[i]?.headers).toMatchObject({
        'WARC-Profile': `http://netpreserve.org/warc/1.1/revisit/${name}`,
        'WARC-Refers-To': `<${original?.id}>`,
        'WARC-Refers-To-Target-URI': original?.url,
        'WARC-Refers-To-Date': original?.capturedAt.toISOString(),
        'WARC-Refers-To-Filename': file,
        'WARC-Refers-To-File-Offset': String(place?.offset),
      })
    }
  })
})
