import { sql } from 'kysely'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { loadPages } from '../../../src/app/load-pages.ts'
import { pageStateStore } from '../../../src/crawl/frontier/page-state.ts'
import type { Store } from '../../../src/database/store.ts'
import { markQuestionsGone } from '../../../src/load/mark-questions-gone.ts'
import { anAnswer, aPage } from '../../load/pages.ts'
import { emptyTables, everyStoreName, freshStore } from '../stores.ts'

const monday = new Date('2026-11-02T00:00:00Z')
const tuesday = new Date('2026-11-03T00:00:00Z')
const wednesday = new Date('2026-11-04T00:00:00Z')
const thursday = new Date('2026-11-05T00:00:00Z')

describe.each(everyStoreName)('%s', (name) => {
  let store: Store
  beforeAll(async () => {
    store = await freshStore(name)
  })
  beforeEach(() => emptyTables(store.db))
  const gone = (capturedAt: Date) =>
    markQuestionsGone(store.db, [{ site: 'sample', questionId: '101', capturedAt }], pageStateStore)
  const goneAt = async () =>
    (await store.db.selectFrom('qa.question').select('gone_at').execute())[0]?.gone_at
  const countsAsOf = async (moment: Date) =>
    (
      await sql<{ questions: number; answers: number; replies: number }>`
        select (select count(*)::int from qa.question_as_of(${moment}::timestamptz)) as questions,
          (select count(*)::int from qa.answer_as_of(${moment}::timestamptz)) as answers,
          (select count(*)::int from qa.reply_as_of(${moment}::timestamptz)) as replies
      `.execute(store.db)
    ).rows[0]

  test('a deleted question is gone since the capture that says so, once', async () => {
    await loadPages(store.db, [aPage()], { capturedAt: monday })
    expect(await gone(tuesday)).toBe(1)
    expect(await gone(wednesday)).toBe(0)
    expect(await goneAt()).toEqual(tuesday)
  })

  test('it comes back when its page comes back, even unchanged', async () => {
    await loadPages(store.db, [aPage()], { capturedAt: monday })
    await gone(tuesday)
    const counts = await loadPages(store.db, [aPage()], { capturedAt: wednesday })
    expect(counts.question.changed).toBe(1)
    expect(counts.answer.unchanged).toBe(2)
    expect(await goneAt()).toBeNull()
  })

  test('a question seen later stays', async () => {
    await loadPages(store.db, [aPage()], { capturedAt: monday })
    await loadPages(store.db, [aPage()], { capturedAt: wednesday })
    expect(await gone(tuesday)).toBe(0)
    expect(await goneAt()).toBeNull()
  })

  test('its answers and replies are gone with it, and come back with it', async () => {
    const page = aPage({ replies: [] })
    await loadPages(store.db, [page], { capturedAt: monday })
    expect(await countsAsOf(monday)).toEqual({ questions: 1, answers: 2, replies: 1 })
    await gone(tuesday)
    for (const moment of [tuesday, thursday]) {
      expect(await countsAsOf(moment)).toEqual({ questions: 0, answers: 0, replies: 0 })
    }
    expect(await countsAsOf(monday)).toEqual({ questions: 1, answers: 2, replies: 1 })
    await loadPages(store.db, [page], { capturedAt: wednesday })
    expect(await countsAsOf(tuesday)).toEqual({ questions: 0, answers: 0, replies: 0 })
    for (const moment of [monday, wednesday, thursday]) {
      expect(await countsAsOf(moment)).toEqual({ questions: 1, answers: 2, replies: 1 })
    }
  })

  test('answers of a further page that was seen before the first page are not lost', async () => {
    const url = 'https://sample.example/qa/q101.html'
    const further = aPage({
      url: `${url}?page=2`,
      complete: false,
      answers: [anAnswer('2')],
      related: [],
      replies: [],
    })
    const first = aPage({
      complete: false,
      nextPageUrl: `${url}?page=2`,
      answers: [anAnswer('1')],
      replies: [],
    })
    await loadPages(store.db, [further], { capturedAt: monday })
    await loadPages(store.db, [first], { capturedAt: wednesday })
    expect(await countsAsOf(tuesday)).toMatchObject({ answers: 1 })
    expect(await countsAsOf(thursday)).toMatchObject({ questions: 1, answers: 2 })
  })
})
