/** A re-parse in one process: reports what today's parser alters, field by field, and writes it. */
import { Readable } from 'node:stream'
import { type Kysely, sql } from 'kysely'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { loadPages } from '../../../src/app/load-pages.ts'
import { reparseSources } from '../../../src/app/reparse-sources.ts'
import { systemClock as clock } from '../../../src/app/system-clock.ts'
import { payloadDigest } from '../../../src/archive/payload-digest.ts'
import { pageStateStore } from '../../../src/crawl/frontier/page-state.ts'
import type { Database } from '../../../src/database/schema/schema.ts'
import type { Store } from '../../../src/database/store.ts'
import { confirmPages } from '../../../src/load/history/confirmations.ts'
import { loadRecords } from '../../../src/load/load-records.ts'
import { markQuestionsGone } from '../../../src/load/mark-questions-gone.ts'
import type { Capture } from '../../../src/model/capture.ts'
import { parserVersion } from '../../../src/parse/parser-version.ts'
import { readPage } from '../../../src/parse/read-page.ts'
import { bundledSites } from '../../../src/parse/site/sites.ts'
import { type ReparseEnd, reparseSource } from '../../../src/reparse/reparse.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'
import { directReader } from '../../workers/direct-reader.ts'
import { emptyTables, freshStore, storeNames } from '../stores.ts'
import { captureOf, questionHtml, urlOf, writeArchive } from './saved-question.ts'

const folder = temporaryFolder()
let folders = 0

