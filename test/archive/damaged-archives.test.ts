/** One damage costs one capture: what is read of archives in which bits are flipped and bytes are lost. */
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { ArchiveDamaged } from '../../src/archive/archive-damaged.ts'
import { indexName } from '../../src/archive/cdxj.ts'
import { fileTail } from '../../src/archive/file-tail.ts'
import { readRecords } from '../../src/archive/read-records.ts'
import { verifyFile } from '../../src/archive/verify.ts'
import { readCaptures } from '../../src/archive/warc-reader.ts'
import { WarcWriter } from '../../src/archive/warc-writer.ts'
import type { Capture } from '../../src/model/capture.ts'
import { realClock } from '../fetch/clocks.ts'
import { allCaptures, capture, plain, temporaryFolder } from './captures.ts'

interface Member {
  readonly type: string
  readonly id: string
  readonly offset: number
  readonly length: number
}

interface Archive {
  readonly path: string
  readonly bytes: Buffer
  readonly members: readonly Member[]
  readonly captures: readonly Capture[]
}

/** Deterministic (mulberry32), so that a failure can be repeated. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Text that deflate compresses, and bytes that it stores as they are. */
function bodies(): Buffer[] {
  const random = seeded(7)
  const noise = () => Buffer.from(Array.from({ length: 900 }, () => Math.floor(random() * 256)))
  return Array.from({ length: 12 }, (_, at) =>
    at % 3 === 2
      ? noise()
      : Buffer.from(`<p>質問${at}の本文です。${'換気をしてください。'.repeat(at * 9)}</p>`),
  )
}

async function written(dir: string, all: readonly Buffer[]): Promise<Archive> {
  const writer = await WarcWriter.open({ dir, software: 'mondo/test', clock: realClock })
  let path = ''
  for (const [at, body] of all.entries()) {
    const { file } = await writer.write(capture({ url: `https://site.example/${at}`, body }))
    path = join(dir, file)
  }
  await writer.close()
  const members: Member[] = []
  for await (const { record, location } of readRecords(path)) {
    members.push({ type: record.type, id: record.id, offset: location.offset, length: location.length })
  }
  return { path, bytes: await readFile(path), members, captures: await allCaptures(path) }
}

async function readAll(path: string) {
  const captures: Capture[] = []
  const damages: ArchiveDamaged[] = []
  for await (const { capture: one } of readCaptures(path, 0, (damage) => void damages.push(damage))) {
    captures.push(plain(one))
  }
  return { captures, damages }
}

const withoutRequest = (one: Capture | undefined) => one && { ...one, request: null }
const urls = (captures: readonly Capture[]) =>
  captures.map(({ url }) => url.replace('https://site.example/', ''))

function flipped(bytes: Buffer, ...bits: readonly number[]): Buffer {
  const damaged = Buffer.from(bytes)
  for (const bit of bits) damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7))
  return damaged
}

