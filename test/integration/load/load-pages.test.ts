import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { loadPages } from '../../../src/app/load-pages.ts'
import type { Store } from '../../../src/database/store.ts'
import type { QuestionPage } from '../../../src/model/question-page.ts'
import { anAnswer, aPage, aReply } from '../../load/pages.ts'
import { acceptAll, refusal, refuseQuestion } from '../refused-question.ts'
import { emptyTables, everyStoreName, freshStore } from '../stores.ts'
import { everyRow, everyRowVersion, everythingLoaded } from './tables.ts'

const monday = new Date('2026-11-02T00:00:00Z')
const tuesday = new Date('2026-11-03T00:00:00Z')
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

  describe('a question that the database refuses', () => {
    const pages = ['1', '2', '3', '4', '5'].map((questionId) => aPage({ questionId }))
    const reason = `Question 4 of sample: the database refuses its rows: ${refusal}`
    beforeEach(async () => {
      await refuseQuestion(store.db, '4')
      return () => acceptAll(store.db)
    })
    const questions = () =>
      store.db.selectFrom('qa.question').select('question_id').orderBy('question_id').execute()

    test('is named, and nothing of its batch is loaded', async () => {
      await expect(loadPages(store.db, pages, { total: 5 })).rejects.toMatchObject({
        code: 'invalid-record',
        message: `${reason}. None of the 5 records is loaded`,
        cause: { code: '22000' },
      })
      expect(await questions()).toEqual([])
    })

    test('is handed to those who take it, and the others are loaded', async () => {
      const refused: unknown[] = []
      const invalid = aPage({ questionId: '6', url: 'nowhere' })
      const onRefused = (page: QuestionPage, why: string) => refused.push([page.questionId, why])
      const counts = await loadPages(store.db, [...pages, invalid], {
        onRefused: (page, why) => void onRefused(page, why),
      })
      expect(counts).toMatchObject({ question: { inserted: 4 }, answer: { inserted: 8 } })
      expect(refused).toEqual([
        ['6', expect.stringMatching(/^Question 6 of sample: url /)],
        ['4', reason],
      ])
      expect((await questions()).map((row) => row.question_id)).toEqual(['1', '2', '3', '5'])
    })
  })

  test('a record becomes rows with the same texts', async () => {
    const counts = await load(aPage(), monday)
    expect(counts).toEqual({
      question: { ...none, inserted: 1 },
      answer: { ...none, inserted: 2 },
      reply: { ...none, inserted: 2 },
      related: { ...none, inserted: 2 },
    })
    expect(await store.db.selectFrom('qa.question').selectAll().execute()).toEqual([
      {
        site: 'sample',
        question_id: '101',
        url: 'https://sample.example/qa/q101.html',
        aliases: [],
        title: '梅雨の洗濯物について',
        body: '部屋干しのにおいを\n防ぐ方法はありますか。',
        status: 'solved',
        categories: ['暮らし', '洗濯'],
        asker_name: 'ameagari',
        asker_url: 'https://sample.example/u/ameagari',
        best_answer_percent: null,
        best_answer_best: null,
        best_answer_answers: null,
        posted_at: new Date('2013-07-08T03:34:00Z'),
        posted_on: '2013-07-08',
        answer_count: 2,
        thanks_count: 0,
        complete: true,
        image_urls: ['https://sample.example/img/1.png'],
        layout: 'okwave/current',
        checks: [],
        capture_id: null,
        first_seen_at: monday,
        changed_at: monday,
        gone_at: null,
        gone_reason: null,
      },
    ])
    const [first, best] = await store.db.selectFrom('qa.answer').selectAll().orderBy('answer_key').execute()
    expect(first).toMatchObject({ position: 2, is_best: false, posted_at: null, posted_on: '2013-07-08' })
    expect(best).toMatchObject({
      answer_key: '2',
      answer_number: 2,
      position: 1,
      is_best: true,
      author_name: 'kotae2',
      author_url: null,
      best_answer_percent: 25,
      best_answer_best: 14,
      best_answer_answers: 56,
      body: '回答の本文 2',
      thanks_count: 1,
      image_urls: [],
    })
    expect(
      await store.db
        .selectFrom('qa.reply')
        .select(['answer_key', 'kind', 'ordinal', 'author_name'])
        .orderBy('answer_key')
        .execute(),
    ).toEqual([
      { answer_key: '', kind: 'supplement', ordinal: 1, author_name: 'ameagari' },
      { answer_key: '2', kind: 'thanks', ordinal: 1, author_name: 'ameagari' },
    ])
    expect(
      await store.db
        .selectFrom('qa.related_question')
        .select(['rank', 'related_question_id', 'title', 'excerpt'])
        .orderBy('rank')
        .execute(),
    ).toEqual([
      { rank: 1, related_question_id: '102', title: '乾燥機', excerpt: 'どれが' },
      { rank: 2, related_question_id: null, title: '除湿機', excerpt: null },
    ])
  })

  test('a comment under the question is a reply of its own kind, with its author', async () => {
    const author = { name: 'toorisugari', url: 'https://sample.example/u/t', bestAnswerRate: null }
    const comments = [
      { ...aReply('comment', '同じことで困りました。'), author },
      aReply('comment', '私もです。'),
    ]
    await load(aPage({ replies: comments }), monday)
    expect(
      await store.db
        .selectFrom('qa.reply')
        .select(['kind', 'ordinal', 'author_name', 'author_url', 'body'])
        .where('answer_key', '=', '')
        .orderBy('ordinal')
        .execute(),
    ).toEqual([
      {
        kind: 'comment',
        ordinal: 1,
        author_name: 'toorisugari',
        author_url: 'https://sample.example/u/t',
        body: '同じことで困りました。',
      },
      { kind: 'comment', ordinal: 2, author_name: 'ameagari', author_url: null, body: '私もです。' },
    ])
  })

  test('loading the same records again writes no row of qa', async () => {
    const pages = ['1', '2', '3'].map((questionId) => aPage({ questionId }))
    await loadPages(store.db, pages, { capturedAt: monday })
    const before = await everyRowVersion(store.db)
    const counts = await loadPages(store.db, pages, { capturedAt: tuesday })
    expect(counts.question).toEqual({ ...none, unchanged: 3 })
    expect(counts.answer).toEqual({ ...none, unchanged: 6 })
    expect(counts.reply).toEqual({ ...none, unchanged: 6 })
    expect(counts.related).toEqual({ ...none, unchanged: 6 })
    expect(await everyRowVersion(store.db)).toEqual(before)
  })

  test('rows without a change are not written', async () => {
    await load(aPage(), monday)
    const before = await everyRowVersion(store.db)
    const page = aPage({ title: '別の題' })
    const counts = await load(page, tuesday)
    expect(counts.question).toEqual({ ...none, changed: 1 })
    expect(counts.answer).toEqual({ ...none, unchanged: 2 })
    const after = await everyRowVersion(store.db)
    expect(after).toMatchObject({ answer: (before as { answer: unknown }).answer })
    const [row] = await store.db.selectFrom('qa.question').selectAll().execute()
    expect(row).toMatchObject({ title: '別の題', first_seen_at: monday, changed_at: tuesday })
  })

  test('an older capture is stale and goes into history', async () => {
    await load(aPage({ title: '新しい題' }), tuesday)
    const counts = await load(aPage({ title: '古い題', answers: [] }), monday)
    expect(counts).toEqual({
      question: { ...none, stale: 1 },
      answer: none,
      reply: { ...none, stale: 1 },
      related: { ...none, stale: 2 },
    })
    const [row] = await store.db.selectFrom('qa.question').selectAll().execute()
    expect(row).toMatchObject({ title: '新しい題', first_seen_at: monday, changed_at: tuesday })
    expect(await answers()).toMatchObject([{ changed_at: tuesday }, { changed_at: tuesday }])
    const versions = store.db.selectFrom('qa.question_version').select(['title', 'valid_from', 'valid_to'])
    expect(await versions.execute()).toEqual([{ title: '古い題', valid_from: monday, valid_to: tuesday }])
  })

  test('of two states of a question at one time the same one wins, in either order', async () => {
    const states = [
      aPage({ title: '一' }),
      aPage({ title: '二', answers: [anAnswer('1')] }),
      aPage({ title: '三' }),
    ]
    const ended = []
    for (const pages of [states, states.toReversed()]) {
      await emptyTables(store.db)
      await loadPages(store.db, [...pages, aPage({ questionId: '7' })], { capturedAt: monday })
      ended.push(await everythingLoaded(store.db))
      await emptyTables(store.db)
      for (const page of [...pages, aPage({ questionId: '7' })]) await load(page, monday)
      ended.push(await everythingLoaded(store.db))
    }
    expect(ended[0]).toMatchObject({ question: { length: 2 }, question_version: [] })
    for (const tables of ended) expect(tables).toEqual(ended[0])
  })

  test('NUL and lone surrogates do not break the load', async () => {
    const bad = 'a\0b\ud83d c'
    await load(
      aPage({
        title: bad,
        body: '\ude00x',
        categories: [bad],
        asker: { name: bad, url: bad, bestAnswerRate: null },
        answers: [anAnswer('1', { body: bad, replies: [aReply('thanks', bad)], imageUrls: [bad] })],
        checks: [{ code: 'text-repaired', severity: 'warning', message: bad }],
      }),
      monday,
    )
    const [row] = await store.db.selectFrom('qa.question').selectAll().execute()
    expect(row).toMatchObject({
      title: 'ab\ufffd c',
      body: '\ufffdx',
      categories: ['ab\ufffd c'],
      asker_name: 'ab\ufffd c',
    })
    expect(row?.checks[0]?.message).toBe('ab\ufffd c')
  })

  test('text comes back unchanged: full width, backslashes, quotes, emoji, line ends', async () => {
    const text = 'Ａ　１，０２４\\u0000 \\ud83d "\'$1 {}\\n\n\t👍🏽 ﾊﾝｶｸ \u2028'
    await load(aPage({ body: text, categories: [text, 'null', ''], imageUrls: ['NULL'] }), monday)
    const [row] = await store.db
      .selectFrom('qa.question')
      .select(['body', 'categories', 'image_urls'])
      .execute()
    expect(row).toEqual({ body: text, categories: [text, 'null', ''], image_urls: ['NULL'] })
  })

  test('a record that the database would refuse is named, and nothing of its batch is loaded', async () => {
    const wrong = aPage({ questionId: '13', postedAt: '2013-02-30' })
    const loading = loadPages(store.db, [aPage(), wrong])
    await expect(loading).rejects.toMatchObject({
      code: 'invalid-record',
      message: 'Question 13 of sample: postedAt is 2013-02-30.',
    })
    expect(await everyRow(store.db)).toMatchObject({ question: [], answer: [] })
  })

  test('a thousand and one pages are loaded, and again without a change', async () => {
    const pages = Array.from({ length: 1001 }, (_, index) => aPage({ questionId: String(index) }))
    const counts = await loadPages(store.db, pages, { capturedAt: monday })
    expect(counts.question.inserted).toBe(1001)
    expect(counts.answer.inserted).toBe(2002)
    const again = await loadPages(store.db, pages, { capturedAt: tuesday })
    expect(again.related.unchanged).toBe(2002)
  })

  test('two loaders at once lose nothing and duplicate nothing', async () => {
    const pages = Array.from({ length: 50 }, (_, index) => aPage({ questionId: String(index) }))
    const both = await Promise.all([
      loadPages(store.db, pages, { capturedAt: monday }),
      loadPages(store.db, pages.toReversed(), { capturedAt: monday }),
    ])
    expect(both.reduce((sum, { answer }) => sum + answer.inserted, 0)).toBe(100)
    expect(both.reduce((sum, { answer }) => sum + answer.unchanged, 0)).toBe(100)
  })
})
