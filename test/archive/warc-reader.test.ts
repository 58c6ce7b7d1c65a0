/** Reading other tools’ archives and damaged files. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { ArchiveDamaged } from '../../src/archive/archive-damaged.ts'
import { verifyFile } from '../../src/archive/verify.ts'
import { readCapture, readCaptures } from '../../src/archive/warc-reader.ts'
import { WarcWriter } from '../../src/archive/warc-writer.ts'
import type { Capture, CaptureLocation } from '../../src/model/capture.ts'
import { realClock } from '../fetch/clocks.ts'
import { allCaptures, capture, temporaryFolder } from './captures.ts'
import { foreignRecord } from './foreign/records.ts'

const record = foreignRecord

const response = (body: string, headers = '') => `HTTP/1.0 200 OK\r\n${headers}\r\n${body}`

async function read(...files: readonly Buffer[]): Promise<Capture[]> {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'foreign.warc')
  await writeFile(path, Buffer.concat(files))
  return await allCaptures(path)
}

const bodies = (captures: readonly Capture[]) => captures.map(({ body }) => Buffer.from(body).toString())

describe('archives of other tools', () => {
  it('are read plain, compressed by record, and with several records in a member', async () => {
    const records = ['one', 'two', 'three'].map((body) => record('response', response(body)))
    expect(bodies(await read(...records))).toEqual(['one', 'two', 'three'])
    expect(bodies(await read(...records.map((bytes) => gzipSync(bytes))))).toEqual(['one', 'two', 'three'])
    expect(bodies(await read(gzipSync(Buffer.concat(records))))).toEqual(['one', 'two', 'three'])
  })

  it('give url, time, status and headers', async () => {
    const [found] = await read(
      record('response', 'HTTP/1.1 404 Not Found\nServer: x\nX-Fold: a\n b\n\ngone', {
        'WARC-Target-URI': '<http://site.example/gone>',
        'WARC-Truncated': 'unspecified',
      }),
    )
    expect(found).toMatchObject({
      url: 'http://site.example/gone',
      capturedAt: new Date('2013-07-08T03:34:00Z'),
      status: 404,
      statusText: 'Not Found',
      headers: [
        ['Server', 'x'],
        ['X-Fold', 'a b'],
      ],
      truncated: 'disconnect',
      ipAddress: null,
      request: { method: 'GET', headers: [] },
    })
  })

  it.each([
    ['resource', 'HTML', 'text/html; charset=utf-8'],
    ['conversion', 'text', 'text/plain'],
  ])('may hold documents without HTTP around them: %s (%s)', async (type, body, contentType) => {
    const one = record(type, body, { 'Content-Type': contentType, 'WARC-IP-Address': '192.0.2.7' })
    const [found, ...others] = await read(
      one,
      record(type, 'png', { 'WARC-Target-URI': 'urn:view:http://x/' }),
    )
    expect(others).toEqual([])
    expect(found).toMatchObject({
      url: 'http://site.example/qa/q1.html',
      status: 200,
      headers: [['Content-Type', contentType]],
      request: { method: 'GET', headers: [] },
    })
    expect(bodies(found === undefined ? [] : [found])).toEqual([body])
  })

  it('are read with LF alone, with any empty lines between and around records, and without them', async () => {
    const crlf = ['one', 'two'].map((body) => record('response', response(body)))
    const lf = ['one', 'two'].map((body) => record('response', response(body), {}, '\n'))
    const [first = Buffer.alloc(0), second = Buffer.alloc(0)] = crlf
    const lines = (count: number, lineEnd = '\r\n') => Buffer.from(lineEnd.repeat(count))
    for (const files of [
      lf,
      [lines(1), first, lines(2), second],
      [lines(30, '\n'), first, lines(70), second, lines(9)],
      [first.subarray(0, -2), second.subarray(0, -2)],
      [first.subarray(0, -4), second.subarray(0, -4)],
    ]) {
      expect(bodies(await read(...files))).toEqual(['one', 'two'])
    }
    expect(
      bodies(await read(...lf.map((bytes) => gzipSync(Buffer.concat([lines(1), bytes, lines(3)]))))),
    ).toEqual(['one', 'two'])
  })

  it('may count one byte of the separator as part of the block, as wget 1.19 does', async () => {
    const one = response('one')
    const files = [one, one].map((text) =>
      record('response', text, { 'Content-Length': String(text.length + 1) }),
    )
    expect(bodies(await read(...files))).toEqual(['one\r', 'one\r'])
    expect(bodies(await read(...files.map((bytes) => gzipSync(bytes))))).toEqual(['one\r', 'one\r'])
  })

  it('may write dates without a zone or punctuation, which are UTC, and no digests', async () => {
    const dates = ['20130708033400', '2013-07-08T03:34:00', '2013-07-08 03:34:00']
    const found = await read(...dates.map((date) => record('response', response('x'), { 'WARC-Date': date })))
    expect(found.map(({ capturedAt }) => capturedAt.toISOString())).toEqual(
      dates.map(() => '2013-07-08T03:34:00.000Z'),
    )
  })

  it('may write their type in capitals, and are damaged without one', async () => {
    expect(bodies(await read(record('Response', response('one'))))).toEqual(['one'])
    await expect(read(record('', response('one')))).rejects.toThrow('a record without a WARC-Type')
  })

  it.each([
    'ICY 200 OK',
    'HTTP/1.1\t200\tOK',
    'HTTP/1.1  200  OK',
    'http/1.1 200 ok',
    'HTTP/2 200',
    'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK',
    'HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 200 OK',
  ])('may have the status line %j', async (line) => {
    const [found] = await read(record('response', `${line}\r\nServer: x\r\n\r\nbody`))
    expect(found).toMatchObject({ status: 200, headers: [['Server', 'x']] })
    expect(bodies(found === undefined ? [] : [found])).toEqual(['body'])
  })

  it('name a response that has no status, and are read on', async () => {
    await using folder = await temporaryFolder()
    const path = join(folder.path, 'foreign.warc')
    const odd = record('response', '<p>HTTP/0.9', { 'Content-Type': 'application/http; msgtype=response' })
    await writeFile(path, Buffer.concat([odd, record('response', response('one'))]))
    const damages: ArchiveDamaged[] = []
    const found: string[] = []
    for await (const one of readCaptures(path, 0, (damage) => void damages.push(damage)))
      found.push(one.capture.url)
    expect(found).toHaveLength(1)
    expect(damages.map(({ offset, what, lost }) => ({ offset, what, lost }))).toEqual([
      {
        offset: 0,
        what: 'a response without an HTTP status',
        lost: { bytes: odd.length, urls: ['http://site.example/qa/q1.html'] },
      },
    ])
    expect((await verifyFile(path)).problems).toEqual([
      { offset: 0, what: 'a response without an HTTP status' },
    ])
  })

  it('lose their chunk framing, but only where there is any', async () => {
    const chunked = 'Transfer-Encoding: Chunked\r\n'
    const captures = await read(
      record('response', response('5;x=y\r\nhello\r\n1\r\n!\r\n0\r\n\r\n', chunked)),
      record('response', response('<p>decoded already', chunked)),
      record('response', response('5\r\nhello\r\n9\r\ncut', chunked), { 'WARC-Truncated': 'length' }),
      record('response', response('5\r\nis a line', chunked)),
    )
    expect(bodies(captures)).toEqual(['hello!', '<p>decoded already', 'hellocut', '5\r\nis a line'])
  })

  it('may put the request before the response', async () => {
    const request = record('request', 'GET /qa/q1.html HTTP/1.0\r\nUser-Agent: Wget\r\n\r\n', {
      'WARC-Record-ID': '<urn:uuid:1>',
    })
    const [found] = await read(
      request,
      record('response', response('x'), { 'WARC-Concurrent-To': '<urn:uuid:1>' }),
    )
    expect(found?.request.headers).toEqual([['User-Agent', 'Wget']])
  })

  it('are skipped where they have no response to a GET', async () => {
    const id = 'urn:uuid:11111111-1111-4111-8111-111111111111'
    const captures = await read(
      record('warcinfo', 'software: x\r\n'),
      record('response', '20130708\nsite.example. 60 IN A 192.0.2.1', {
        'WARC-Target-URI': 'dns:site.example',
      }),
      record('metadata', 'fetchTimeMs: 1\r\n'),
      record('response', response('posted'), { 'WARC-Record-ID': `<${id}>` }),
      record('request', 'POST /qa HTTP/1.1\r\n\r\n', { 'WARC-Concurrent-To': `<${id}>` }),
      record('response', response('kept')),
    )
    expect(bodies(captures)).toEqual(['kept'])
  })
})

describe('damage', () => {
  async function archive(folder: string, count: number) {
    const writer = await WarcWriter.open({ dir: folder, software: 'mondo/test', clock: realClock })
    const places: CaptureLocation[] = []
    for (let i = 0; i < count; i++)
      places.push(await writer.write(capture({ body: Buffer.from(`body ${i}`) })))
    await writer.close()
    const path = join(folder, places[0]?.file ?? '')
    return { path, places, bytes: await readFile(path) }
  }

  async function readUntilDamage(path: string): Promise<{ count: number; damage: unknown }> {
    let count = 0
    try {
      for await (const _ of readCaptures(path)) count++
    } catch (damage) {
      return { count, damage }
    }
    return { count, damage: null }
  }

  it('a tail torn at any byte is reported with file and offset, and no intact capture is lost', async () => {
    await using folder = await temporaryFolder()
    const { path, places, bytes } = await archive(folder.path, 3)
    const last = places[2] ?? { offset: 0, length: 0 }
    for (let cut = last.offset + 1; cut < bytes.length; cut += 13) {
      await writeFile(path, bytes.subarray(0, cut))
      const { count, damage } = await readUntilDamage(path)
      const responseIsWhole = cut >= last.offset + last.length
      expect(count).toBe(responseIsWhole ? 3 : 2)
      // A file cut between the response and its request is whole, if short of a request.
      if (cut === last.offset + last.length) continue
      const offset = responseIsWhole ? last.offset + last.length : last.offset
      expect(damage).toMatchObject({ code: 'archive-damaged', file: path, offset })
      expect(String(damage)).toContain(`record at byte ${offset}`)
    }
  })

  it('a flipped bit is found, unless it changes nothing that is read', async () => {
    await using folder = await temporaryFolder()
    const { path, bytes } = await archive(folder.path, 1)
    const whole = await allCaptures(path)
    let found = 0
    for (let at = 0; at < bytes.length; at += 5) {
      const damaged = Buffer.from(bytes)
      damaged[at] = (damaged[at] ?? 0) ^ 0x10
      await writeFile(path, damaged)
      const { damage } = await readUntilDamage(path)
      if (damage === null) expect(await allCaptures(path), `byte ${at}`).toEqual(whole)
      else expect(damage).toBeInstanceOf(ArchiveDamaged)
      if (damage !== null) found++
    }
    // Three members, and in each at most the time, two flag bytes, the system and the last bits carry nothing.
    expect(found).toBeGreaterThanOrEqual(bytes.length / 5 - 3 * 4)
  })

  it('of a plain file is found too', async () => {
    const whole = record('response', response('whole'))
    const torn = record('response', response('torn')).subarray(0, -8)
    await expect(read(whole, torn)).rejects.toMatchObject({ code: 'archive-damaged', offset: whole.length })
    await expect(read(whole, Buffer.from('garbage'))).rejects.toMatchObject({ code: 'archive-damaged' })
    await expect(read(Buffer.from('<html>no archive'))).rejects.toMatchObject({
      code: 'archive-damaged',
      offset: 0,
    })
  })

  it('at a location is found: another record, another length, no file', async () => {
    await using folder = await temporaryFolder()
    const { places } = await archive(folder.path, 2)
    const [first, second] = places
    if (first === undefined || second === undefined) throw new Error('nothing was written')
    const wrong: readonly CaptureLocation[] = [
      { ...first, length: first.length + 1 },
      { ...first, offset: first.offset + 1 },
      { ...first, offset: 0 },
      { ...second, offset: second.offset + 1_000_000 },
      { ...first, file: 'elsewhere.warc.gz' },
    ]
    for (const location of wrong) {
      await expect(readCapture(folder.path, location)).rejects.toMatchObject({ code: 'archive-damaged' })
    }
    expect(bodies([await readCapture(folder.path, second)])).toEqual(['body 1'])
  })

  it('is distinguished from a file that cannot be opened', async () => {
    await using folder = await temporaryFolder()
    await expect(allCaptures(join(folder.path, 'none.warc.gz'))).rejects.toMatchObject({
      code: 'unreadable-input',
    })
  })

  it('is not reported for an empty file', async () => {
    expect(await read(Buffer.alloc(0))).toEqual([])
  })
})