describe.each(['with its index', 'without an index'])('a compressed file %s', (kind) => {
  let archive: Archive
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  beforeAll(async () => {
    folder = await temporaryFolder()
    archive = await written(folder.path, bodies())
    if (kind === 'without an index') await rm(indexName(archive.path))
    return async () => await folder[Symbol.asyncDispose]()
  })

  const hitBy = (bit: number) =>
    archive.members.find(({ offset, length }) => bit >> 3 >= offset && bit >> 3 < offset + length)

  /** Everything but the captures whose response was hit, each as it was written; requests may be missing. */
  async function expectTheRest(bits: readonly number[]) {
    await writeFile(archive.path, flipped(archive.bytes, ...bits))
    const { captures, damages } = await readAll(archive.path)
    const hit = bits.map(hitBy)
    const mayLack = new Set(hit.map((member) => member?.id))
    const byId = new Map(archive.captures.map((one) => [one.id, one]))
    for (const one of captures) {
      expect(withoutRequest(one), `bits ${bits}`).toEqual(withoutRequest(byId.get(one.id)))
    }
    const read = new Set(captures.map(({ id }) => id))
    expect(read.size, `bits ${bits}`).toBe(captures.length)
    const missing = archive.captures.filter(({ id }) => !read.has(id) && !mayLack.has(id))
    expect(urls(missing), `bits ${bits}`).toEqual([])
    for (const { offset } of damages) {
      expect(
        hit.map((member) => member?.offset),
        `bits ${bits}`,
      ).toContain(offset)
    }
    return { read, damages, hit }
  }

  test('loses nothing but the members hit by a bit flipped at 200 random offsets', async () => {
    const random = seeded(20_261_129)
    let harmless = 0
    for (let round = 0; round < 200; round++) {
      const bit = Math.floor(random() * archive.bytes.length * 8)
      const { damages } = await expectTheRest([bit])
      if (damages.length === 0) harmless++
    }
    // Time, flags, operating system and the padding of the last byte of a member carry nothing that is read.
    expect(harmless).toBeLessThan(20)
  })

  test('loses nothing but the members hit by five flipped bits', async () => {
    const random = seeded(11)
    for (let round = 0; round < 40; round++) {
      await expectTheRest(Array.from({ length: 5 }, () => Math.floor(random() * archive.bytes.length * 8)))
    }
  })

  test('is read behind damage to any byte of a gzip header', async () => {
    const member = archive.members[9] ?? { offset: 0, length: 0, type: '', id: '' }
    for (let byte = member.offset; byte < member.offset + 12; byte++) await expectTheRest([byte * 8 + 4])
    for (let byte = 0; byte < 12; byte++) await expectTheRest([byte * 8 + 4])
  })

  test('says what is damaged, where, and what is lost, to each reader alike', async () => {
    const member = archive.members.filter(({ type }) => type === 'response')[4]
    if (member === undefined) throw new Error('nothing was written')
    await writeFile(archive.path, flipped(archive.bytes, (member.offset + member.length - 2) * 8))
    const what = 'the checksum of the gzip member does not match'
    const lost = `${member.length} bytes lost${kind === 'with its index' ? ', with https://site.example/4' : ''}`
    const { damages, captures } = await readAll(archive.path)
    expect(damages.map((one) => one.message)).toEqual([
      `${archive.path}: ${what} (record at byte ${member.offset}; ${lost})`,
    ])
    expect(urls(captures)).toEqual(['0', '1', '2', '3', '5', '6', '7', '8', '9', '10', '11'])
    expect(await verifyFile(archive.path)).toEqual({
      file: archive.path,
      records: 24,
      captures: 11,
      index: kind === 'with its index' ? 'fits' : null,
      problems: [{ offset: member.offset, what: `${what}; ${lost}` }],
    })
    // Without `noteDamage` the captures come first, then the error.
    const seen: string[] = []
    const reading = async () => {
      for await (const { capture: one } of readCaptures(archive.path)) seen.push(one.url)
    }
    await expect(reading()).rejects.toMatchObject({ code: 'archive-damaged', offset: member.offset })
    expect(seen).toHaveLength(11)
    if (kind === 'with its index') return
    const { entries, end, damages: met } = await fileTail(archive.path, 0)
    expect([entries.length, end, met.map(({ offset }) => offset)]).toEqual([
      11,
      archive.bytes.length,
      [member.offset],
    ])
  })

  test('is read behind a hole of zeros, and behind bytes that are gone', async () => {
    const [first, second] = archive.members.filter(({ type }) => type === 'response').slice(4, 6)
    if (first === undefined || second === undefined) throw new Error('nothing was written')
    const zeroed = Buffer.from(archive.bytes).fill(0, first.offset + 100, second.offset + 50)
    await writeFile(archive.path, zeroed)
    expect(urls((await readAll(archive.path)).captures)).toEqual('0 1 2 3 6 7 8 9 10 11'.split(' '))
    const cut = [archive.bytes.subarray(0, first.offset + 100), archive.bytes.subarray(first.offset + 120)]
    await writeFile(archive.path, Buffer.concat(cut))
    // Every place in the index behind the cut is wrong then.
    expect(urls((await readAll(archive.path)).captures)).toEqual('0 1 2 3 5 6 7 8 9 10 11'.split(' '))
  })
})

