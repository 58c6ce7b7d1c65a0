/** What the writer puts into its files, and how it handles files and errors. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { WARCParser } from 'warcio'
import { warcFiles } from '../../src/archive/index-entries.ts'
import { payloadDigest } from '../../src/archive/payload-digest.ts'
import { readCapture } from '../../src/archive/warc-reader.ts'
import { WarcWriter } from '../../src/archive/warc-writer.ts'
import type { Clock } from '../../src/model/clock.ts'
import { allCaptures, capture, plain, temporaryFolder } from './captures.ts'

const clock: Clock = {
  now: () => new Date('2026-03-04T05:06:07.089Z'),
  sleep: () => Promise.reject(new Error('nothing here waits')),
}

function open(dir: string, maxBytes?: number): Promise<WarcWriter> {
  return WarcWriter.open({
    dir,
    software: 'mondo/test',
    clock,
    ...(maxBytes === undefined ? {} : { maxBytes }),
  })
}

async function recordsOf(path: string) {
  const records: { type: string; fields: Map<string, string>; block: string }[] = []
  for await (const record of new WARCParser([await readFile(path)], {
    parseHttp: false,
    keepHeadersCase: true,
  })) {
    const fields = new Map([...record.warcHeaders.headers])
    records.push({
      type: record.warcType,
      fields,
      block: Buffer.from(await record.readFully()).toString('latin1'),
    })
  }
  return records
}

describe('a WARC file', () => {
  it('begins with its warcinfo; each response is followed by its request', async () => {
    await using folder = await temporaryFolder()
    const writer = await open(folder.path)
    const one = capture()
    const { file } = await writer.write(one)
    await writer.close()

    const [info, response, request, ...rest] = await recordsOf(join(folder.path, file))
    expect(rest).toEqual([])
    expect(info?.type).toBe('warcinfo')
    expect(info?.fields.get('WARC-Filename')).toBe(file)
    expect(info?.block).toContain('software: mondo/test\r\n')

    expect(response?.type).toBe('response')
    expect(Object.fromEntries(response?.fields ?? [])).toMatchObject({
      'WARC-Record-ID': `<${one.id}>`,
      'WARC-Target-URI': one.url,
      'WARC-Date': '2026-03-04T05:06:07.089Z',
      'WARC-IP-Address': '192.0.2.7',
      'WARC-Payload-Digest': payloadDigest(one),
      'Content-Type': 'application/http; msgtype=response',
    })
    expect(response?.fields.get('WARC-Truncated')).toBeUndefined()
    expect(response?.block).toBe(
      'HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=Shift_JIS\r\n\r\n<p>hello',
    )

    expect(request?.type).toBe('request')
    expect(request?.fields.get('WARC-Concurrent-To')).toBe(`<${one.id}>`)
    expect(request?.block).toBe(
      'GET /qa/q1.html?page=2 HTTP/1.1\r\nhost: site.example\r\nUser-Agent: mondo/0.1.0 (+https://crawler.example)\r\n\r\n',
    )
  })

  it('is WARC 1.1, and the location of a capture is that of its gzip member', async () => {
    await using folder = await temporaryFolder()
    const writer = await open(folder.path)
    const places = [
      await writer.write(capture()),
      await writer.write(capture({ body: new Uint8Array(50_000) })),
    ]
    await writer.close()
    for (const { file, offset, length } of places) {
      const bytes = await readFile(join(folder.path, file))
      const record = gunzipSync(bytes.subarray(offset, offset + length)).toString('latin1')
      expect(record).toMatch(/^WARC\/1\.1\r\n/)
      expect(record).toContain('WARC-Type: response')
      expect(record).toMatch(/\r\n\r\n$/)
    }
  })

  it('marks a truncated body with the reason', async () => {
    await using folder = await temporaryFolder()
    const writer = await open(folder.path)
    const { file } = await writer.write(capture({ truncated: 'time' }))
    await writer.close()
    const records = await recordsOf(join(folder.path, file))
    expect(records[1]?.fields.get('WARC-Truncated')).toBe('time')
  })

  it('keeps a 304 as a revisit of the capture that it confirms', async () => {
    await using folder = await temporaryFolder()
    const writer = await open(folder.path)
    const first = capture()
    const second = capture({ status: 304, statusText: 'Not Modified', body: new Uint8Array() })
    const { file } = await writer.write(second, first)
    await writer.close()
    const [, revisit] = await recordsOf(join(folder.path, file))
    expect(revisit?.type).toBe('revisit')
    expect(Object.fromEntries(revisit?.fields ?? [])).toMatchObject({
      'WARC-Profile': 'http://netpreserve.org/warc/1.1/revisit/server-not-modified',
      'WARC-Refers-To': `<${first.id}>`,
      'WARC-Refers-To-Target-URI': first.url,
      'WARC-Refers-To-Date': first.capturedAt.toISOString(),
    })
    expect(await allCaptures(join(folder.path, file))).toEqual([second])
  })

  it('does not declare a transfer coding that the archived body no longer has', async () => {
    await using folder = await temporaryFolder()
    const writer = await open(folder.path)
    const { file } = await writer.write(capture({ headers: [['Transfer-Encoding', 'chunked']] }))
    await writer.close()
    const [, response] = await recordsOf(join(folder.path, file))
    expect(response?.block).toContain('\r\nX-Crawler-Transfer-Encoding: chunked\r\n')
  })
})

describe('the writer', () => {
  it('creates the folder at once, and the file with the first capture', async () => {
    await using folder = await temporaryFolder()
    const dir = join(folder.path, 'data/archive')
    const writer = await open(dir)
    expect(await readdir(dir)).toEqual([])
    await writer.sync()
    await writer.close()
    expect(await readdir(dir)).toEqual([])
  })

  it('gives two simultaneous writers two files, and never touches existing files', async () => {
    await using folder = await temporaryFolder()
    await writeFile(join(folder.path, 'torn.warc.gz'), 'torn')
    const writers = [await open(folder.path), await open(folder.path)]
    for (const writer of writers) {
      await writer.write(capture())
      await writer.close()
    }
    expect(await warcFiles(folder.path)).toHaveLength(3)
    expect(await readFile(join(folder.path, 'torn.warc.gz'), 'utf8')).toBe('torn')
  })

  it('opens another file at the configured size', async () => {
    await using folder = await temporaryFolder()
    const writer = await open(folder.path, 4000)
    const written = Array.from({ length: 12 }, (_, i) =>
      capture({ body: Uint8Array.from({ length: 700 }, (_value, at) => (at * 7919 + i * 104729) % 251) }),
    )
    const places = []
    for (const one of written) places.push(await writer.write(one))
    await writer.close()

    const files = await warcFiles(folder.path)
    expect(files.length).toBeGreaterThan(2)
    const found = (await Promise.all(files.map((file) => allCaptures(join(folder.path, file))))).flat()
    expect(found).toEqual(written)
    for (const [i, place] of places.entries()) {
      expect(plain(await readCapture(folder.path, place))).toEqual(written[i])
    }
  })

  it('keeps concurrent captures apart', async () => {
    await using folder = await temporaryFolder()
    const writer = await open(folder.path)
    const written = Array.from({ length: 40 }, (_, i) => capture({ body: Buffer.alloc(i * 997, i) }))
    const places = await Promise.all(written.map((one) => writer.write(one)))
    await writer.sync()
    for (const [i, place] of places.entries()) {
      expect((await readCapture(folder.path, place)).id).toBe(written[i]?.id)
    }
    await writer.close()
    expect(await allCaptures(join(folder.path, places[0]?.file ?? ''))).toHaveLength(40)
  })

  it('writes files that can be read while open, up to the last sync', async () => {
    await using folder = await temporaryFolder()
    const writer = await open(folder.path)
    const one = capture()
    const place = await writer.write(one)
    await writer.sync()
    expect(plain(await readCapture(folder.path, place))).toEqual(one)
    await writer.close()
  })

  it('reports where and why it cannot write', async () => {
    await using folder = await temporaryFolder()
    const dir = join(folder.path, 'archive')
    const writer = await open(dir)
    await rm(dir, { recursive: true })
    await expect(writer.write(capture())).rejects.toMatchObject({
      code: 'archive-write',
      message: expect.stringContaining(dir),
    })
    await mkdir(dir)
    await expect(writer.write(capture())).resolves.toMatchObject({ offset: expect.any(Number) })
    await writer.close()

    await writeFile(join(folder.path, 'file'), '')
    await expect(open(join(folder.path, 'file'))).rejects.toMatchObject({ code: 'archive-write' })
  })
})
