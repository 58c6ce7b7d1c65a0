/** `mondo reparse --rejected`: captures that yesterday's parser rejected, parsed again from the archive. */
import { rm, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { sql } from 'kysely'
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { reparseSources } from '../../../src/app/reparse-sources.ts'
import { systemClock as clock } from '../../../src/app/system-clock.ts'
import type { Store } from '../../../src/database/store.ts'
import { parserVersion } from '../../../src/parse/parser-version.ts'
import { type RejectFilter, rejectedCaptures } from '../../../src/reparse/rejected-captures.ts'
import { reparseSource } from '../../../src/reparse/reparse.ts'
import { type SampleSite, startSampleSite } from '../../../src/sample-site/server.ts'
import { directReader } from '../../workers/direct-reader.ts'
import { crawlSample, temporaryFolder } from '../crawl/sample-crawl.ts'
import { comparable, storedRecords } from '../crawl/stored-records.ts'
import { emptyTables, freshStore, storeNames } from '../stores.ts'
import { yesterday } from './yesterdays-parser.ts'

vi.mock(import('../../../src/parse/read-page.ts'), async (original) =>
  (await import('./yesterdays-parser.ts')).yesterdaysParser(original),
)

const isQuestion = (url: string) => url.includes('/qa/')
let site: SampleSite
afterEach(async () => {
  yesterday.says = () => null
  await site.close()
})

describe.each(storeNames)('%s', (name) => {
  let store: Store
  let dir: string
  beforeAll(async () => {
    store = await freshStore(name)
  })
  beforeEach(async () => {
    await emptyTables(store.db)
    dir = await temporaryFolder()
    site = await startSampleSite({ questions: 30 })
  })

  async function retry(filter: Partial<RejectFilter> & { readonly dryRun?: boolean } = {}) {
    const failures: string[] = []
    const rejected = { site: null, reason: null, ...filter }
    const sources = rejectedCaptures(store.db, { ...rejected, archiveFolder: dir }, ({ message }) =>
      failures.push(message),
    )
    const options = { paths: [], site: null, rejected, dryRun: filter.dryRun === true }
    const deps = {
      db: store.db,
      clock,
      signal: new AbortController().signal,
      reader: directReader,
      mondoVersion: '0',
    }
    return { ...(await reparseSource(sources, options, deps)), failures }
  }
  const crawl = (wanted = {}) =>
    crawlSample(store, { urls: [`${site.url}/`], dir, concurrency: 1, ...wanted })
  const rejects = () => store.db.selectFrom('crawl.rejected_page').selectAll().orderBy('path').execute()
  const pages = () =>
    store.db
      .selectFrom('crawl.page')
      .selectAll()
      .where('kind', '=', 'question')
      .where('last_run_id', 'is not', null)
      .orderBy('path')
      .execute()

  test('loads the rejects that stopped a host group, without a request; the next crawl finishes the host', async () => {
    yesterday.says = (url) => (isQuestion(url) ? 'checks' : null)
    const { summary } = await crawl()
    expect(summary).toMatchObject({ exitCode: 4, outcomes: { rejected: 20 }, questions: 0 })
    yesterday.says = () => null
    const asked = site.requests.length
    expect(await retry({ dryRun: true })).toMatchObject({ runId: null, pages: 20, withQuestion: 20 })
    expect(await rejects()).toHaveLength(20)

    const end = await retry()
    expect(end).toMatchObject({ result: 'done', pages: 20, new: 20, withQuestion: 20, rejectedFor: [] })
    expect(site.requests).toHaveLength(asked)
    expect(await rejects()).toEqual([])
    const { rows } = await sql`
      select count(*)::int as pages, count(distinct q.capture_id)::int as captures,
        bool_and(p.last_outcome = 'loaded' and p.last_reason is null and p.record_digest is not null
          and p.parser_version = ${`${parserVersion}+sample.1`} and p.last_seen_at = c.captured_at and p.due_at > c.captured_at
          and q.changed_at = c.captured_at) as settled
      from crawl.visit v join crawl.page p using (site, path) join crawl.capture c on c.capture_id = v.capture_id
      join qa.question q on q.site = p.site and q.question_id = p.question_id and q.capture_id = v.capture_id
    `.execute(store.db)
    expect(rows).toEqual([{ pages: 20, captures: 20, settled: true }])
    expect(await retry()).toMatchObject({ pages: 0 })

    expect((await crawl()).summary).toMatchObject({ result: 'done', exitCode: 0, due: 0 })
    expect(await storedRecords(store.db, 'sample')).toEqual(comparable(site.expected()))
  })

  test('leaves the database as if today’s parser had read the first visit', async () => {
    const options = { follow: ['related'], urls: [`${site.url}/qa/q2000005.html`] }
    yesterday.says = (url) => (isQuestion(url) ? 'breaks-off' : null)
    expect((await crawl(options)).summary).toMatchObject({ outcomes: { rejected: 1 } })
    yesterday.says = () => null
    await retry()
    expect(await pages()).toMatchObject([{ last_outcome: 'loaded', interval_seconds: 30 * 24 * 60 * 60 }])
    const found = await store.db
      .selectFrom('crawl.page')
      .select('path')
      .where('due_at', '<=', new Date())
      .execute()
    expect(found.length).toBeGreaterThan(0)
    await crawl(options)
    const states = async () =>
      (await pages()).map(({ path, record_digest, depth, kind }) => ({ path, record_digest, depth, kind }))
    const [mended, tables] = [await states(), await storedRecords(store.db, 'sample')]
    await emptyTables(store.db)
    dir = await temporaryFolder()
    await crawl(options)
    expect(mended).toEqual(await states())
    expect(tables).toEqual(await storedRecords(store.db, 'sample'))
  })

  /** Four questions crawled by a parser with these outcomes for the first, the second … */
  async function crawlFour(
    said: readonly ReturnType<typeof yesterday.says>[],
  ): Promise<readonly [string, string, string, string]> {
    const [a = '', b = '', c = '', d = ''] = site
      .expected()
      .map(({ url }) => new URL(url).pathname)
      .sort()
    const paths = [a, b, c, d] as const
    yesterday.says = (url) => said[paths.findIndex((path) => url.endsWith(path))] ?? null
    await crawl({ urls: paths.map((path) => site.url + path), follow: [] })
    yesterday.says = () => null
    return paths
  }

  test('keeps what is still rejected with today’s reason, and reads only what the filter selects', async () => {
    const [a, b, c] = await crawlFour(['checks', 'checks', 'breaks-off', 'not-a-question'])
    expect((await rejects()).map(({ path, reason }) => [path, reason])).toEqual([
      [a, 'checks'],
      [b, 'checks'],
      [c, 'breaks-off'],
    ])
    yesterday.says = (url) => (url.endsWith(a) ? 'truncated' : null)
    expect(await retry({ site: 'elsewhere' })).toMatchObject({ pages: 0 })
    expect(await retry({ reason: 'breaks-off' })).toMatchObject({ pages: 1, withQuestion: 1 })
    expect(await retry()).toMatchObject({
      pages: 3,
      withQuestion: 2,
      rejectedFor: [{ reason: 'truncated', pages: 1 }],
    })
    const { captured_at: rejectedAt } = await captureOf(a)
    expect(await rejects()).toMatchObject([
      { path: a, reason: 'truncated', checks: [{ code: 'answer-count' }], rejected_at: rejectedAt },
    ])
    const loaded = ['loaded', null]
    expect((await pages()).map((page) => [page.last_outcome, page.last_reason])).toEqual([
      ['rejected', 'truncated'],
      loaded,
      loaded,
      loaded,
    ])
  })

  test('deletes the reject of a page that shows no question by today’s parser', async () => {
    const [a] = await crawlFour(['checks'])
    yesterday.says = () => 'not-a-question'
    expect(await retry()).toMatchObject({ pages: 1, notAQuestion: 1, rejectedFor: [] })
    expect(await rejects()).toEqual([])
    const page = (await pages()).find(({ path }) => path === a)
    expect(page).toMatchObject({ last_outcome: 'not-a-question', last_reason: null })
  })

  test('keeps a reject whose capture is not in the archive, and names its place', async () => {
    const [a, b, c] = await crawlFour(['checks', 'checks', 'checks'])
    const { warc_file: file, warc_offset: offset } = await captureOf(b)
    const whole = join(dir, file)
    await truncate(whole, offset + 20)
    const end = await retry()
    expect(end).toMatchObject({ pages: 1, withQuestion: 1 })
    expect(end.failures).toHaveLength(2)
    expect(end.failures[0]).toContain(`sample ${b} cannot be tried again: ${whole}: `)
    expect(end.failures[0]).toContain(`(record at byte ${offset})`)
    await rm(whole)
    const { failures, pages: read } = await retry()
    expect(read).toBe(0)
    expect(failures[0]).toContain(`${whole}: the file is not there (record at byte ${offset})`)
    expect((await rejects()).map(({ path }) => path)).toEqual([b, c])
    expect((await pages()).find(({ path }) => path === a)).toMatchObject({ last_outcome: 'loaded' })
  })

  test('a re-parse of the archive deletes the rejects that it reads; an older capture deletes none', async () => {
    const [a, b] = await crawlFour([])
    yesterday.says = (url) => (isQuestion(url) ? 'checks' : null)
    await store.db.updateTable('crawl.page').set({ etag: null, last_modified: null }).execute()
    await crawl({ urls: [a, b].map((path) => site.url + path), follow: [], revisitAfter: 0 })
    const { captured_at: newest } = await captureOf(b)
    expect((await rejects()).map(({ path }) => path)).toEqual([a, b])

    // Of b the older capture reads well, as it did before.
    yesterday.says = (url, at) =>
      url.endsWith(b) && new Date(at ?? 0).getTime() === newest.getTime() ? 'checks' : null
    expect(await again()).toMatchObject({ pages: 6, rejected: 1 })
    expect((await rejects()).map(({ path }) => path)).toEqual([b])
    const outcomes = (await pages()).map(({ path, last_outcome }) => [path, last_outcome])
    expect(outcomes).toContainEqual([a, 'loaded'])
    expect(outcomes).toContainEqual([b, 'rejected'])
    yesterday.says = () => null
    await again()
    expect(await rejects()).toEqual([])
  })

  async function again() {
    const fail = (error: Error) => {
      throw error
    }
    const sources = reparseSources([dir], { stdin: Readable.from([]) }, fail)
    const options = { paths: [dir], site: null, rejected: null, dryRun: false }
    const deps = {
      db: store.db,
      clock,
      signal: new AbortController().signal,
      reader: directReader,
      mondoVersion: '0',
    }
    return await reparseSource(sources, options, deps)
  }

  async function captureOf(path: string) {
    return await store.db
      .selectFrom('crawl.capture')
      .selectAll()
      .where('path', '=', path)
      .orderBy('captured_at', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow()
  }
})
