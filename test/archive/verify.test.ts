/** `verifyFile` on intact and on damaged archives. */
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { indexName } from '../../src/archive/cdxj.ts'
import { hasDigest } from '../../src/archive/labelled-digest.ts'
import { verifyFile } from '../../src/archive/verify.ts'
import { WarcWriter } from '../../src/archive/warc-writer.ts'
import { realClock } from '../fetch/clocks.ts'
import { gzipBomb } from '../sample-site/misbehave/bombs.ts'
import { capture, temporaryFolder } from './captures.ts'

const body = Buffer.from('<p>hello, world</p>'.repeat(100))

async function archive(dir: string) {
  const writer = await WarcWriter.open({ dir, software: 'mondo/test', clock: realClock })
  const places = []
  for (const url of ['https://site.example/1', 'https://site.example/2'])
    places.push(await writer.write(capture({ url, body })))
  await writer.close()
  const path = join(dir, places[0]?.file ?? '')
  return { path, places, bytes: await readFile(path) }
}

/** The file with what `change` makes of the record at a place, its gzip member whole. */
function altered(
  bytes: Buffer,
  place: { offset: number; length: number },
  change: (record: string) => string,
): Buffer {
  const { offset, length } = place
  const record = gunzipSync(bytes.subarray(offset, offset + length)).toString('latin1')
  const made = gzipSync(Buffer.from(change(record), 'latin1'))
  return Buffer.concat([bytes.subarray(0, offset), made, bytes.subarray(offset + length)])
}

const nowhere = { offset: -1, length: 0 }

describe('verify', () => {
  it('finds no fault in what the writer wrote', async () => {
    await using folder = await temporaryFolder()
    const { path } = await archive(folder.path)
    expect(await verifyFile(path)).toEqual({
      file: path,
      records: 5,
      captures: 2,
      index: 'fits',
      problems: [],
    })
  })

  it('finds a changed body whose gzip checksum is right', async () => {
    await using folder = await temporaryFolder()
    const { path, places, bytes } = await archive(folder.path)
    const [first = nowhere] = places
    await writeFile(
      path,
      altered(bytes, first, (record) => record.replace('hello', 'HELLO')),
    )
    expect((await verifyFile(path)).problems).toEqual([
      { offset: first.offset, what: 'the block has another digest' },
      { offset: first.offset, what: 'the payload has another digest' },
      { offset: expect.any(Number), what: expect.stringContaining('revisit') },
    ])
  })

  it('finds a Content-Length that does not match the block', async () => {
    await using folder = await temporaryFolder()
    const { path, places, bytes } = await archive(folder.path)
    const [first = nowhere] = places
    for (const by of [1, -1]) {
      const change = (record: string) =>
        record.replace(/Content-Length: (\d+)/, (_, length) => `Content-Length: ${Number(length) + by * 10}`)
      await writeFile(path, altered(bytes, first, change))
      expect((await verifyFile(path)).problems[0]?.offset, String(by)).toBe(first.offset)
    }
  })

  it('finds a torn tail at every byte, and reports its place and the intact records before it', async () => {
    await using folder = await temporaryFolder()
    const { path, places, bytes } = await archive(folder.path)
    const second = places[1] ?? nowhere
    for (let cut = second.offset + 1; cut < second.offset + second.length; cut += 7) {
      await writeFile(path, bytes.subarray(0, cut))
      const { problems, captures } = await verifyFile(path)
      expect(captures).toBe(1)
      expect(problems).toEqual([
        { offset: second.offset, what: expect.stringMatching(/ends inside a record/) },
      ])
    }
  })

  it('finds every flipped bit except unused ones', async () => {
    await using folder = await temporaryFolder()
    const { path, bytes } = await archive(folder.path)
    let found = 0
    for (let at = 0; at < bytes.length; at += 29) {
      const damaged = Buffer.from(bytes)
      damaged[at] = (damaged[at] ?? 0) ^ 0x10
      await writeFile(path, damaged)
      if ((await verifyFile(path)).problems.length > 0) found++
    }
    expect(found).toBeGreaterThan(bytes.length / 29 - 5 * 2)
  })

  it('stops inflating a decompression bomb and reports it', { timeout: 30_000 }, async () => {
    await using folder = await temporaryFolder()
    const path = join(folder.path, 'bomb.warc.gz')
    await writeFile(path, gzipBomb(2 * 1024 ** 3))
    const what = expect.stringContaining('a gzip member of more than 268435456 bytes')
    expect((await verifyFile(path)).problems).toEqual([{ offset: 0, what }])
  })

  it('finds a revisit whose original is missing', async () => {
    await using folder = await temporaryFolder()
    const one = await archive(folder.path)
    const two = await archive(folder.path)
    expect((await verifyFile(two.path)).problems).toEqual([])
    await rm(one.path)
    await rm(indexName(one.path))
    const missing = 'a revisit whose original is not in this folder'
    expect((await verifyFile(two.path)).problems.map(({ what }) => what)).toEqual([missing, missing])
  })

  it('distinguishes a matching index, a stale one and none', async () => {
    await using folder = await temporaryFolder()
    const { path } = await archive(folder.path)
    const index = await readFile(indexName(path), 'utf8')
    await writeFile(indexName(path), index.slice(0, index.indexOf('\n') + 1))
    expect(await verifyFile(path)).toMatchObject({ index: 'stale', problems: [] })
    await rm(indexName(path))
    expect(await verifyFile(path)).toMatchObject({ index: null, problems: [] })
  })
})

describe('hasDigest', () => {
  const abc = Buffer.from('abc')
  it.each([
    ['sha1:a9993e364706816aba3e25717850c26c9cd0d89d', true],
    ['sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5', true],
    ['SHA-1:vgmt4nsha2awvor6evyxqugcnsonbwe5', true],
    ['sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE6', false],
    ['md5:900150983cd24fb0d6963f7d28e17f72', true],
    ['sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad', true],
    ['sha-256:XJ4BNP4PAHH6UQKBIDPF3LRCEOYAGYNDSYLXVHFUCD7WD4QACWWQ====', true],
    ['sha256:', false],
    ['blake3:abc', null],
    ['no label', null],
  ])('of abc, %s: %s', (label, expected) => {
    expect(hasDigest(abc, label)).toBe(expected)
  })
})
