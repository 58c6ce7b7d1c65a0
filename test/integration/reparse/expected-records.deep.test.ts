/** Dry runs whose reader leaves out the records that the database has: they count what one counts that gets every record. */
import { Readable } from 'node:stream'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { reparseSources } from '../../../src/app/reparse-sources.ts'
import { systemClock as clock } from '../../../src/app/system-clock.ts'
import { payloadDigest } from '../../../src/archive/payload-digest.ts'
import { pageStateStore } from '../../../src/crawl/frontier/page-state.ts'
import type { Store } from '../../../src/database/store.ts'
import { loadRecords } from '../../../src/load/load-records.ts'
import { markQuestionsGone } from '../../../src/load/mark-questions-gone.ts'
import type { Capture } from '../../../src/model/capture.ts'
import type { QuestionPage } from '../../../src/model/question-page.ts'
import { readPage } from '../../../src/parse/read-page.ts'
import { expectedRecords } from '../../../src/reparse/expected-records.ts'
import { type ReparseEnd, reparseSource } from '../../../src/reparse/reparse.ts'
import type { PageReader } from '../../../src/workers/tasks.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'
import { comparingReader, directReader } from '../../workers/direct-reader.ts'
import { emptyTables, freshStore, storeNames } from '../stores.ts'
import { captureOf, questionHtml, urlOf, writeArchive } from './saved-question.ts'

const folder = temporaryFolder()
let folders = 0

describe.each(storeNames)('%s', (name) => {
  let store: Store
  let data: string
  let leftOut: string[]
  beforeAll(async () => {
    store = await freshStore(name)
  })
  beforeEach(async () => {
    await emptyTables(store.db)
    data = `${folder.path}/${++folders}`
    leftOut = []
  })

  const comparing: PageReader = {
    ...directReader,
    comparedPage: async (page) => {
      const read = await comparingReader.comparedPage(page)
      if (read.kind === 'as-expected') leftOut.push(page.options.url)
      return read
    },
  }
  async function dryRun(reader: PageReader): Promise<ReparseEnd> {
    const fail = (error: Error) => {
      throw error
    }
    const sources = reparseSources([data], { stdin: Readable.from([]) }, fail)
    const options = { paths: [data], site: null, rejected: null, dryRun: true }
    const signal = new AbortController().signal
    return await reparseSource(sources, options, { db: store.db, clock, signal, reader, mondoVersion: '0' })
  }
  /** Crawled: with the row of its capture, and with the record that the parser finds, changed as an older parser would. */
  async function crawled(capture: Capture, change: Partial<QuestionPage> = {}): Promise<Capture> {
    const { pathname, search } = new URL(capture.url)
    const path = pathname + search
    const { id: captureId, url, capturedAt } = capture
    await store.db
      .insertInto('crawl.capture')
      .values({
        capture_id: captureId,
        run_id: null,
        site: 'okwave',
        path,
        url,
        captured_at: capturedAt,
        status: 200,
        warc_file: 'x.warc.gz',
        warc_offset: 0,
        warc_length: 1,
        payload_digest: payloadDigest(capture),
        content_type: null,
        encoding: null,
        truncated: null,
        ip_address: null,
        body_bytes: capture.body.byteLength,
      })
      .execute()
    const { outcome, parserVersion } = readPage(capture.body, { url })
    if (outcome.kind !== 'question') return capture
    const record = { page: { ...outcome.page, ...change }, capturedAt, captureId, parserVersion, path }
    await store.db.transaction().execute((trx) => loadRecords(trx, [record], pageStateStore))
    return capture
  }

  test('leave out what is equal, and count changed, gone, old, long and rejected pages as ever', async () => {
    const question = (id: string, day = 2, more = {}) =>
      captureOf(questionHtml({ id, ...more }), urlOf(id), day)
    const long = urlOf('9900006')
    const captures = [
      await crawled(question('9900001')),
      await crawled(question('9900002'), { title: '別の題' }),
      await crawled(question('9900003'), { layout: 'other/layout' }),
      await crawled(question('9900004'), {
        checks: [{ code: 'answer-count', severity: 'warning', message: 'of an older parser' }],
      }),
      await crawled(question('9900005')),
      await crawled(
        captureOf(
          questionHtml({ id: '9900006', answers: [4, 3], answerCount: 4, next: `${long}?page=2` }),
          long,
          2,
        ),
      ),
      await crawled(
        captureOf(questionHtml({ id: '9900006', answers: [2, 1], answerCount: 4 }), `${long}?page=2`, 2),
      ),
      await crawled(question('9900007', 1, { body: '前の本文。' })),
      await crawled(question('9900007', 2)),
      await crawled(question('9900008', 2, { answerCount: 7 })),
      captureOf('<html><body><p>About cats.</p></body></html>', 'https://okwave.jp/cats', 2),
    ]
    const gone = [{ site: 'okwave', questionId: '9900005', capturedAt: new Date(Date.UTC(2026, 0, 9)) }]
    await store.db.transaction().execute((trx) => markQuestionsGone(trx, gone, pageStateStore))
    await writeArchive(data, captures)

    const end = await dryRun(comparing)
    expect(leftOut).toEqual([urlOf('9900001'), urlOf('9900007')])
    expect(end).toMatchObject({
      pages: 11,
      withQuestion: 9,
      changed: 3,
      unchanged: 4,
      gone: 1,
      older: 1,
      rejected: 1,
      notAQuestion: 1,
    })
    expect(end.fields.map(({ field }) => field)).toEqual(['checks', 'layout', 'title'])
    expect(end).toEqual(await dryRun(directReader))
  })

  test('expect nothing of a capture that is older than what is loaded, or that the database does not know', async () => {
    const older = await crawled(captureOf(questionHtml({ id: '9900001', body: '前。' }), urlOf('9900001'), 1))
    const newer = await crawled(captureOf(questionHtml({ id: '9900001' }), urlOf('9900001'), 2))
    const expected = await expectedRecords(store.db, [older.id, newer.id, 'urn:uuid:1'])
    expect([...expected.keys()]).toEqual([newer.id])
    expect(expected.get(newer.id)).toEqual({
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      layout: expect.any(String),
      checks: [],
    })
    expect(await expectedRecords(store.db, [])).toEqual(new Map())
  })
})
