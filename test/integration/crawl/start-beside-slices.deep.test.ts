/** A crawl that starts while workers hold the pages that it names: it waits its turn, whatever their order. */
import { sql } from 'kysely'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { addPages } from '../../../src/crawl/frontier/add-pages.ts'
import type { FoundPage } from '../../../src/crawl/frontier/frontier.ts'
import { IdSource } from '../../../src/crawl/scope/id-source.ts'
import { seedsOf } from '../../../src/crawl/scope/seeds.ts'
import type { Store } from '../../../src/database/store.ts'
import { bundledSites } from '../../../src/parse/site/sites.ts'
import { emptyTables, freshStore } from '../stores.ts'
import { crawlDefaults } from './crawl-into.ts'
import { meetingASlice } from './meeting-a-slice.ts'
import { crawlSample } from './sample-crawl.ts'

const origin = 'http://127.0.0.1:1'
const paths = { first: '/qa/q1.html', second: '/qa/q2.html' }
const urls = Object.values(paths).map((path) => `${origin}${path}`)
const now = new Date('2026-11-23T00:00:00Z')

let store: Store
beforeAll(async () => {
  store = await freshStore('postgres 15')
})
beforeEach(() => emptyTables(store.db))

const lock = (row: 'first' | 'second') => sql`select from crawl.page where path = ${paths[row]} for update`

async function addKnown(known: Partial<FoundPage>): Promise<void> {
  const found = {
    site: 'sample',
    origin,
    hostGroup: 'sample',
    kind: 'question',
    depth: 0,
    refused: null,
  } as const
  const pages = Object.values(paths).map((path) => ({ ...found, path, ...known }))
  await addPages(store.db, pages, now, [])
}

test.each([
  ['moves the pages of a site', { origin: 'http://127.0.0.1:2' }],
  ['adds what was refused before', { refused: 'exclude' }],
  ['makes its seeds due', {}],
])('a start that %s', async (_, known) => {
  await addKnown(known)
  const signal = AbortSignal.abort()
  const { summary } = await meetingASlice(store, lock, () => crawlSample(store, { urls, signal }))
  expect(summary).toMatchObject({ result: 'stopped', due: 2 })
})

test('a start that finds pages added by a fast clock', async () => {
  await addKnown({})
  const ahead = new Date(Date.now() + 3_600_000)
  await store.db.updateTable('crawl.page').set({ due_at: ahead }).execute()
  const signal = AbortSignal.abort()
  const start = () => crawlSample(store, { urls: [`${origin}/list`], signal })
  expect((await meetingASlice(store, lock, start)).summary).toMatchObject({ due: 3 })
})

test('ids taken from their range', async () => {
  await addKnown({ refused: 'exclude' })
  const ids = { template: `${origin}/qa/q{id}.html`, first: 1, last: 2 }
  const options = { ...crawlDefaults, ids, urls: [`${origin}/`] }
  const source = new IdSource(ids, seedsOf({ ...options, sites: bundledSites }, []).crawlScope)
  const of = { hostGroup: source.hostGroup, runId: '00000000-0000-0000-0000-000000000000', now }
  await meetingASlice(store, lock, () => source.topUp(store.db, of, new AbortController().signal))
  expect(source.left).toBe(0)
  const due = await store.db.selectFrom('crawl.page').select('path').where('due_at', '=', now).execute()
  expect(due).toHaveLength(2)
})