describe.each(storeNames)('%s', (name) => {
  let store: Store
  let data: string
  beforeAll(async () => {
    store = await freshStore(name)
  })
  beforeEach(async () => {
    await emptyTables(store.db)
    data = `${folder.path}/${++folders}`
  })

  async function again({ dryRun = false, signal = new AbortController().signal } = {}): Promise<ReparseEnd> {
    const fail = (error: Error) => {
      throw error
    }
    const sources = reparseSources([data], { stdin: Readable.from([]) }, fail)
    const options = { paths: [data], site: null, rejected: null, dryRun }
    return await reparseSource(sources, options, {
      db: store.db,
      clock,
      signal,
      reader: directReader,
      mondoVersion: '0',
    })
  }
  const archive = (...captures: readonly Capture[]) => writeArchive(data, captures)
  const bodies = async () =>
    (await store.db.selectFrom('qa.question').select('body').orderBy('question_id').execute()).map(
      ({ body }) => body,
    )
  /** Loads what an older parser read in a capture. */
  async function readOtherwise(capture: Capture, body: string, site?: string): Promise<void> {
    const { outcome } = readPage(capture.body, { url: capture.url, ...(site === undefined ? {} : { site }) })
    if (outcome.kind !== 'question') throw new Error(`${capture.url} is ${outcome.kind}`)
    const record = {
      page: { ...outcome.page, body },
      capturedAt: capture.capturedAt,
      captureId: capture.id,
      parserVersion: '2020-01-01a',
      path: new URL(capture.url).pathname,
    }
    await store.db.transaction().execute((trx) => loadRecords(trx, [record], pageStateStore))
  }
  const two = (): [Capture, Capture] => [
    captureOf(questionHtml({ id: '9900001' }), urlOf('9900001'), 1),
    captureOf(questionHtml({ id: '9900002' }), urlOf('9900002'), 1),
  ]
  const body = '毎朝拭いています。'

  test('loads an archive that the database does not know, and changes nothing the second time', async () => {
    await archive(...two())
    expect(await again()).toMatchObject({
      result: 'done',
      pages: 2,
      new: 2,
      changed: 0,
      rows: { question: { inserted: 2 }, answer: { inserted: 4 } },
    })
    expect(await again()).toMatchObject({
      pages: 2,
      new: 0,
      changed: 0,
      unchanged: 2,
      fields: [],
      rows: { question: { unchanged: 2, changed: 0 } },
    })
  })

  test('a dry run counts changed records by field, with samples, and writes nothing', async () => {
    const [one, other] = two()
    await archive(one, other)
    await readOtherwise(one, '毎朝拭い')
    await readOtherwise(other, body)
    expect(await again({ dryRun: true })).toMatchObject({
      runId: null,
      changed: 1,
      unchanged: 1,
      fields: [
        {
          field: 'body',
          records: 1,
          samples: [
            { site: 'okwave', questionId: '9900001', place: 'body', before: '毎朝拭い', after: body },
          ],
        },
      ],
      rows: { question: { changed: 0, unchanged: 0 } },
    })
    expect((await bodies())[0]).toBe('毎朝拭い')
    expect(await store.db.selectFrom('crawl.run').selectAll().execute()).toEqual([])
  })

  test('writes what the parser reads now, and records the run with the parser version', async () => {
    const [one, other] = two()
    await archive(one, other)
    await readOtherwise(one, body)
    await readOtherwise(other, '別の本文')
    const end = await again()
    expect(end).toMatchObject({ changed: 1, unchanged: 1, rows: { question: { changed: 1 } } })
    expect(await bodies()).toEqual([body, body])
    const run = await store.db
      .selectFrom('crawl.run')
      .select(['kind', 'result', 'parser_version', 'requests'])
      .where('run_id', '=', end.runId)
      .executeTakeFirstOrThrow()
    expect(run).toEqual({
      kind: 'reparse',
      result: 'done',
      parser_version: bundledSites.version,
      requests: 0,
    })
    expect(await again()).toMatchObject({ changed: 0, unchanged: 2 })
  })

  test('skips a capture that is older than what is loaded', async () => {
    const edited = questionHtml({ id: '9900001', body: '今は拭いていません。' })
    await archive(
      captureOf(questionHtml({ id: '9900001' }), urlOf('9900001'), 1),
      captureOf(edited, urlOf('9900001'), 5),
    )
    await again()
    expect(await again()).toMatchObject({ pages: 2, older: 1, unchanged: 1, changed: 0 })
    expect(await bodies()).toEqual(['今は拭いていません。'])
  })

  test('compares each page of a long question by itself: none loses the answers of the other', async () => {
    const url = urlOf('9900003')
    const next = '/qa/q9900003.html?page=2'
    await archive(
      captureOf(questionHtml({ id: '9900003', answers: [4, 3], answerCount: 4, next }), url, 1),
      captureOf(questionHtml({ id: '9900003', answers: [2, 1], answerCount: 4 }), `${url}?page=2`, 1),
    )
    await again()
    expect(await again()).toMatchObject({ pages: 2, changed: 0, unchanged: 2, fields: [] })
    const answers = await store.db
      .selectFrom('qa.answer')
      .select('answer_key')
      .where('gone_at', 'is', null)
      .orderBy('answer_key')
      .execute()
    expect(answers.map(({ answer_key }) => answer_key)).toEqual(['1', '2', '3', '4'])
  })

  test('reports a question that the parser does not find any more, and keeps its rows and the reject', async () => {
    await archive(captureOf(questionHtml({ id: '9900001' }), urlOf('9900001'), 1))
    await again()
    await archive(captureOf(questionHtml({ id: '9900001', answerCount: 7 }), urlOf('9900001'), 2))
    expect(await again()).toMatchObject({
      unchanged: 1,
      rejected: 1,
      lost: 1,
      lostSamples: [{ site: 'okwave', path: '/qa/q9900001.html', kind: 'rejected', reason: 'checks' }],
    })
    expect(await bodies()).toEqual([body])
    expect(await rejects(store.db)).toEqual([
      { path: '/qa/q9900001.html', reason: 'checks', parser_version: `${parserVersion}+okwave.1` },
    ])
    await archive(captureOf(questionHtml({ id: '9900001' }), urlOf('9900001'), 3))
    await again()
    expect(await rejects(store.db)).toEqual([])
  })

  test('does not restore a question that its site has dropped since', async () => {
    const [one, other] = two()
    await archive(one, other)
    await readOtherwise(one, '消える前の本文')
    const goneAt = new Date(Date.UTC(2026, 0, 9))
    const gone = [{ site: 'okwave', questionId: '9900001', capturedAt: goneAt }]
    await store.db.transaction().execute((trx) => markQuestionsGone(trx, gone, pageStateStore))
    expect(await again()).toMatchObject({ gone: 1, new: 1, changed: 0 })
    const row = await store.db
      .selectFrom('qa.question')
      .select(['gone_at', 'body'])
      .where('question_id', '=', '9900001')
      .executeTakeFirstOrThrow()
    expect(row).toEqual({ gone_at: goneAt, body })
  })

  test('keeps a capture with the site that it was crawled as; a later 304 does not make it old', async () => {
    const crawled = captureOf(questionHtml({ id: '1001' }), 'http://127.0.0.1:8080/qa/q1001.html', 1)
    await archive(crawled)
    await keepCapture(store.db, crawled, 'sample', '/qa/q1001.html')
    await readOtherwise(crawled, '別の本文', 'sample')
    const confirmedAt = new Date(Date.UTC(2026, 0, 20))
    const confirmation = {
      site: 'sample',
      path: '/qa/q1001.html',
      confirms: crawled.id,
      capturedAt: confirmedAt,
      captureId: 'urn:uuid:00000000-0000-4000-8000-000000000304',
      runId: null,
    }
    await store.db.transaction().execute((trx) => confirmPages(trx, [confirmation], pageStateStore))

    expect(await again()).toMatchObject({ older: 0, changed: 1 })
    const { rows } = await sql`
      select q.site, q.body, q.changed_at, q.capture_id, p.last_seen_at, p.parser_version
      from qa.question q join crawl.page p using (site, question_id)`.execute(store.db)
    expect(rows).toEqual([
      {
        site: 'sample',
        body,
        changed_at: crawled.capturedAt,
        capture_id: crawled.id,
        last_seen_at: confirmedAt,
        parser_version: `${parserVersion}+sample.1`,
      },
    ])
    expect(await again()).toMatchObject({ older: 0, changed: 0, unchanged: 1 })
  })

  test('parses a saved file again as what was loaded from it, whatever its modification time', async () => {
    const canonical = `<head><link rel="canonical" href="${urlOf('9900004')}">`
    const html = questionHtml({ id: '9900004' }).replace('<head>', canonical)
    const { outcome } = readPage(html, { url: urlOf('9900004') })
    expect(outcome.kind).toBe('question')
    await loadPages(store.db, outcome.kind === 'question' ? [outcome.page] : [])
    await folder.file(`${folders}/q.html`, html.replace(body, '直した本文。'))
    await folder.file(`${folders}/other.html`, '<html><body><p>A page about cats.</p></body></html>')
    const sources = reparseSources([data], { site: 'okwave', stdin: Readable.from([]) }, () => undefined)
    const end = await reparseSource(
      sources,
      { paths: [data], site: 'okwave', rejected: null, dryRun: false },
      { db: store.db, clock, signal: new AbortController().signal, reader: directReader, mondoVersion: '0' },
    )
    expect(end).toMatchObject({ pages: 2, changed: 1, notAQuestion: 1, lost: 0 })
    expect(await bodies()).toEqual(['直した本文。'])
  })

  test('stops at a signal after a whole batch, and records it in the run', async () => {
    await archive(...two())
    const end = await again({ signal: AbortSignal.abort() })
    expect(end).toMatchObject({ result: 'stopped', pages: 0 })
    const run = await store.db
      .selectFrom('crawl.run')
      .select(['result', 'ended_at'])
      .executeTakeFirstOrThrow()
    expect(run).toEqual({ result: 'stopped', ended_at: expect.any(Date) })
  })
})

async function rejects(db: Kysely<Database>) {
  return await db.selectFrom('crawl.rejected_page').select(['path', 'reason', 'parser_version']).execute()
}

/** The row that a crawl keeps of a capture. */
async function keepCapture(
  db: Kysely<Database>,
  capture: Capture,
  site: string,
  path: string,
): Promise<void> {
  await db
    .insertInto('crawl.capture')
    .values({
      capture_id: capture.id,
      run_id: null,
      site,
      path,
      url: capture.url,
      captured_at: capture.capturedAt,
      status: capture.status,
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
}
