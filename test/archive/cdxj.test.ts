/** The CDXJ index, compared with the records and with warcio’s indexer. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { CDXIndexer } from 'warcio'
import { type IndexEntry, indexName, readIndex, writeIndex } from '../../src/archive/cdxj.ts'
import { scannedEntries } from '../../src/archive/index-entries.ts'
import { WarcWriter } from '../../src/archive/warc-writer.ts'
import { realClock } from '../fetch/clocks.ts'
import { capture, temporaryFolder } from './captures.ts'

const urls = [
  'https://www.site.example/b?y=2&x=1',
  'http://a.example:8080/',
  'https://site.example/a',
  'https://問.example/答',
]

async function archive(dir: string): Promise<string> {
  const writer = await WarcWriter.open({ dir, software: 'mondo/test', clock: realClock })
  let file = ''
  for (const url of urls) file = (await writer.write(capture({ url: new URL(url).href }))).file
  await writer.close()
  return file
}

async function archivedEntries(dir: string): Promise<[IndexEntry, ...IndexEntry[]]> {
  const [first, ...rest] = (await readIndex(dir, await archive(dir))) ?? []
  if (first === undefined) throw new Error('nothing was indexed')
  return [first, ...rest]
}

const lines = async (path: string) => (await readFile(path, 'utf8')).trimEnd().split('\n')

describe('the CDXJ index', () => {
  it('is written when a file is closed: one line per capture, in SURT order', async () => {
    await using folder = await temporaryFolder()
    const file = await archive(folder.path)
    const written = await lines(join(folder.path, indexName(file)))
    expect(written.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'example,a:8080)/ 20260304050607',
      'example,site)/a 20260304050607',
      'example,site)/b?x=1&y=2 20260304050607',
      'example,xn--lzr)/%e7%ad%94 20260304050607',
    ])
    expect(JSON.parse(written[1]?.slice('example,site)/a 20260304050607 '.length) ?? '')).toMatchObject({
      url: 'https://site.example/a',
      mime: 'text/html',
      status: '200',
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      filename: file,
      offset: expect.stringMatching(/^\d+$/),
      length: expect.stringMatching(/^\d+$/),
      date: '2026-03-04T05:06:07.089Z',
      id: expect.stringMatching(/^urn:uuid:/),
    })
  })

  it('matches the output of warcio’s indexer for the same file', async () => {
    await using folder = await temporaryFolder()
    const file = await archive(folder.path)
    const bytes = await readFile(join(folder.path, file))
    const indexer = new CDXIndexer({ format: 'cdxj' })
    const theirs: unknown[] = []
    for await (const entry of indexer.iterIndex([{ filename: file, reader: Readable.from([bytes]) }])) {
      const { urlkey, timestamp, url, mime, status, digest, length, offset } = entry
      theirs.push({
        urlkey,
        timestamp,
        url,
        mime,
        status: String(status),
        digest,
        length: String(length),
        offset: String(offset),
      })
    }
    const ours = (await lines(join(folder.path, indexName(file)))).map((line) => {
      const [urlkey, timestamp] = line.split(' ')
      const { url, mime, status, digest, length, offset } = JSON.parse(line.slice(line.indexOf('{')))
      // warcio leaves the label of the digest out, which is clear only as long as everyone writes SHA-1.
      return { urlkey, timestamp, url, mime, status, digest: digest.split(':')[1], length, offset }
    })
    const byKey = (a: { offset: string }, b: { offset: string }) => Number(a.offset) - Number(b.offset)
    expect(ours.sort(byKey)).toEqual(theirs)
  })

  it('reads back unchanged and matches the records', async () => {
    await using folder = await temporaryFolder()
    const file = await archive(folder.path)
    const scanned: IndexEntry[] = []
    for await (const entry of scannedEntries(join(folder.path, file))) scanned.push(entry)
    const byOffset = (a: IndexEntry, b: IndexEntry) => a.location.offset - b.location.offset
    expect((await readIndex(folder.path, file))?.sort(byOffset)).toEqual(scanned)
    await writeIndex(folder.path, file, scanned)
    expect((await readIndex(folder.path, file))?.sort(byOffset)).toEqual(scanned)
  })

  it('supports URLs with spaces, as in other tools’ archives', async () => {
    await using folder = await temporaryFolder()
    const [entry] = await archivedEntries(folder.path)
    const odd = { ...entry, url: 'http://site.example/a b\u3000c' }
    await writeIndex(folder.path, 'odd.warc.gz', [odd])
    expect(await readIndex(folder.path, 'odd.warc.gz')).toEqual([odd])
  })

  it('of another tool counts as missing', async () => {
    await using folder = await temporaryFolder()
    expect(await readIndex(folder.path, 'none.warc.gz')).toBeNull()
    await writeFile(
      join(folder.path, 'other.cdxj'),
      'com,site)/ 20260101000000 {"url":"https://site.com/"}\n',
    )
    expect(await readIndex(folder.path, 'other.warc.gz')).toBeNull()
    await writeFile(join(folder.path, 'odd.cdxj'), 'CDX N b a m s k r M S V g\n')
    await writeFile(join(folder.path, 'half.cdxj'), 'com,site)/ 20260101000000 {"url":"https:}\n')
    expect(await readIndex(folder.path, 'half.warc.gz')).toBeNull()
    expect(await readIndex(folder.path, 'odd.warc.gz')).toBeNull()
  })
})
