/** What a reader sees of an archived page. The capture is invented. */
import { describe, expect, test } from 'vitest'
import { type ArchiveReader, capturePage } from '../../../../src/analyse/browse/pages/capture-page.ts'
import type { ReadSession } from '../../../../src/analyse/read-session.ts'
import type { Capture } from '../../../../src/model/capture.ts'
import { MondoError } from '../../../../src/model/errors.ts'
import { explainPage } from '../../../../src/parse/explain/explain.ts'
import { linesOf, type Row, resultOf } from './answering.ts'

const capture: Capture = {
  id: 'urn:uuid:1',
  url: 'https://example.com/q1',
  capturedAt: new Date('2022-01-02T03:04:05Z'),
  status: 200,
  statusText: 'OK',
  headers: [['Content-Type', 'text/html; charset=utf-8']],
  body: Buffer.from('<p>猫</p>'),
  truncated: null,
  ipAddress: null,
  request: { method: 'GET', headers: [] },
}
const place: Row = {
  site: 'example.com',
  url: capture.url,
  captured_at: capture.capturedAt,
  warc_file: 'a.warc.gz',
  warc_offset: 12,
  warc_length: 34,
  payload_digest: 'sha256:x',
}

interface Found {
  readonly places?: readonly Row[]
  readonly read?: ArchiveReader['read']
}

async function shown(address: Record<string, string>, { places = [place], read }: Found = {}) {
  const asked: string[] = []
  const all = async (statement: string) => {
    asked.push(statement)
    return resultOf(places)
  }
  const archive: ArchiveReader = {
    read: read ?? (async () => capture),
    explain: (of, bytes) => explainPage(bytes, { url: of.url }),
  }
  const ask: Parameters<typeof capturePage>[0] = async (work) => await work({ all } as unknown as ReadSession)
  const lines = await linesOf(await capturePage(ask, archive, new URLSearchParams(address)))
  return { lines, asked }
}

describe('an archived page', () => {
  test('is found by the question for those who read qa only', async () => {
    const { lines, asked } = await shown({ capture: 'urn:uuid:1', site: 'sample', id: "o'1" })
    expect(asked[0]).toMatch(
      /from qa\.lineage\nwhere site = 'sample' and question_id = 'o''1' and capture_id/,
    )
    expect(lines[0]).toBe('← The question')
  })

  test('is shown with where it lies, how it was answered, and its source', async () => {
    const { lines, asked } = await shown({ capture: 'urn:uuid:1' })
    expect(asked[0]).toMatch(/ from crawl\.capture where capture_id = 'urn:uuid:1'$/)
    expect(lines.slice(0, 10)).toEqual([
      ...['An archived page', 'https://example.com/q1', 'Captured', '2022-01-02 03:04:05 UTC'],
      ...['Record', 'urn:uuid:1', 'Place', 'a.warc.gz#12', 'Digest', 'sha256:x'],
    ])
    expect(lines.slice(10)).toEqual([
      ...['Response', '200 OK', '1 header', 'Headers', 'name | value |'],
      'Content-Type | text/html; charset=utf-8 |',
      'As the parser reads it',
      'A not-a-question. Each block of text, the field that took it, and by which rule.',
      ...['Blocks', 'block | field | text | rule | element |', '0 | – | 猫 | – | p |'],
      'Source',
      '10 B, read as utf-8. As text: nothing in it is run or fetched.',
      '&lt;p&gt;猫&lt;/p&gt;',
    ])
  })

  test('that broke off or cannot be inflated says so', async () => {
    const broken: Capture = {
      ...capture,
      truncated: 'time',
      headers: [['Content-Encoding', 'gzip']],
      body: Buffer.from('1f8b0800ffff', 'hex'),
    }
    const { lines } = await shown({ capture: '1' }, { read: async () => broken })
    expect(lines).toContain('200 OK not whole: time')
    expect(lines.at(-1)).toBe('The body cannot be inflated: damaged.')
  })

  test('is cut in its source where it is long', async () => {
    const long = { ...capture, body: Buffer.from('a'.repeat(400_001)) }
    const whole = { ...capture, body: Buffer.from('a'.repeat(400_000)) }
    const note = 'The first 400,000 of 400,001 characters; mondo archive cat writes all.'
    expect((await shown({ capture: '1' }, { read: async () => long })).lines).toContain(note)
    expect((await shown({ capture: '1' }, { read: async () => whole })).lines.join()).not.toContain(
      'The first 400,000',
    )
  })

  test('that the archive cannot read says why, and any other error ends the page', async () => {
    const unread = new MondoError('archive-damaged', 'the record is cut', {
      hint: 'Run mondo archive verify',
    })
    const { lines } = await shown({ capture: '1' }, { read: () => Promise.reject(unread) })
    expect(lines).toContain('It cannot be read here: the record is cut. Run mondo archive verify')
    const failed = shown({ capture: '1' }, { read: () => Promise.reject(new Error('disk')) })
    await expect(failed).rejects.toThrow('disk')
  })

  test('is not here without an id, a row or a file', async () => {
    expect((await shown({})).lines[1]).toMatch(/^A capture is named by its id\./)
    const none = /^No such capture is in the database\./
    expect((await shown({ capture: '1' }, { places: [] })).lines[1]).toMatch(none)
    expect((await shown({ capture: '1' }, { places: [{ ...place, warc_file: null }] })).lines[1]).toMatch(
      none,
    )
  })
})
