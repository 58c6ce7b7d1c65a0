/** A repeated payload is archived once, and reads as if it had been archived each time. */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { indexName } from '../../src/archive/cdxj.ts'
import { entriesOf, warcFiles } from '../../src/archive/index-entries.ts'
import { readCapture, readCaptures } from '../../src/archive/warc-reader.ts'
import { WarcWriter } from '../../src/archive/warc-writer.ts'
import type { Capture, CaptureLocation } from '../../src/model/capture.ts'
import { realClock } from '../fetch/clocks.ts'
import { allCaptures, capture, plain, temporaryFolder } from './captures.ts'

const body = Buffer.from('<p>問答</p>'.repeat(200))

async function run(dir: string, ...captures: readonly Capture[]): Promise<CaptureLocation[]> {
  const writer = await WarcWriter.open({ dir, software: 'mondo/test', clock: realClock })
  const places: CaptureLocation[] = []
  for (const one of captures) places.push(await writer.write(one))
  await writer.close()
  return places
}

const typesOf = async (dir: string) =>
  (await Promise.all((await warcFiles(dir)).map((file) => entriesOf(join(dir, file)))))
    .flat()
    .map(({ type }) => type)

describe('a capture with a payload that is in the archive', () => {
  it('is a revisit without a body, and reads back unchanged, by file and by location', async () => {
    await using folder = await temporaryFolder()
    const captures = [1, 2, 3].map((n) => plain(capture({ url: `https://site.example/${n}`, body })))
    const places = await run(folder.path, ...captures)
    expect((await typesOf(folder.path)).sort()).toEqual(['response', 'revisit', 'revisit'])
    const [file = ''] = await warcFiles(folder.path)
    expect(await allCaptures(join(folder.path, file))).toEqual(captures)
    for (const [i, place] of places.entries()) {
      expect(plain(await readCapture(folder.path, place))).toEqual(captures[i])
    }
  })

  it('is a revisit in a later run too', async () => {
    await using folder = await temporaryFolder()
    const [first, second] = [plain(capture({ body })), plain(capture({ body }))]
    await run(folder.path, first)
    const [place] = await run(folder.path, second)
    expect(await typesOf(folder.path)).toEqual(['response', 'revisit'])
    expect(await allCaptures(join(folder.path, place?.file ?? ''))).toEqual([second])
  })

  it('keeps its own headers: the same bytes may be compressed here and not there', async () => {
    await using folder = await temporaryFolder()
    const wire = Uint8Array.from(
      gzipSync(Buffer.from(Array.from({ length: 3000 }, (_, i) => (i * 7919) % 251))),
    )
    const as = (encoding: string) => plain(capture({ body: wire, headers: [['Content-Encoding', encoding]] }))
    const captures = [as('gzip'), as('identity')]
    await run(folder.path, ...captures)
    const [file = ''] = await warcFiles(folder.path)
    expect(await allCaptures(join(folder.path, file))).toEqual(captures)
  })

  it.each([
    ['a cut one', [{ body, truncated: 'length' }, { body }]],
    ['a cut one behind a whole one', [{ body }, { body, truncated: 'time' }]],
    ['a small one', [{}, {}]],
  ] satisfies readonly [string, Partial<Capture>[]][])('is never %s', async (_name, fields) => {
    await using folder = await temporaryFolder()
    await run(folder.path, ...fields.map((one) => capture(one)))
    expect(await typesOf(folder.path)).toEqual(['response', 'response'])
  })

  it('finds its original without index or hint, and is damage when that is missing', async () => {
    await using folder = await temporaryFolder()
    const [first, second] = [plain(capture({ body })), plain(capture({ body }))]
    const [original] = await run(folder.path, first)
    const [place] = await run(folder.path, second)
    const [old, revisit] = [original?.file ?? '', place?.file ?? '']
    const there = join(folder.path, revisit)

    await rename(join(folder.path, old), join(folder.path, 'renamed.warc.gz'))
    await rm(join(folder.path, indexName(old)))
    expect(await allCaptures(there)).toEqual([second])
    await writeFile(join(folder.path, old), 'another file under the old name')
    expect(await allCaptures(there)).toEqual([second])

    await rm(join(folder.path, 'renamed.warc.gz'))
    await expect(allCaptures(there)).rejects.toMatchObject({
      code: 'archive-damaged',
      message: expect.stringContaining('a revisit whose original is not in this folder'),
    })
    await expect(
      readCapture(folder.path, { file: revisit, offset: 0, length: 0, ...place }),
    ).rejects.toMatchObject({
      code: 'archive-damaged',
      message: expect.stringContaining('revisit'),
    })
  })
})

