/** WACZ files: ZIP files with WARC files in them. */
import { readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { ArchiveDamaged } from '../../../src/archive/archive-damaged.ts'
import { indexName, writeIndex } from '../../../src/archive/cdxj.ts'
import { entriesOf, scannedEntries, warcFiles } from '../../../src/archive/index-entries.ts'
import { verifyFile } from '../../../src/archive/verify.ts'
import { captureAt, type LocatedCapture, readCaptures } from '../../../src/archive/warc-reader.ts'
import { temporaryFolder } from '../captures.ts'
import { foreignRecord } from './records.ts'
import { zipFile } from './zip-file.ts'

const page = (body: string) => foreignRecord('response', `HTTP/1.1 200 OK\r\n\r\n${body}`)
const compressed = (...bodies: string[]) => Buffer.concat(bodies.map((body) => gzipSync(page(body))))
const bodiesOf = (found: readonly LocatedCapture[]) =>
  found.map(({ capture }) => Buffer.from(capture.body).toString())

async function capturesOf(path: string, from = 0): Promise<LocatedCapture[]> {
  const found: LocatedCapture[] = []
  for await (const one of readCaptures(path, from)) found.push(one)
  return found
}

async function waczIn(dir: string, bytes: Buffer): Promise<string> {
  const path = join(dir, 'crawl.wacz')
  await writeFile(path, bytes)
  return path
}

const files = [
  { name: 'datapackage.json', data: Buffer.from('{}'), method: 8 },
  { name: 'archive/a.warc.gz', data: compressed('one', 'two') },
  { name: 'archive/b.warc', data: Buffer.concat([page('three'), page('four')]) },
  { name: 'indexes/index.cdx.gz', data: Buffer.from('no archive') },
]

function withDamagedDirectory(): Buffer {
  const bytes = zipFile(files)
  bytes[bytes.lastIndexOf('PK\u0001\u0002')] = 0
  return bytes
}

describe('a WACZ file', () => {
  it.each([
    ['as usual', {}],
    ['with a comment behind it', { comment: 'PK\u0005\u0006 is only a comment here'.slice(2) }],
    ['with numbers of 64 bits', { zip64: true }],
  ])('%s gives the captures of all its WARC files, each at its own place', async (_, options) => {
    await using folder = await temporaryFolder()
    const path = await waczIn(folder.path, zipFile(files, options))
    const found = await capturesOf(path)
    expect(bodiesOf(found)).toEqual(['one', 'two', 'three', 'four'])
    for (const { capture, location } of found) {
      expect(location.file).toBe('crawl.wacz')
      expect(await captureAt(path, location.offset, location.length)).toEqual(capture)
    }
    const [, second, third] = found
    expect(bodiesOf(await capturesOf(path, second?.location.offset))).toEqual(['two', 'three', 'four'])
    expect(bodiesOf(await capturesOf(path, third?.location.offset))).toEqual(['three', 'four'])
  })

  it('is verified, and has its index beside it', async () => {
    await using folder = await temporaryFolder()
    const path = await waczIn(folder.path, zipFile(files))
    expect(await verifyFile(path)).toMatchObject({ records: 4, captures: 4, index: null, problems: [] })
    expect(await warcFiles(folder.path)).toEqual(['crawl.wacz'])
    const entries = []
    for await (const entry of scannedEntries(path)) entries.push(entry)
    await writeIndex(folder.path, 'crawl.wacz', entries)
    expect(indexName(path)).toBe(`${path}.cdxj`)
    expect(await verifyFile(path)).toMatchObject({ index: 'fits' })
    expect(await entriesOf(path)).toHaveLength(4)
  })

  it('with compressed WARC files is unpacked, and leaves nothing behind', async () => {
    await using folder = await temporaryFolder()
    const path = await waczIn(folder.path, zipFile(files.map((file) => ({ ...file, method: 8 }))))
    const before = (await readdir(tmpdir())).filter((name) => name.startsWith('mondo-wacz-'))
    const found = await capturesOf(path)
    expect(bodiesOf(found)).toEqual(['one', 'two', 'three', 'four'])
    const [first, second, third] = found.map(({ location }) => location.offset)
    expect(second).toBe(first)
    expect(bodiesOf(await capturesOf(path, third))).toEqual(['three', 'four'])
    expect((await readdir(tmpdir())).filter((name) => name.startsWith('mondo-wacz-'))).toEqual(before)
  })

  it.each([0, 8])(
    'gives a revisit the body of its original in another of its files (method %i)',
    async (method) => {
      await using folder = await temporaryFolder()
      const original = foreignRecord('response', 'HTTP/1.1 200 OK\r\n\r\nsame', {
        'WARC-Record-ID': '<urn:uuid:1>',
      })
      const revisit = foreignRecord('revisit', 'HTTP/1.1 200 OK\r\n\r\n', {
        'WARC-Refers-To': '<urn:uuid:1>',
      })
      const archive = zipFile([
        { name: 'archive/a.warc', data: Buffer.concat([page('one'), original]), method },
        { name: 'archive/b.warc', data: revisit, method },
      ])
      const path = await waczIn(folder.path, archive)
      expect(bodiesOf(await capturesOf(path))).toEqual(['one', 'same', 'same'])
    },
  )

  it.each([0, 8])('is read on behind damage to one of its WARC files (method %i)', async (method) => {
    await using folder = await temporaryFolder()
    const damaged = compressed('one', 'two')
    damaged[damaged.length - 5] = (damaged.at(-5) ?? 0) ^ 4
    const archive = zipFile([
      { name: 'archive/a.warc.gz', data: damaged, method },
      { name: 'archive/b.warc.gz', data: compressed('three'), method },
    ])
    const path = await waczIn(folder.path, archive)
    const damages: ArchiveDamaged[] = []
    const found: LocatedCapture[] = []
    for await (const one of readCaptures(path, 0, (damage) => void damages.push(damage))) found.push(one)
    expect(bodiesOf(found)).toEqual(['one', 'three'])
    expect(damages).toEqual([expect.any(ArchiveDamaged)])
    expect(damages[0]?.message).toContain(path)
  })

  it.each([
    ['no directory', zipFile(files).subarray(0, -30), /its directory is damaged or missing/],
    [
      'a directory that is damaged behind its first entry',
      withDamagedDirectory(),
      /its directory is damaged/,
    ],
    ['no WARC file', zipFile([{ name: 'a.txt', data: Buffer.from('a') }]), /it holds no WARC file/],
    [
      'a WARC file of an unknown method',
      zipFile([{ name: 'a.warc', data: page('x'), method: 14 }]),
      /a\.warc is encrypted or compressed in an unknown way/,
    ],
    [
      'other WACZ files and a .warc.zst in it',
      zipFile([...files, ...['b.wacz', 'archive/c.warc.zst'].map((name) => ({ name, data: page('x') }))]),
      /it holds archives of other formats: b\.wacz, archive\/c\.warc\.zst/,
    ],
  ])('with %s is named', async (_, bytes, why) => {
    await using folder = await temporaryFolder()
    const path = await waczIn(folder.path, Buffer.from(bytes))
    await expect(capturesOf(path)).rejects.toMatchObject({
      code: 'unreadable-input',
      message: expect.stringMatching(why),
    })
  })

  it('whose packed file does not decode, or is larger than it says, is named', async () => {
    await using folder = await temporaryFolder()
    const whole = zipFile([{ name: 'a.warc', data: page('x'.repeat(2000)), method: 8 }])
    const broken = Buffer.from(whole)
    broken.fill(0xff, 50, 70)
    const bomb = Buffer.from(whole)
    bomb.writeUInt32LE(100, bomb.lastIndexOf('PK\u0001\u0002') + 24)
    const honestBomb = zipFile([{ name: 'a.warc', data: page('x'.repeat(3_000_000)), method: 8 }])
    for (const bytes of [broken, bomb, honestBomb]) {
      const path = await waczIn(folder.path, bytes)
      await expect(capturesOf(path)).rejects.toMatchObject({
        code: 'unreadable-input',
        message: expect.stringMatching(/a\.warc (?:cannot be unpacked|has 3000\d{3} bytes, packed into)/),
      })
    }
  })
})
