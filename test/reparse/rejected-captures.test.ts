/** Captures that gave no record, read again from their places in the archive. */
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { WarcWriter } from '../../src/archive/warc-writer.ts'
import type { Database } from '../../src/database/schema/schema.ts'
import type { Capture, CaptureLocation } from '../../src/model/capture.ts'
import type { MondoError } from '../../src/model/errors.ts'
import { rejectedCaptures } from '../../src/reparse/rejected-captures.ts'
import type { SourcePage } from '../../src/reparse/source.ts'
import { capture } from '../archive/captures.ts'
import { temporaryFolder } from '../cli/temporary-folder.ts'
import { recordingDatabase } from '../database/recording-dialect.ts'
import { realClock } from '../fetch/clocks.ts'

const folder = temporaryFolder()
const whole = capture({
  url: 'https://okwave.jp/qa/q1.html',
  body: gzipSync('<p>a'),
  headers: [
    ['Content-Encoding', 'gzip'],
    ['Content-Type', 'text/html'],
  ],
})
const torn = capture({
  url: 'https://okwave.jp/qa/q2.html',
  body: Buffer.from('\x1f\x8b\x08torn', 'latin1'),
  headers: [['Content-Encoding', 'gzip']],
})
const places: CaptureLocation[] = []
beforeAll(async () => {
  const writer = await WarcWriter.open({ dir: folder.path, software: 'mondo/test', clock: realClock })
  for (const one of [whole, torn]) places.push(await writer.write(one))
  await writer.close()
})

const reject = (of: Capture | null, place: Partial<CaptureLocation> | undefined) => ({
  ...{ site: 'okwave', path: '/qa/q1.html', captureId: of?.id ?? null },
  ...{ file: place?.file ?? null, offset: place?.offset ?? null, length: place?.length ?? null },
})

async function read(...rows: readonly object[]) {
  const { db, queries } = recordingDatabase<Database>(() => rows)
  const failures: MondoError[] = []
  const found: SourcePage[] = []
  const filter = { site: 'okwave', reason: null, archiveFolder: folder.path }
  for await (const page of rejectedCaptures(db, filter, (error) => void failures.push(error)))
    found.push(page)
  return { found, failures: failures.map(({ code, message, hint }) => [code, message, hint]), queries }
}

test('a capture is read from its place', async () => {
  const { found, failures, queries } = await read(reject(whole, places[0]))
  expect(failures).toEqual([])
  expect(found).toMatchObject([
    {
      captureId: whole.id,
      capturedAt: whole.capturedAt,
      page: { site: 'okwave', path: '/qa/q1.html' },
      options: { url: whole.url, site: 'okwave', capturedAt: whole.capturedAt, contentType: 'text/html' },
    },
  ])
  expect(Buffer.from(found[0]?.bytes as Uint8Array).toString()).toBe('<p>a')
  expect(queries[0]?.parameters).toEqual(['okwave', null])
})

test('a capture of which the database has no place is looked up in the archive', async () => {
  const { found, failures } = await read(reject(whole, undefined), reject(whole, { file: 'x', offset: 0 }))
  expect([found.length, failures]).toEqual([2, []])
})

describe('a capture that cannot be read stays among the rejects', () => {
  const begins = 'okwave /qa/q1.html cannot be tried again: '
  const hint = 'It is still among the rejects'

  test('because it came from a file', async () => {
    expect((await read(reject(null, undefined))).failures).toEqual([
      ['unreadable-input', `${begins}it came from a file: give the path of that file`, hint],
    ])
  })

  test('because the archive does not have it', async () => {
    const other = capture()
    expect((await read(reject(other, undefined))).failures).toEqual([
      ['unreadable-input', `${begins}${other.id} is not in ${folder.path}`, hint],
    ])
  })

  test.each([
    ['another capture is there', () => reject(torn, places[0])],
    ['its body cannot be inflated', () => reject(torn, places[1])],
  ])('because %s, and others are read', async (why, row) => {
    const { found, failures } = await read(row(), reject(whole, places[0]))
    expect(failures).toEqual([['archive-damaged', expect.stringContaining(why), hint]])
    expect(found).toHaveLength(1)
  })
})