describe('a revisit in another tool’s archive', () => {
  const record = (type: string, block: string, fields: Record<string, string>): string => {
    const head = Object.entries({
      'WARC-Type': type,
      'WARC-Record-ID': '<urn:uuid:1>',
      'WARC-Date': '2013-07-08T03:34:00Z',
      'WARC-Target-URI': 'http://site.example/',
      'Content-Length': String(block.length),
      ...fields,
    })
    return `WARC/1.0\r\n${head.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${block}\r\n\r\n`
  }
  const original = record('response', 'HTTP/1.1 200 OK\r\n\r\nsecret', { 'WARC-Record-ID': '<urn:uuid:2>' })
  const revisit = (fields: Record<string, string>) => record('revisit', 'HTTP/1.1 200 OK\r\n\r\n', fields)
  const textOf = (captures: readonly Capture[]) => captures.map((one) => Buffer.from(one.body).toString())

  it('is completed by the URL and time of its original when it names no id', async () => {
    await using folder = await temporaryFolder()
    const path = join(folder.path, 'foreign.warc')
    const fields = {
      'WARC-Refers-To-Target-URI': 'http://site.example/',
      'WARC-Refers-To-Date': '2013-07-08T03:34:00Z',
    }
    await writeFile(path, revisit(fields) + original)
    expect(textOf(await allCaptures(path))).toEqual(['secret', 'secret'])
  })

  it('is completed by its payload when it names nothing', async () => {
    await using folder = await temporaryFolder()
    const path = join(folder.path, 'foreign.warc')
    const digest = { 'WARC-Payload-Digest': 'sha1:4XU7UG5DD3GRV2CPOXFKUR2PHJTD6BPU' }
    const one = record('response', 'HTTP/1.1 200 OK\r\n\r\nsecret', {
      'WARC-Record-ID': '<urn:uuid:3>',
      ...digest,
    })
    await writeFile(path, original + one + revisit(digest))
    expect(textOf(await allCaptures(path))).toEqual(['secret', 'secret', 'secret'])
  })

  it('never leads out of its folder, or to a capture other than the one it names', async () => {
    await using folder = await temporaryFolder()
    const inner = join(folder.path, 'inner')
    await mkdir(inner)
    await writeFile(join(folder.path, 'outside.warc'), original)
    await writeFile(join(inner, 'beside.warc'), original)
    const path = join(inner, 'foreign.warc')
    const place = (file: string) => ({ 'WARC-Refers-To-Filename': file, 'WARC-Refers-To-File-Offset': '0' })
    for (const file of ['../outside.warc', join(folder.path, 'outside.warc')]) {
      await rm(join(inner, 'beside.warc'), { force: true })
      await writeFile(path, revisit({ 'WARC-Refers-To': '<urn:uuid:2>', ...place(file) }))
      await expect(allCaptures(path)).rejects.toThrow('a revisit whose original')
    }
    await writeFile(join(inner, 'beside.warc'), original)
    await writeFile(path, revisit({ 'WARC-Refers-To': '<urn:uuid:3>', ...place('beside.warc') }))
    await expect(allCaptures(path)).rejects.toThrow('a revisit whose original')
  })

  it('is counted where its original is missing, in one line for all, and the other captures are read', async () => {
    await using folder = await temporaryFolder()
    const path = join(folder.path, 'foreign.warc')
    const lost = revisit({ 'WARC-Refers-To': '<urn:uuid:9>' })
    await writeFile(path, lost + original + lost)
    const said: string[] = []
    const texts: string[] = []
    for await (const { capture: one } of readCaptures(path, 0, ({ message }) => void said.push(message)))
      texts.push(Buffer.from(one.body).toString())
    expect(texts).toEqual(['secret'])
    expect(said).toEqual([
      `${path}: 2 revisits whose originals are not in this folder (record at byte 0; ${2 * lost.length} bytes lost, with http://site.example/, http://site.example/)`,
    ])
  })
})

describe('a 304', () => {
  it('refers to the newest 200 of its URL, and stays a response without a body', async () => {
    await using folder = await temporaryFolder()
    const first = capture({ body })
    await run(folder.path, first)
    const second = plain(capture({ status: 304, statusText: 'Not Modified', body: new Uint8Array() }))
    const [place] = await run(folder.path, second)
    expect(await allCaptures(join(folder.path, place?.file ?? ''))).toEqual([second])
    expect(await typesOf(folder.path)).toEqual(['response', 'revisit'])
  })
})
