/** People once, and delays with their precision: what `qa.person`, `qa.best_answer` and `qa.answers_by_month` promise. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { loadPages } from '../../../src/app/load-pages.ts'
import { keepSites } from '../../../src/app/settings/keep-sites.ts'
import type { Store } from '../../../src/database/store.ts'
import type { Person, QuestionPage } from '../../../src/model/question-page.ts'
import { startSampleSite } from '../../../src/sample-site/server.ts'
import { sample } from '../../../src/sites/sample.ts'
import { anAnswer, aPage } from '../../load/pages.ts'
import { emptyTables, everyStoreName, freshStore } from '../stores.ts'

const capturedAt = new Date('2026-11-01T00:00:00Z')
const who = (name: string, url: string | null = null): Person => ({ name, url, bestAnswerRate: null })
/** A question of this asker that these people answered, the first of them best. */
const asked = (questionId: string, asker: Person | null, ...authors: readonly (Person | null)[]) =>
  aPage({
    questionId,
    asker,
    answers: authors.map((author, index) => anAnswer(String(index + 1), { author, isBest: index === 0 })),
  })

describe.each(everyStoreName)('%s', (name) => {
  let store: Store
  beforeAll(async () => {
    store = await freshStore(name)
  })
  beforeEach(async () => {
    await emptyTables(store.db)
    await keepSites(store.db)
  })
  const load = (...pages: readonly QuestionPage[]) => loadPages(store.db, pages, { capturedAt })
  const people = () =>
    store.db
      .selectFrom('qa.person')
      .select(['name', 'url', 'identity', 'ambiguous', 'questions', 'answers', 'best_answers'])
      .orderBy('name')
      .orderBy('url')
      .execute()

  test('a name with and without its one URL is one person; of two URLs each is one, and posts without stay apart', async () => {
    await load(
      asked(
        '1',
        who('一郎'),
        who('一郎', 'https://sample.example/u/1'),
        who('花子', 'https://sample.example/u/2'),
      ),
      asked('2', who('花子'), who('花子', 'https://sample.example/u/3'), who('一郎')),
      asked('3', who('三郎'), who('三郎')),
    )
    const numbers = (questions: number, answers: number, best_answers: number) => ({
      questions,
      answers,
      best_answers,
    })
    expect(await people()).toEqual([
      {
        name: '一郎',
        url: 'https://sample.example/u/1',
        identity: 'url',
        ambiguous: false,
        ...numbers(1, 2, 1),
      },
      { name: '三郎', url: null, identity: 'name', ambiguous: false, ...numbers(1, 1, 1) },
      {
        name: '花子',
        url: 'https://sample.example/u/2',
        identity: 'url',
        ambiguous: false,
        ...numbers(0, 1, 0),
      },
      {
        name: '花子',
        url: 'https://sample.example/u/3',
        identity: 'url',
        ambiguous: false,
        ...numbers(0, 1, 1),
      },
      { name: '花子', url: null, identity: 'name', ambiguous: true, ...numbers(1, 0, 0) },
    ])
  })

  test('names that the definition calls anonymous are nobody, on its site alone', async () => {
    await load(
      asked('1', who('退会ユーザー'), who('noname#12345'), who('noname')),
      asked('2', who('nonamedog'), who('退会ユーザー', 'https://sample.example/u/9')),
      { ...asked('3', who('退会ユーザー')), site: 'other.example' },
    )
    const found = await store.db.selectFrom('qa.person').select(['site', 'name']).orderBy('site').execute()
    expect(found).toEqual([
      { site: 'other.example', name: '退会ユーザー' },
      { site: 'sample', name: 'nonamedog' },
    ])
  })

  test('word boundaries of an anonymous pattern are those of JavaScript', async () => {
    await keepSites(store.db, [
      { ...sample, version: sample.version + 1, anonymous: [/\bguest\b/i, /^a\\b$/] },
    ])
    await load(asked('1', who('Guest 7'), who('guestbook'), who('a\\b')))
    expect((await people()).map((one) => one.name)).toEqual(['guestbook'])
  })

  test('the people of the sample site are as many as there are, although half of its pages show no profile', async () => {
    const site = await startSampleSite({ questions: 40, seed: 1 })
    const pages = site.expected()
    await site.close()
    const named = (page: QuestionPage) => [page.asker, ...page.answers.map(({ author }) => author)]
    const names = new Set(pages.flatMap(named).flatMap((one) => (one === null ? [] : [one.name])))
    await load(...pages)
    const found = await people()
    expect(found.map((one) => one.name).toSorted()).toEqual([...names].toSorted())
    expect(found.some(({ identity }) => identity === 'url')).toBe(true)
  })

  test('a delay is in hours only where both pages tell the time of day, and says how precise it is', async () => {
    const best = (questionId: string, asked_: string | null, answered: string | null) =>
      aPage({
        questionId,
        postedAt: asked_,
        answers: [anAnswer('1', { isBest: true, postedAt: answered })],
      })
    await load(
      best('1', '2013-07-08T10:00:00+09:00', '2013-07-08T11:30:00+09:00'),
      best('2', '2013-07-08T10:00:00+09:00', '2013-07-08'),
      best('3', '2013-07-08', '2013-07-10'),
      best('4', null, '2013-07-10'),
    )
    const delays = await store.db
      .selectFrom('qa.best_answer')
      .select(['question_id', 'delay_hours', 'delay_days', 'delay_precision'])
      .orderBy('question_id')
      .execute()
    expect(delays).toEqual([
      { question_id: '1', delay_hours: 1.5, delay_days: 0, delay_precision: 'time' },
      { question_id: '2', delay_hours: null, delay_days: 0, delay_precision: 'day' },
      { question_id: '3', delay_hours: null, delay_days: 2, delay_precision: 'day' },
      { question_id: '4', delay_hours: null, delay_days: null, delay_precision: null },
    ])
  })

  test('medians are of the questions whose first answer is known to be the first', async () => {
    const answered = (questionId: string, ...times: readonly (string | null)[]) =>
      aPage({
        questionId,
        postedAt: '2013-07-08T10:00:00+09:00',
        categories: ['暮らし'],
        answers: times.map((postedAt, index) => anAnswer(String(index + 1), { postedAt })),
      })
    await load(
      answered('1', '2013-07-08T12:00:00+09:00', '2013-07-08T11:00:00+09:00'),
      answered('2', '2013-07-08T14:00:00+09:00', '2013-07-09'),
      answered('3', '2013-07-08T10:05:00+09:00', '2013-07-08'),
      answered('4', '2013-07-08T10:06:00+09:00', null),
      answered('5', '2013-07-12'),
      answered('6'),
    )
    const [row] = await store.db.selectFrom('qa.answers_by_month').selectAll().execute()
    expect(row).toMatchObject({
      questions: 6,
      answered: 5,
      median_first_delay_hours: 2.5,
      first_delays_in_hours: 2,
      median_first_delay_days: 0,
      first_delays_in_days: 4,
    })
  })
})
