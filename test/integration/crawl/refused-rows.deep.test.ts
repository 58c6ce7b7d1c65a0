/** A page whose rows the database refuses is rejected with the database's words; all others load, again and again. */
import { Readable } from 'node:stream'
import { afterEach, describe, expect, test } from 'vitest'
import { reparseSources } from '../../../src/app/reparse-sources.ts'
import { systemClock as clock } from '../../../src/app/system-clock.ts'
import type { Store } from '../../../src/database/store.ts'
import { parserVersion } from '../../../src/parse/parser-version.ts'
import { reparseSource } from '../../../src/reparse/reparse.ts'
import { type SampleSite, startSampleSite } from '../../../src/sample-site/server.ts'
import { directReader } from '../../workers/direct-reader.ts'
import { acceptAll, refusal, refuseEveryQuestion, refuseQuestion } from '../refused-question.ts'
import { emptyTables, freshStore, storeNames } from '../stores.ts'
import { crawlSample, temporaryFolder } from './sample-crawl.ts'

const sites: SampleSite[] = []
afterEach(async () => {
  for (const site of sites.splice(0)) await site.close()
})

const checks = [{ code: 'not-loadable', severity: 'error', message: refusal }]
const rejects = (store: Store) =>
  store.db
    .selectFrom('crawl.rejected_page')
    .select(['path', 'reason', 'checks', 'parser_version'])
    .orderBy('path')
    .execute()
const questionIds = async (store: Store) =>
  (await store.db.selectFrom('qa.question').select('question_id').orderBy('question_id').execute()).map(
    (row) => row.question_id,
  )

async function reparse(store: Store, dir: string) {
  const fail = (error: Error) => {
    throw error
  }
  return await reparseSource(
    reparseSources([dir], { stdin: Readable.from([]) }, fail),
    { paths: [dir], site: 'sample', rejected: null, dryRun: false },
    { db: store.db, clock, signal: new AbortController().signal, reader: directReader, mondoVersion: '0' },
  )
}

describe.each(storeNames)('a page whose rows %s refuses', (name) => {
  test('is rejected, and the 29 others of the crawl and of a re-parse are loaded', async () => {
    const site = await startSampleSite({ questions: 30 })
    sites.push(site)
    const ids = site.expected().map(({ questionId }) => questionId)
    const [refusedId = ''] = ids.slice(11)
    const others = ids.filter((id) => id !== refusedId).sort()
    const path = `/qa/q${refusedId}.html`
    const store = await freshStore(name)
    await refuseQuestion(store.db, refusedId)
    const dir = await temporaryFolder()
    const crawl = () => crawlSample(store, { urls: [`${site.url}/`], revisitAfter: 0, dir })

    const first = await crawl()
    expect(first.summary).toMatchObject({ result: 'done', exitCode: 0, questions: 29 })
    expect(first.summary.outcomes).toMatchObject({ loaded: 29, rejected: 1 })
    expect(await questionIds(store)).toEqual(others)
    const rejected = [{ path, reason: 'not-loadable', checks, parser_version: `${parserVersion}+sample.1` }]
    expect(await rejects(store)).toEqual(rejected)
    const visits = await store.db
      .selectFrom('crawl.visit')
      .select(['path', 'reason', 'detail'])
      .where('outcome', '=', 'rejected')
      .execute()
    const detail = { kind: 'rejected', reason: 'not-loadable', checks, detail: refusal }
    expect(visits).toEqual([{ path, reason: 'not-loadable', detail }])

    const second = await crawl()
    expect(second.summary).toMatchObject({ result: 'done', exitCode: 0 })
    expect(second.summary.outcomes).toMatchObject({ unchanged: 29, rejected: 1 })
    expect([await questionIds(store), await rejects(store)]).toEqual([others, rejected])

    await emptyTables(store.db)
    // Afterwards nothing tells which site the host serves.
    const rejectedAgain = [{ path, reason: 'not-loadable', checks, parser_version: parserVersion }]
    // Two captures of each page.
    const again = { result: 'done', pages: expect.any(Number), rejected: 2, lost: 0 }
    expect(await reparse(store, dir)).toMatchObject({
      ...again,
      rejectedFor: [{ reason: 'not-loadable', pages: 2 }],
      rows: { question: { inserted: 29 } },
    })
    expect([await questionIds(store), await rejects(store)]).toEqual([others, rejectedAgain])
    expect(await reparse(store, dir)).toMatchObject({ ...again, rows: { question: { inserted: 0 } } })
    expect([await questionIds(store), await rejects(store)]).toEqual([others, rejectedAgain])

    await acceptAll(store.db)
    expect(await reparse(store, dir)).toMatchObject({ rejected: 0, rows: { question: { inserted: 1 } } })
    expect([await questionIds(store), await rejects(store)]).toEqual([ids.toSorted(), []])
  })

  test('stops a crawl and a re-parse if every page is refused, but not after the database was fixed', async () => {
    const site = await startSampleSite({ questions: 60 })
    sites.push(site)
    const store = await freshStore(name)
    await refuseEveryQuestion(store.db)
    const dir = await temporaryFolder()
    const crawl = () => crawlSample(store, { urls: [`${site.url}/`], concurrency: 1, dir })
    const words = `the database refused the last \\d+ records, and loaded none: ${refusal}`

    const { summary } = await crawl()
    expect(summary).toMatchObject({ result: 'gate', exitCode: 4, questions: 0 })
    expect(summary.hosts[0]?.parkedReason).toMatch(new RegExp(words))
    await expect(reparse(store, dir)).rejects.toMatchObject({
      code: 'database-refused',
      message: expect.stringMatching(new RegExp(words)),
    })

    await acceptAll(store.db)
    await reparse(store, dir)
    expect((await crawl()).summary).toMatchObject({ result: 'done', exitCode: 0, questions: 60 })
    expect(await rejects(store)).toEqual([])
  })

  test('keeps its former rows and its state in the frontier', async () => {
    let edit = ''
    const site = await startSampleSite({
      questions: 3,
      redesign: (question, html) => {
        const { page } = question
        return html({ ...question, page: { ...page, title: page.title + edit } })
      },
    })
    sites.push(site)
    const store = await freshStore(name)
    const urls = [`${site.url}/`]
    await crawlSample(store, { urls, revisitAfter: 0 })
    const [id = ''] = await questionIds(store)
    const page = () =>
      store.db
        .selectFrom('crawl.page')
        .select([
          'kind',
          'question_id',
          'record_digest',
          'last_seen_at',
          'changed_at',
          'etag',
          'last_modified',
        ])
        .where('question_id', '=', id)
        .executeTakeFirstOrThrow()
    const [before, rows] = [await page(), await questionOf(store, id)]

    edit = '（追記）'
    await refuseQuestion(store.db, id)
    const { summary } = await crawlSample(store, { urls, revisitAfter: 0 })
    expect(summary).toMatchObject({ result: 'done', outcomes: { loaded: 2, rejected: 1 } })
    expect([await page(), await questionOf(store, id)]).toEqual([before, rows])

    await acceptAll(store.db)
    expect((await crawlSample(store, { urls, revisitAfter: 0 })).summary.outcomes).toMatchObject({
      loaded: 1,
    })
    expect(await rejects(store)).toEqual([])
    expect((await questionOf(store, id)).title).toContain(edit)
  })
})

async function questionOf(store: Store, id: string) {
  return await store.db
    .selectFrom('qa.question')
    .selectAll()
    .where('question_id', '=', id)
    .executeTakeFirstOrThrow()
}
