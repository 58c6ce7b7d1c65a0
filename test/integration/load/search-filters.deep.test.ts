/** Filters of `qa.search`: hits are the first that fit them, however many others there are. */
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadPages } from '../../../src/app/load-pages.ts'
import type { Store } from '../../../src/database/store.ts'
import type { QuestionPage } from '../../../src/model/question-page.ts'
import { anAnswer, aPage } from '../../load/pages.ts'
import { everyStoreName, freshStore } from '../stores.ts'

const dayOf = (number: number) => new Date(Date.UTC(2010, 0, 1 + number)).toISOString().slice(0, 10)
const silent = (questionId: string, postedAt: string, change: Partial<QuestionPage>) =>
  aPage({ questionId, postedAt, title: '無題', body: '本文', answers: [], related: [], ...change })

describe.each(everyStoreName)('%s', (name) => {
  let store: Store
  const found = async (filters: string, query = '督促', candidates = 20) => {
    const { rows } = await sql<{ question_id: string; answer_key: string | null }>`
      select question_id, answer_key from qa.search(${query}, ${candidates}, ${sql.raw(filters)}) order by rank`.execute(
      store.db,
    )
    return rows.map(({ question_id, answer_key }) =>
      answer_key === null ? question_id : `${question_id} ${answer_key}`,
    )
  }

  // So many that neither the index is read to its end nor the wanted ones are among the newest.
  beforeAll(async () => {
    store = await freshStore(name)
    const common = Array.from({ length: 5_100 }, (_, number) =>
      silent(String(number), dayOf(100 + number), {
        body: '督促の電話',
        status: 'solved',
        categories: ['多い'],
      }),
    )
    await loadPages(store.db, [
      ...common,
      silent('old', dayOf(1), {
        body: '督促',
        status: 'open',
        categories: ['少ない', '中'],
        answers: [anAnswer('1', { body: '督促とは', postedAt: dayOf(2) }), anAnswer('2', { body: '別の話' })],
      }),
      silent('titled', dayOf(3), { title: '督促状', status: 'open', categories: ['少ない'] }),
      { ...silent('elsewhere', dayOf(4), { body: '督促', status: 'closed' }), site: 'another' },
    ])
    await sql`analyze qa.question, qa.answer`.execute(store.db)
  }, 240_000)

  test.each([
    ["in_category => '少ない'", ['titled', 'old 1', 'old']],
    ["in_category => '中'", ['old 1', 'old']],
    ["with_status => 'open'", ['titled', 'old 1', 'old']],
    ["with_status => 'unknown'", []],
    ["posted_to => '2010-01-04'", ['titled', 'old 1', 'old']],
    ["posted_from => '2010-01-03', posted_to => '2010-01-05'", ['titled', 'elsewhere']],
    ["of_site => 'another'", ['elsewhere']],
    ["of_site => 'none'", []],
    ['with_answers => true', ['old 1', 'old']],
    ["with_answers => false, in_category => '少ない'", ['titled']],
    ["of_site => 'another', with_status => 'open'", []],
  ])('%s', async (filters, hits) => {
    expect(await found(filters)).toEqual(hits)
    expect(await found(`kana => true, ${filters}`)).toEqual(hits)
  })

  test('of more that fit than are scored, the newest come first', async () => {
    const newest = Array.from({ length: 20 }, (_, number) => String(5_099 - number))
    expect(await found("in_category => '多い'")).toEqual(newest)
    expect(await found('with_answers => false')).toEqual(['titled', ...newest.slice(0, 19)])
  })
})
