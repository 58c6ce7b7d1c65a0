/** What a 304 leaves: the page was still what an earlier capture shows, whatever comes to be known of the time between. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { loadPages } from '../../../src/app/load-pages.ts'
import { pageStateStore } from '../../../src/crawl/frontier/page-state.ts'
import type { Store } from '../../../src/database/store.ts'
import { type Confirmation, confirmPages } from '../../../src/load/history/confirmations.ts'
import { type LoadRecord, loadRecords } from '../../../src/load/load-records.ts'
import { markQuestionsGone } from '../../../src/load/mark-questions-gone.ts'
import { aPage } from '../../load/pages.ts'
import { emptyTables, everyStoreName, freshStore } from '../stores.ts'
import { everyRowVersion, everythingLoaded } from './tables.ts'

const day = (number: number) => new Date(Date.UTC(2026, 10, number))
const idOf = (number: number) => `urn:uuid:${number}`
const path = '/qa/q101.html'

const capture = (number: number, title: string, change: Partial<LoadRecord> = {}): LoadRecord => ({
  page: aPage({ title }),
  path,
  capturedAt: day(number),
  captureId: idOf(number),
  parserVersion: 'a',
  ...change,
})

/** On that day the page was still as it was on the day `as`. */
const still = (number: number, as: number): Confirmation => ({
  site: 'sample',
  path,
  confirms: idOf(as),
  capturedAt: day(number),
  captureId: idOf(number),
  runId: null,
})

describe.each(everyStoreName)('a 304, on %s', (name) => {
  let store: Store
  beforeAll(async () => {
    store = await freshStore(name)
  })
  beforeEach(() => emptyTables(store.db))

  const load = (...records: LoadRecord[]) =>
    store.db.transaction().execute((trx) => loadRecords(trx, records, pageStateStore))
  const confirm = (...confirmations: Confirmation[]) =>
    store.db.transaction().execute((trx) => confirmPages(trx, confirmations, pageStateStore))
  const question = () =>
    store.db
      .selectFrom('qa.question')
      .select(['title', 'changed_at', 'capture_id', 'gone_at'])
      .executeTakeFirstOrThrow()
  const versions = () =>
    store.db
      .selectFrom('qa.question_version')
      .select(['title', 'valid_from', 'valid_to', 'ended_by'])
      .orderBy('valid_from')
      .execute()
  const page = () =>
    store.db
      .selectFrom('crawl.page')
      .select(['question_id', 'last_seen_at', 'parser_version'])
      .executeTakeFirstOrThrow()

  test('moves the time at which the page was last seen, and touches no row of qa', async () => {
    await load(capture(1, '一'))
    const before = await everyRowVersion(store.db)
    await store.db.schema.alterTable('qa.question').renameTo('question_hidden').execute()
    try {
      await confirm(still(4, 1), still(5, 1), still(3, 1))
    } finally {
      await store.db.schema.alterTable('qa.question_hidden').renameTo('question').execute()
    }
    expect(await everyRowVersion(store.db)).toEqual(before)
    expect(await page()).toMatchObject({ last_seen_at: day(5) })
  })

  test('counts against an older capture that is loaded after it', async () => {
    await load(capture(1, '一'))
    await confirm(still(5, 1))
    expect((await load(capture(3, '二'))).counts.question).toMatchObject({ stale: 1, changed: 0 })
    expect(await question()).toEqual({
      title: '一',
      changed_at: day(5),
      capture_id: idOf(1),
      gone_at: null,
    })
    expect(await versions()).toEqual([
      { title: '一', valid_from: day(1), valid_to: day(3), ended_by: 'edited' },
      { title: '二', valid_from: day(3), valid_to: day(5), ended_by: 'edited' },
    ])
    expect((await load(capture(7, '一'))).counts.question).toMatchObject({ unchanged: 1 })
    expect(await question()).toMatchObject({ title: '一', changed_at: day(5) })
  })

  test('restores a question that was gone in between', async () => {
    await load(capture(1, '一'))
    await confirm(still(5, 1))
    const gone = { site: 'sample', questionId: '101', capturedAt: day(3) }
    expect(
      await store.db.transaction().execute((trx) => markQuestionsGone(trx, [gone], pageStateStore)),
    ).toBe(0)
    expect(await question()).toMatchObject({ gone_at: null, changed_at: day(5) })
    expect(await versions()).toEqual([
      { title: '一', valid_from: day(1), valid_to: day(3), ended_by: 'page-gone' },
    ])
  })

  test('confirms its own capture, not records loaded from elsewhere since', async () => {
    await load(capture(1, '一'))
    await loadPages(store.db, [aPage({ title: '二' })], { capturedAt: day(3) })
    await confirm(still(5, 1))
    expect(await question()).toMatchObject({ title: '一', changed_at: day(5) })
    expect(await page()).toMatchObject({ last_seen_at: day(5) })
  })

  test('follows a newer parser’s reading of the capture that it confirms', async () => {
    await load(capture(1, '文字化け'))
    await confirm(still(5, 1))
    await load(capture(1, '直った', { parserVersion: 'b' }))
    expect(await question()).toMatchObject({ title: '直った', changed_at: day(1) })
    expect(await versions()).toEqual([])
    expect(await page()).toMatchObject({ last_seen_at: day(5), parser_version: 'b' })
  })

  test('moves with its capture to the question that a newer parser assigns it to', async () => {
    const other = aPage({ questionId: '102', title: '二' })
    await load(capture(1, '一'))
    await confirm(still(5, 1))
    await load(capture(1, '', { page: other, parserVersion: 'b' }))
    await confirm(still(6, 1))
    await load(capture(3, '', { page: { ...other, title: '三' }, parserVersion: 'b' }))
    const rows = await store.db.selectFrom('qa.question').select(['question_id', 'title']).execute()
    expect(rows).toEqual([{ question_id: '102', title: '二' }])
    expect(await page()).toMatchObject({ question_id: '102', last_seen_at: day(6) })
  })

  test('is stored for a capture without a question, and counts once a parser finds one', async () => {
    await confirm(still(5, 1))
    await load(capture(1, '一'))
    expect(await page()).toMatchObject({ last_seen_at: day(5) })
    await load(capture(3, '二'))
    const late = await everythingLoaded(store.db)
    await emptyTables(store.db)
    await load(capture(1, '一'), capture(3, '二'))
    await confirm(still(5, 1))
    expect(await everythingLoaded(store.db)).toEqual(late)
    expect(await question()).toMatchObject({ title: '一', changed_at: day(5) })
  })
})
