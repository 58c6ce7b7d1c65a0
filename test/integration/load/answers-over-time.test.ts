import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { loadPages } from '../../../src/app/load-pages.ts'
import type { Store } from '../../../src/database/store.ts'
import type { QuestionPage } from '../../../src/model/question-page.ts'
import { anAnswer, aPage } from '../../load/pages.ts'
import { emptyTables, everyStoreName, freshStore } from '../stores.ts'
import { everyRowVersion } from './tables.ts'

const monday = new Date('2026-11-02T00:00:00Z')
const tuesday = new Date('2026-11-03T00:00:00Z')
const wednesday = new Date('2026-11-04T00:00:00Z')
const none = { inserted: 0, changed: 0, unchanged: 0, gone: 0, stale: 0 }

describe.each(everyStoreName)('%s', (name) => {
  let store: Store
  beforeAll(async () => {
    store = await freshStore(name)
  })
  beforeEach(() => emptyTables(store.db))

  const load = (page: QuestionPage, capturedAt: Date) => loadPages(store.db, [page], { capturedAt })
  const answers = () =>
    store.db
      .selectFrom('qa.answer')
      .select(['answer_key', 'is_best', 'gone_at', 'changed_at'])
      .orderBy('answer_key')
      .execute()

  test('an answer that a whole question no longer shows is gone, and comes back when shown again', async () => {
    const both = aPage()
    await load(both, monday)
    const gone = await load(aPage({ answers: both.answers.slice(0, 1) }), tuesday)
    expect(gone.answer).toEqual({ ...none, unchanged: 1, gone: 1 })
    expect(await answers()).toMatchObject([
      { answer_key: '1', gone_at: tuesday },
      { answer_key: '2', gone_at: null },
    ])
    const back = await load(both, wednesday)
    expect(back.answer).toEqual({ ...none, unchanged: 1, changed: 1 })
    expect(await answers()).toMatchObject([
      { answer_key: '1', gone_at: null },
      { answer_key: '2', gone_at: null },
    ])
  })

  test('a page that shows part of the question adds answers and removes none', async () => {
    await load(aPage(), monday)
    const counts = await load(aPage({ complete: false, answers: [anAnswer('3')], related: [] }), tuesday)
    expect(counts.answer).toEqual({ ...none, inserted: 1 })
    expect(counts.related).toEqual(none)
    expect((await answers()).map(({ gone_at }) => gone_at)).toEqual([null, null, null])
  })

  test('two pages of one question are merged by answer, and loading both again writes nothing', async () => {
    const first = aPage({
      complete: false,
      nextPageUrl: 'https://sample.example/qa/q101.html?page=2',
      answers: [anAnswer('1')],
    })
    const second = aPage({
      complete: false,
      answers: [anAnswer('2')],
      related: [],
      imageUrls: [],
      replies: [],
    })
    for (const pages of [
      [first, second],
      [second, first],
    ]) {
      await emptyTables(store.db)
      await loadPages(store.db, pages, { capturedAt: monday })
      expect((await answers()).map(({ answer_key }) => answer_key)).toEqual(['1', '2'])
      const [question] = await store.db.selectFrom('qa.question').select('image_urls').execute()
      expect(question?.image_urls).toEqual(first.imageUrls)
      const before = await everyRowVersion(store.db)
      const again = await loadPages(store.db, pages, { capturedAt: tuesday })
      expect(again.answer).toEqual({ ...none, unchanged: 2 })
      expect(await everyRowVersion(store.db)).toEqual(before)
    }
  })

  test.each([
    ['down the page', ['1', '2']],
    ['up the page', ['2', '1']],
  ])('the best answer can move %s', async (_way, order) => {
    const page = (best: string) =>
      aPage({ answers: order.map((key) => anAnswer(key, { isBest: key === best })) })
    await load(page('1'), monday)
    const counts = await load(page('2'), tuesday)
    expect(counts.answer).toEqual({ ...none, changed: 2 })
    expect(await answers()).toMatchObject([
      { answer_key: '1', is_best: false, changed_at: tuesday },
      { answer_key: '2', is_best: true, changed_at: tuesday },
    ])
  })

  test('a best answer moves away from an answer that the page does not show', async () => {
    await load(aPage({ complete: false, answers: [anAnswer('1', { isBest: true })] }), monday)
    const counts = await load(aPage({ complete: false, answers: [anAnswer('2', { isBest: true })] }), tuesday)
    expect(counts.answer).toEqual({ ...none, inserted: 1, changed: 1 })
    expect(await answers()).toMatchObject([{ is_best: false }, { is_best: true }])
  })

  test('a best answer that is gone keeps its state and makes way for another', async () => {
    await load(aPage({ answers: [anAnswer('1', { isBest: true }), anAnswer('2')] }), monday)
    await load(aPage({ answers: [anAnswer('2', { isBest: true })] }), tuesday)
    expect(await answers()).toMatchObject([
      { answer_key: '1', is_best: true, gone_at: tuesday },
      { answer_key: '2', is_best: true, gone_at: null },
    ])
    await load(aPage({ answers: [anAnswer('1', { isBest: true }), anAnswer('2')] }), wednesday)
    expect(await answers()).toMatchObject([
      { answer_key: '1', is_best: true, gone_at: null },
      { answer_key: '2', is_best: false, gone_at: null },
    ])
  })

  test('an answer that only moves on its page is not a change', async () => {
    await load(aPage({ answers: [anAnswer('1')], answerCount: 1 }), monday)
    const counts = await load(aPage({ answers: [anAnswer('2'), anAnswer('1')], answerCount: 2 }), tuesday)
    expect(counts.answer).toEqual({ ...none, inserted: 1, unchanged: 1 })
    expect(
      await store.db.selectFrom('qa.answer').select(['position', 'changed_at']).orderBy('position').execute(),
    ).toEqual([
      { position: 1, changed_at: tuesday },
      { position: 2, changed_at: monday },
    ])
  })
})