describe('a page that is itself a WARC file', () => {
  const random = seeded(3)
  const noise = (length: number) => Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)))

  const forged = (id: number) =>
    Buffer.concat([
      Buffer.from(
        `WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:forged-${id}>\r\n` +
          'WARC-Date: 2026-03-04T05:06:07Z\r\nWARC-Target-URI: https://forged.example/\r\n' +
          'Content-Length: 1019\r\n\r\nHTTP/1.1 200 OK\r\n\r\n',
      ),
      // Of another alphabet each, so that deflate gives them other codes and finds no repetition among them.
      noise(1_000).map((byte) => 0x30 + (byte % (20 + 9 * id))),
      Buffer.from('\r\n\r\n'),
    ])

  /** Bytes of the headers of stored blocks (RFC 1951, section 3.2.4): their length, and its complement. */
  const storedHeaders = (bytes: Buffer) =>
    [...bytes.keys()].filter((at) => {
      if (at + 4 > bytes.length) return false
      const length = bytes.readUInt16LE(at)
      return length > 1_000 && (length ^ bytes.readUInt16LE(at + 2)) === 0xffff
    })

  test.each([1, 3])('of %i records yields none of them when its capture is damaged', async (count) => {
    await using folder = await temporaryFolder()
    const members = Array.from({ length: count }, (_, id) => gzipSync(forged(id)))
    const page = Buffer.concat([noise(24_000), ...members, noise(8_000)])
    const archive = await written(folder.path, [Buffer.from('one'), page, Buffer.from('three'), noise(900)])
    const { offset, length } = archive.members[3] ?? { offset: 0, length: 0 }
    const capture = archive.bytes.subarray(offset, offset + length)
    // Deflate stored the page as it is: a reader that trusts a signature would find its records.
    for (const member of members) expect(capture.includes(member)).toBe(true)
    const headers = storedHeaders(capture)
    expect(headers).not.toEqual([])
    const places = [...headers, ...Array.from({ length: 60 }, (_, at) => Math.floor((at * length) / 60))]
    for (const hasIndex of [true, false]) {
      if (!hasIndex) await rm(indexName(archive.path))
      for (const place of places) {
        await writeFile(archive.path, flipped(archive.bytes, (offset + place) * 8 + 1))
        expect(urls((await readAll(archive.path)).captures), `byte ${place}`).toEqual(['0', '2', '3'])
      }
    }
  })

  test('gives no record for a member that is cut off, has another checksum, or holds something else', async () => {
    await using folder = await temporaryFolder()
    const { path, bytes, members } = await written(folder.path, [Buffer.from('one'), Buffer.from('two')])
    await rm(indexName(path))
    const [, first, , second] = members
    if (first === undefined || second === undefined) throw new Error('nothing was written')
    const member = gzipSync(forged(0))
    const wrong = [
      member.subarray(0, -3),
      flipped(member, (member.length - 1) * 8),
      gzipSync('no record'),
      gzipSync('WARC/2.0\r\n'),
      Buffer.from([0x1f, 0x8b, 8, 0]),
    ]
    for (const one of wrong) {
      const hole = Buffer.concat([Buffer.from('garbage'), one, Buffer.from('garbage')])
      await writeFile(
        path,
        Buffer.concat([bytes.subarray(0, first.offset), hole, bytes.subarray(second.offset)]),
      )
      const { captures, damages } = await readAll(path)
      expect([urls(captures), damages.map(({ lost }) => lost?.bytes)]).toEqual([['1'], [hole.length]])
    }
  })
})

