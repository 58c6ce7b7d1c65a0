/** Parsing an archive again keeps the verdicts of this parser version, and a soft 404 removes nothing. */
import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { reparseSources } from '../../../src/app/reparse-sources.ts'
import { systemClock as clock } from '../../../src/app/system-clock.ts'
import type { Store } from '../../../src/database/store.ts'
import { failure } from '../../../src/parse/checks.ts'
import { bundledSites } from '../../../src/parse/site/sites.ts'
import { heldVerdicts } from '../../../src/reparse/held-verdicts.ts'
import { reparseSource } from '../../../src/reparse/reparse.ts'
import { staleSites } from '../../../src/reparse/stale-sites.ts'
import type { PageReader } from '../../../src/workers/tasks.ts'
import { directReader } from '../../workers/direct-reader.ts'
import { temporaryFolder } from '../crawl/sample-crawl.ts'
import { freshStore, storeNames } from '../stores.ts'
import { captureOf, questionHtml, urlOf, writeArchive } from './saved-question.ts'

async function reparse(store: Store, dir: string, reader: PageReader) {
  const fail = (error: Error) => {
    throw error
  }
  return await reparseSource(
    reparseSources([dir], { stdin: Readable.from([]) }, fail),
    { paths: [dir], site: null, rejected: null, dryRun: false },
    { db: store.db, clock, signal: new AbortController().signal, reader, mondoVersion: '0' },
  )
}

/** Fails on the pages with these ids as a hanging thread does, and records the requests. */
function hangingOn(ids: readonly string[]) {
  const asked: string[] = []
  const reader: PageReader = {
    ...directReader,
    page: async (bytes, options) => {
      asked.push(options.url)
      return ids.some((id) => options.url === urlOf(id))
        ? { kind: 'undone', reason: 'timeout', detail: 'no end after 30 s of CPU time' }
        : await directReader.page(bytes, options)
    },
  }
  return { asked, reader }
}

describe.each(storeNames)('an archive that is parsed again into %s', (name) => {
  test('keeps the verdict on a page that hung until the parser version changes', async () => {
    const store = await freshStore(name)
    const dir = await temporaryFolder()
    await writeArchive(
      dir,
      ['1', '2'].map((id) => captureOf(questionHtml({ id }), urlOf(id), 1)),
    )
    const rejects = () =>
      store.db.selectFrom('crawl.rejected_page').select(['path', 'reason', 'checks']).execute()
    const verdict = {
      path: '/qa/q1.html',
      reason: 'timeout',
      checks: [failure('parser-crashed', 'no end after 30 s of CPU time')],
    }
    const first = hangingOn(['1'])
    expect(await reparse(store, dir, first.reader)).toMatchObject({ pages: 2, rejected: 1, new: 1 })
    expect(first.asked).toHaveLength(2)
    expect(await rejects()).toEqual([verdict])

    const second = hangingOn([])
    expect(await reparse(store, dir, second.reader)).toMatchObject({ pages: 2, rejected: 1, unchanged: 1 })
    expect(second.asked).toEqual([urlOf('2')])
    expect(await rejects()).toEqual([verdict])

    await store.db.updateTable('crawl.rejected_page').set({ parser_version: 'another' }).execute()
    expect(await reparse(store, dir, second.reader)).toMatchObject({ rejected: 0, new: 1 })
    expect(await rejects()).toEqual([])
  })

  test('keeps the last of several verdicts on a capture, in whatever order they are stored', async () => {
    const store = await freshStore(name)
    const runId = randomUUID()
    await sql`
      insert into crawl.run (run_id, kind, started_at, mondo_version, parser_version, options)
      values (${runId}::uuid, 'crawl', now(), '0', 'old', '{}')
    `.execute(store.db)
    for (const [day, version] of [
      [3, 'third'],
      [1, 'first'],
      [2, 'second'],
    ]) {
      await sql`
        insert into crawl.visit (run_id, host_group, site, path, visited_at, outcome, reason, detail, capture_id, parser_version,
          requests, bytes)
        values (${runId}::uuid, 'okwave', 'okwave', '/qa/q1.html', make_date(2026, 1, ${day}::int), 'rejected', 'timeout', '{}', 'c',
          ${version}::text, 1, 1)
      `.execute(store.db)
    }
    const verdict = { captureId: 'c', reason: 'timeout', checks: [] }
    expect([...(await heldVerdicts(store.db, ['c'])).values()]).toEqual([
      { ...verdict, parserVersion: 'third' },
    ])
    await sql`
      insert into crawl.rejected_page (site, path, capture_id, rejected_at, reason, checks, parser_version)
      values ('okwave', '/qa/q1.html', 'c', '2026-01-01', 'timeout', '[]', 'of a re-parse')
    `.execute(store.db)
    const last = { ...verdict, parserVersion: 'of a re-parse' }
    expect([...(await heldVerdicts(store.db, ['c'])).values()]).toEqual([last])
  })

  test('a page that gives no record any more counts as read by this parser', async () => {
    const store = await freshStore(name)
    const dir = await temporaryFolder()
    await writeArchive(dir, [captureOf('<html><body><p>Hello</p></body></html>', urlOf('1'), 1)])
    const of = { kind: 'question', discovered_at: new Date(0), parser_version: 'yesterday' } as const
    const pages = [
      { site: 'okwave', path: '/qa/q1.html', origin: 'https://okwave.jp', host_group: 'okwave', ...of },
      { site: 'other', path: '/q1', origin: 'https://other.example', host_group: 'other', ...of },
    ]
    await store.db.insertInto('crawl.page').values(pages).execute()
    expect(await reparse(store, dir, directReader)).toMatchObject({ pages: 1, withQuestion: 0 })
    const { rows } = await sql`select site, parser_version from crawl.page order by site`.execute(store.db)
    expect(rows).toEqual([
      { site: 'okwave', parser_version: bundledSites.parserVersionOf('https://okwave.jp/') },
      { site: 'other', parser_version: 'yesterday' },
    ])
    expect(await staleSites(store.db, bundledSites)).toEqual([{ site: 'other', pages: 1 }])
  })

  test('still shows a question after a soft 404 between two captures, or after the only one', async () => {
    const store = await freshStore(name)
    const dir = await temporaryFolder()
    const missing =
      '<html><head><title>ページが見つかりません</title></head><body><h1>ページが見つかりません</h1></body></html>'
    await writeArchive(dir, [
      captureOf(questionHtml({ id: '1' }), urlOf('1'), 1),
      captureOf(missing, urlOf('1'), 2),
      captureOf(questionHtml({ id: '1', body: '窓も拭いています。' }), urlOf('1'), 3),
      captureOf(questionHtml({ id: '2' }), urlOf('2'), 1),
      captureOf(missing, urlOf('2'), 2),
    ])
    expect(await reparse(store, dir, directReader)).toMatchObject({ pages: 5, notFound: expect.any(Number) })
    const questions = await store.db
      .selectFrom('qa.question')
      .select(['question_id', 'body', 'gone_at'])
      .orderBy('question_id')
      .execute()
    expect(questions).toEqual([
      { question_id: '1', body: '窓も拭いています。', gone_at: null },
      { question_id: '2', body: '毎朝拭いています。', gone_at: null },
    ])
  })
})
