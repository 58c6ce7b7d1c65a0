/**
 * Which hits `qa.search` takes where there are more than asked for: of each kind the newest, whether it finds them among the
 * newest texts or by the index. The texts are invented.
 */
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadPages } from '../../../src/app/load-pages.ts'
import type { Store } from '../../../src/database/store.ts'
import { anAnswer, aPage } from '../../load/pages.ts'
import { everyStoreName, freshStore } from '../stores.ts'

const dayOf = (number: number) => new Date(Date.UTC(2000, 0, 1 + number)).toISOString().slice(0, 10)

interface Text {
  readonly hit: string
  readonly kind: 'title' | 'text' | 'answer'
  readonly words: string
  /** No two are of one day. */
  readonly day: string
  readonly question: { readonly category: string; readonly day: string; readonly answers: number }
}

/** More questions and answers than are looked at before the index, fewer than are taken from it. */
const questions = Array.from({ length: 700 }, (_, number) => ({
  id: String(number),
  day: dayOf(number * 5),
  category: number % 10 === 3 ? '少ない' : '多い',
  title: number % 9 === 0 ? '督促状' : '無題',
  // 電灯 is in the older half of the questions, and 電球 in all; both are in the oldest answers alone.
  body: `督促の電話、電球${number % 40 === 7 ? '、蜃気楼' : ''}${number < 350 ? '、電灯' : ''}`,
  answers: Array.from({ length: number % 4 === 0 ? 0 : 1 + (number % 3) }, (_, answer) => ({
    key: String(answer + 1),
    day: dayOf(number * 5 + 1 + answer),
    body: `${number % 2 === 0 ? '督促' : '返事'}${number < 60 ? '、電灯、電球' : ''}${number % 50 === 1 ? '、蜃気楼' : ''}`,
  })),
}))

const texts = questions.flatMap(({ id, day, category, title, body, answers }): readonly Text[] => {
  const question = { category, day, answers: answers.length }
  return [
    { hit: id, kind: 'title', words: title, day, question },
    { hit: id, kind: 'text', words: body, day, question },
    ...answers.map(
      ({ key, day, body }): Text => ({ hit: `${id} ${key}`, kind: 'answer', words: body, day, question }),
    ),
  ]
})

/** What the comment of `qa.search` promises. */
function expected(word: string, fits: (text: Text) => boolean, candidates: number): readonly string[] {
  const of = (kind: Text['kind']) =>
    texts
      .filter((text) => text.kind === kind && text.words.includes(word) && fits(text))
      .sort((a, b) => (a.day < b.day ? 1 : -1))
  const titles = of('title')
  const titled = new Set(titles.map(({ hit }) => hit))
  const bodies = of('text').filter(({ hit }) => !titled.has(hit))
  const answers = of('answer')
  const quarter = Math.floor(candidates / 4)
  const [someAnswers, someBodies] = [answers, bodies].map((all) => Math.min(all.length, quarter)) as [
    number,
    number,
  ]
  const takenTitles = titles.slice(0, candidates - someAnswers - someBodies)
  const takenAnswers = answers.slice(0, candidates - takenTitles.length - someBodies)
  const takenBodies = bodies.slice(0, candidates - takenTitles.length - takenAnswers.length)
  const others = [...takenAnswers, ...takenBodies].sort((a, b) => (a.day < b.day ? 1 : -1))
  return [...takenTitles, ...others].map(({ hit }) => hit)
}

const filters: ReadonlyArray<readonly [filter: string, fits: (text: Text) => boolean]> = [
  ['', () => true],
  ["of_site => 'sample'", () => true],
  ["in_category => '少ない'", ({ question }) => question.category === '少ない'],
  [
    `posted_from => '${dayOf(500)}', posted_to => '${dayOf(1_500)}'`,
    ({ question }) => question.day >= dayOf(500) && question.day <= dayOf(1_500),
  ],
  ['with_answers => true', ({ question }) => question.answers > 0],
  ['with_answers => false', ({ question }) => question.answers === 0],
  [
    `in_category => '少ない', posted_to => '${dayOf(100)}'`,
    ({ question }) => question.category === '少ない' && question.day <= dayOf(100),
  ],
]

describe.each(everyStoreName)('%s', (name) => {
  let store: Store

  beforeAll(async () => {
    store = await freshStore(name)
    await loadPages(
      store.db,
      questions.map(({ id, day, category, title, body, answers }) =>
        aPage({
          questionId: id,
          postedAt: day,
          categories: [category],
          title,
          body,
          related: [],
          answers: answers.map(({ key, day, body }) => anAnswer(key, { body, postedAt: day })),
        }),
      ),
    )
    await sql`analyze qa.question, qa.answer`.execute(store.db)
  }, 120_000)

  describe.each(filters)('among %s', (filter, fits) => {
    test.each(['督促', '督促状', '電灯', '電球', '蜃気楼', '返事', '無い'])('%s', async (word) => {
      for (const candidates of [1, 5, 20, 101, 150, 1_000, 5_000]) {
        const { rows } = await sql<{ hit: string }>`
          select concat_ws(' ', question_id, answer_key) as hit
          from qa.search(${word}, ${candidates}${sql.raw(filter === '' ? '' : `, ${filter}`)}) order by rank`.execute(
          store.db,
        )
        const hits = rows.map(({ hit }) => hit)
        expect([candidates, hits]).toEqual([candidates, expected(word, fits, candidates)])
      }
    })
  })
})