describe('an index that is wrong', () => {
  test('hides no capture from a reader behind damage', async () => {
    await using folder = await temporaryFolder()
    const { path, bytes, members } = await written(folder.path, bodies())
    const index = (await readFile(indexName(path), 'utf8')).trimEnd().split('\n')
    const member = members.filter(({ type }) => type === 'response')[2]
    if (member === undefined) throw new Error('nothing was written')
    await writeFile(path, flipped(bytes, (member.offset + 40) * 8))
    for (const lines of [
      index.filter(
        (line) => /site\.example\/(?:9|11)/.test(line) || /"https:\/\/site.example\/9"/.test(line),
      ),
      index.map((line) => line.replace(/"offset":"(\d+)"/, (_, at) => `"offset":"${Number(at) + 3}"`)),
      ['torn'],
    ]) {
      await writeFile(indexName(path), `${lines.join('\n')}\n`)
      expect(urls((await readAll(path)).captures)).toEqual('0 1 3 4 5 6 7 8 9 10 11'.split(' '))
    }
  })
})

describe('a file that is not compressed', () => {
  const record = (id: number, body: string, digest = '') =>
    Buffer.from(
      `WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:${id}>\r\nWARC-Date: 2026-03-04T05:06:07Z\r\n` +
        `WARC-Target-URI: https://site.example/${id}\r\n${digest}Content-Length: ${body.length + 19}\r\n\r\n` +
        `HTTP/1.1 200 OK\r\n\r\n${body}\r\n\r\n`,
    )
  const records = [0, 1, 2, 3, 4].map((id) => record(id, `body ${id} `.repeat(20)))
  const starts = records.map((_, at) => Buffer.concat(records.slice(0, at)).length)
  const whole = Buffer.concat(records)

  async function readOf(bytes: Buffer) {
    await using folder = await temporaryFolder()
    const path = join(folder.path, 'plain.warc')
    await writeFile(path, bytes)
    return await readAll(path)
  }

  test('is read on behind a record with damaged headers', async () => {
    const damaged = (what: string, by: string) => {
      const bytes = Buffer.from(whole)
      const at = bytes.indexOf(what, starts[2])
      bytes.write(by, at, 'latin1')
      return bytes
    }
    for (const [what, by] of [
      ['WARC/1.0', 'XARC/1.0'],
      ['WARC-Type: ', 'WARC-Type; '],
      ['WARC-Date: 2026', 'WARC-Date: 2x26'],
      ['WARC-Record-ID', 'WARC-Record+ID'],
      ['Content-Length', 'Kontent-Length'],
      ['Content-Length: 1', 'Content-Length: 9'],
      ['Content-Length: 1', 'Content-Length: x'],
      ['Content-Length: 15', 'Content-Length: 05'],
    ] as const) {
      const { captures, damages } = await readOf(damaged(what, by))
      expect(urls(captures), by).toEqual(['0', '1', '3', '4'])
      const lost = { bytes: records[2]?.length, urls: [] }
      expect(
        damages.map((one) => [one.offset, one.lost]),
        by,
      ).toEqual([[starts[2], lost]])
    }
  })

  test('loses nothing to a damaged byte of the empty lines between two records', async () => {
    for (let back = 1; back <= 4; back++) {
      const bytes = Buffer.from(whole)
      const at = (starts[2] ?? 0) - back
      bytes[at] = (bytes[at] ?? 0) ^ 0x20
      const { captures, damages } = await readOf(bytes)
      expect([urls(captures), damages.map(({ offset, lost }) => [offset, lost?.bytes])]).toEqual([
        ['0', '1', '2', '3', '4'],
        [[at, back]],
      ])
    }
  })

  test('is no archive where no record follows', async () => {
    const { captures, damages } = await readOf(
      Buffer.from('<html>WARC/1.0 is a format\nWARC/1.0\r\nno header'),
    )
    expect([captures, damages.map(({ offset, lost }) => [offset, lost?.bytes])]).toEqual([[], [[0, 46]]])
    expect(damages[0]).toBeInstanceOf(ArchiveDamaged)
  })
})
