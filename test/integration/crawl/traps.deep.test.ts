/** List pages without end: a chain that leads to no new question is put off, and a person can undo it. */
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readStatus } from '../../../src/analyse/status.ts'
import { requeuePages } from '../../../src/crawl/frontier/edit-frontier.ts'
import type { Store } from '../../../src/database/store.ts'
import type { SampleAnswer } from '../../../src/sample-site/pages.ts'
import { type SampleSite, startSampleSite } from '../../../src/sample-site/server.ts'
import { emptyTables, freshStore, storeNames } from '../stores.ts'
import { crawlSample } from './sample-crawl.ts'

let serial = 0
const day = 24 * 60 * 60_000

/** As calendars and session ids are: each page leads to the next, and to itself under a new name. */
function trapPage(page: number, more = ''): SampleAnswer {
  serial += 1
  const next = `/list/new_question?page=${page + 1}`
  return {
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: `<!DOCTYPE html><html lang="ja"><head><title>新着の質問</title></head><body><main><h1>新着の質問</h1>
<p>質問はありません</p>${more}<a href="${next}">次へ</a><a href="${next}&amp;sid=${serial}">次の20件</a></main></body></html>`,
  }
}

describe.each(storeNames)('a trap on %s', { timeout: 180_000 }, (name) => {
  let store: Store
  let site: SampleSite
  /** Whether page n of the list has a question that no other has. */
  let hasQuestion: (page: number) => boolean = () => false
  let lastPage = Number.POSITIVE_INFINITY
  let isNew = true
  beforeEach(async () => {
    if (isNew) store = await freshStore(name)
    else await emptyTables(store.db)
    isNew = false
    hasQuestion = () => false
    lastPage = Number.POSITIVE_INFINITY
    site = await startSampleSite({
      questions: 3,
      respond: (path) => {
        if (!path.startsWith('/list/')) return undefined
        const page = Number(new URLSearchParams(path.split('?')[1] ?? '').get('page') ?? 1)
        if (page >= lastPage) return { status: 404 }
        return trapPage(page, hasQuestion(page) ? `<a href="/qa/q${3_000_000 + page}.html">質問</a>` : '')
      },
    })
  })
  afterEach(async () => {
    await site.close()
  })

  const crawlOnce = async () =>
    (await crawlSample(store, { urls: [`${site.url}/list/new_question`], concurrency: 1 })).summary
  const lists = () => site.requests.filter(({ url }) => url.startsWith('/list/')).length

  test('is put off for a week after fifty list pages, and status says so; a person can undo it', async () => {
    const before = Date.now()
    expect(await crawlOnce()).toMatchObject({ result: 'done', exitCode: 0, due: 0 })
    // The seed, fifty members, and the rest of the slice in which they were.
    expect(lists()).toBeGreaterThan(50)
    expect(lists()).toBeLessThan(70)
    const now = new Date()
    const { traps } = await readStatus(store.db, now)
    expect(traps).toMatchObject([{ site: 'sample', root: '/list/new_question' }])
    expect(traps[0]?.until.getTime()).toBeGreaterThanOrEqual(before + 7 * day)
    const { rows } = await sql<{ pages: number; reasons: string[] }>`
      select count(*)::int as pages, array_agg(distinct last_reason) as reasons from crawl.page
      where chain is not null and due_at >= ${traps[0]?.until ?? now}
    `.execute(store.db)
    expect(rows).toEqual([{ pages: traps[0]?.pages, reasons: ['trap: list pages without a new question'] }])

    // The next night: the seed is due again in a day, its chain is not.
    const asked = lists()
    await crawlOnce()
    expect(lists() - asked).toBeLessThan(2)

    // The seed led to one more page under another name, which was put off at once.
    const inAll = (await readStatus(store.db, now)).traps[0]?.pages
    const requeued = await requeuePages(store.db, { trap: true }, now)
    expect(requeued).toBe(inAll)
    expect((await readStatus(store.db, now)).traps).toEqual([])
    const known = lists()
    await crawlOnce()
    // Those known before do not count, and fifty new ones do.
    expect(lists() - known).toBeGreaterThan(requeued)
    expect((await readStatus(store.db, now)).traps).toHaveLength(1)
  })

  test('is none where a list leads to a new question now and then', async () => {
    hasQuestion = (page) => page % 4 === 0
    lastPage = 17
    expect(await crawlOnce()).toMatchObject({ result: 'done', exitCode: 0 })
    expect((await readStatus(store.db, new Date())).traps).toEqual([])
    // All pages but the last, each under its own name and as often as it was found under another.
    expect(lists()).toBeGreaterThan(100)
  })
})
