/** Conditional requests: what a 304 may be believed, and that it loses no links. */
import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Store } from '../../../src/database/store.ts'
import { startSampleSite } from '../../../src/sample-site/server.ts'
import { httpServer, type LocalServer } from '../../fetch/servers.ts'
import { emptyTables, freshStore } from '../stores.ts'
import { crawlSample } from './sample-crawl.ts'

const list = '/list/new_question'
const linked = '/list/category/food'

describe('a page that may be unchanged', () => {
  let store: Store
  let server: LocalServer | null = null
  let statuses: string[] = []
  beforeAll(async () => {
    store = await freshStore('pglite')
  })
  beforeEach(async () => {
    await emptyTables(store.db)
    statuses = []
  })
  afterEach(() => server?.[Symbol.asyncDispose]())

  const html = `<html><body><h1>質問の一覧</h1><a href="${linked}">料理</a></body></html>`
  const etag = `"${createHash('sha1').update(html).digest('hex')}"`
  /** `knows`: whether the server answers 304 to a request. */
  async function serve(knows: (request: IncomingMessage) => boolean): Promise<string> {
    server = await httpServer((request, response) => {
      const status = request.url === '/robots.txt' ? 404 : knows(request) ? 304 : 200
      statuses.push(`${status} ${request.url}`)
      response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', etag })
      response.end(status === 200 ? html : undefined)
    })
    return server.url
  }
  const honest = (request: IncomingMessage) => request.headers['if-none-match'] === etag
  const outcomes = async () =>
    (
      await store.db
        .selectFrom('crawl.visit')
        .select(['path', 'outcome', 'reason'])
        .orderBy('visit_id')
        .execute()
    ).map(({ path, outcome, reason }) => [path, outcome, reason].filter((part) => part !== null).join(' '))

  test('is requested with its validators, and is unchanged on 304', async () => {
    const urls = [(await serve(honest)) + list]
    for (const _ of [1, 2]) await crawlSample(store, { urls, follow: [] })
    expect(statuses).toEqual(['404 /robots.txt', `200 ${list}`, `304 ${list}`])
    expect(await outcomes()).toEqual([`${list} links`, `${list} unchanged`])
  })

  test('is confirmed by a 304 as its last capture with a body showed it', async () => {
    const site = await startSampleSite({ questions: 2 })
    try {
      const urls = [`${site.url}/qa/q${site.expected()[0]?.questionId}.html`]
      for (const _ of [1, 2, 3]) await crawlSample(store, { urls, follow: [], revisitAfter: 0 })
      const captures = await store.db
        .selectFrom('crawl.capture')
        .select(['capture_id', 'status', 'captured_at'])
        .where('path', 'like', '/qa/%')
        .orderBy('captured_at')
        .execute()
      expect(captures.map(({ status }) => status)).toEqual([200, 304, 304])
      const confirmed = await store.db
        .selectFrom('crawl.confirmation')
        .select(['confirms', 'capture_id', 'captured_at'])
        .orderBy('captured_at')
        .execute()
      expect(confirmed).toEqual(
        captures.slice(1).map(({ capture_id, captured_at }) => ({
          confirms: captures[0]?.capture_id,
          capture_id,
          captured_at,
        })),
      )
      const page = await store.db
        .selectFrom('crawl.page')
        .select('last_seen_at')
        .where('question_id', 'is not', null)
        .executeTakeFirstOrThrow()
      expect(page.last_seen_at).toEqual(captures[2]?.captured_at)
    } finally {
      await site.close()
    }
  })

  test('is requested in full if its links are now to be followed, and no link is lost', async () => {
    const urls = [(await serve(honest)) + list]
    await crawlSample(store, { urls, follow: [] })
    await crawlSample(store, { urls, follow: ['list'] })
    expect(statuses.slice(2)).toEqual([`200 ${list}`, `200 ${linked}`])
    await crawlSample(store, { urls, follow: ['list'] })
    expect(statuses.slice(4)).toEqual([`304 ${list}`])
  })

  test('is not unchanged after a 304 to an unconditional request', async () => {
    const urls = [(await serve(() => true)) + list]
    const { summary } = await crawlSample(store, { urls, follow: [] })
    expect(summary).toMatchObject({ result: 'done' })
    expect(await outcomes()).toEqual([`${list} failed http-304`])
  })
})
