import { sql } from 'kysely'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addPages, makeDue } from '../../../src/crawl/frontier/add-pages.ts'
import { dropPages, listPages, requeuePages } from '../../../src/crawl/frontier/edit-frontier.ts'
import type { FoundPage } from '../../../src/crawl/frontier/frontier.ts'
import { retryTransaction } from '../../../src/database/retry-transaction.ts'
import type { Store } from '../../../src/database/store.ts'
import { emptyTables, freshStore, storeNames } from '../stores.ts'

const now = new Date('2026-03-01T00:00:00Z')
const later = new Date('2026-04-01T00:00:00Z')
const runId = '00000000-0000-4000-8000-000000000001'

const found = (path: string): FoundPage => ({
  site: 'okwave',
  path,
  kind: 'question',
  origin: 'https://okwave.jp',
  hostGroup: 'okwave.jp',
  depth: 1,
  refused: null,
})

describe.each(storeNames)('editing the frontier, on %s', (name) => {
  let store: Store
  const paths = async (filter: Parameters<typeof listPages>[1]): Promise<string[]> =>
    (await listPages(store.db, filter, { now, limit: 100 })).map(({ path }) => path)

  beforeAll(async () => {
    store = await freshStore(name)
  })
  beforeEach(async () => {
    await emptyTables(store.db)
    await addPages(store.db, ['/qa/q1.html', '/qa/q2.html', '/qa/q_3.html', '/a%b'].map(found), now, [])
    await store.db
      .updateTable('crawl.page')
      .set({ last_run_id: runId, last_outcome: 'failed', last_reason: 'timeout', due_at: later, tries: 4 })
      .where('path', 'in', ['/qa/q1.html', '/a%b'])
      .execute()
  })

  test('lists pages by status, reason and path', async () => {
    expect(await paths({ status: 'failed', reason: 'timeout' })).toEqual(['/a%b', '/qa/q1.html'])
    expect(await paths({ status: 'new' })).toEqual(['/qa/q2.html', '/qa/q_3.html'])
    expect(await paths({ status: 'due' })).toEqual(['/qa/q2.html', '/qa/q_3.html'])
    expect(await paths({ path: '/qa/q*' })).toEqual(['/qa/q2.html', '/qa/q_3.html', '/qa/q1.html'])
    // Only * stands for something else.
    expect(await paths({ path: '/qa/q_*' })).toEqual(['/qa/q_3.html'])
    expect(await paths({ path: '/a%b' })).toEqual(['/a%b'])
    expect(await paths({ site: 'elsewhere' })).toEqual([])
  })

  test('requeues pages as if they had never been tried', async () => {
    expect(await requeuePages(store.db, { reason: 'timeout' }, now)).toBe(2)
    const [page] = await listPages(store.db, { path: '/qa/q1.html' }, { now, limit: 1 })
    expect(page).toMatchObject({ dueAt: now, tries: 0 })
  })

  test('a link does not bring back a dropped page, a seed does', async () => {
    expect(await dropPages(store.db, { path: '/qa/q2*' }, now)).toBe(1)
    expect(await addPages(store.db, [found('/qa/q2.html')], now, ['okwave.jp'])).toEqual([])
    expect(await paths({ status: 'due' })).toEqual(['/qa/q_3.html'])
    await makeDue(store.db, [found('/qa/q2.html')], now)
    expect(await paths({ status: 'due' })).toEqual(['/qa/q2.html', '/qa/q_3.html'])
  })
})

test('waits for a slice that holds the same pages in another order', async () => {
  const store = await freshStore('postgres 15')
  const names = ['/qa/q1.html', '/qa/q2.html']
  await addPages(store.db, names.map(found), later, [])
  const lock = (trx: Store['db'], path: string) =>
    sql`select from crawl.page where path = ${path} for update`.execute(trx)
  const slice = retryTransaction(store.db, async (trx) => {
    await lock(trx, '/qa/q2.html')
    const requeued = requeuePages(store.db, { site: 'okwave' }, now)
    await expect.poll(() => waiting(store.db)).toBe(1)
    // Now each has what the other wants.
    await lock(trx, '/qa/q1.html')
    return { requeued }
  })
  expect(await (await slice).requeued).toBe(2)
})

async function waiting(db: Store['db']): Promise<number> {
  const { rows } = await sql`
    select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
  `.execute(db)
  return rows.length
}
