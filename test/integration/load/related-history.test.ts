/** The history of lists of related questions: `qa.related_history`, `qa.related_question_as_of` and the versions. */
import { beforeAll, describe, expect, test } from 'vitest'
import { pageStateStore } from '../../../src/crawl/frontier/page-state.ts'
import type { Store } from '../../../src/database/store.ts'
import { loadRecords } from '../../../src/load/load-records.ts'
import { markQuestionsGone } from '../../../src/load/mark-questions-gone.ts'
import type { QuestionPage } from '../../../src/model/question-page.ts'
import { aPage } from '../../load/pages.ts'
import { emptyTables, everyStoreName, freshStore } from '../stores.ts'
import { everythingLoaded } from './tables.ts'

const day = (number: number) => new Date(`2026-11-0${number}T00:00:00Z`)

/** A page with these ids in its list. Invented. */
const listing = (...ids: readonly string[]): Partial<QuestionPage> => ({
  related: ids.map((questionId, index) => {
    return { rank: index + 1, questionId, url: null, title: `関連 ${questionId}`, excerpt: null }
  }),
})

type Step = readonly [day: number, page: Partial<QuestionPage> | 'gone', parser?: string]

describe.each(everyStoreName)('%s', (name) => {
  let store: Store
  beforeAll(async () => {
    store = await freshStore(name)
  })
  const load = async (...steps: readonly Step[]) => {
    await emptyTables(store.db)
    for (const [at, page, parserVersion = null] of steps) {
      if (page === 'gone') {
        const gone = [{ site: 'sample', questionId: '101', capturedAt: day(at) }]
        await store.db.transaction().execute((trx) => markQuestionsGone(trx, gone, pageStateStore))
      } else {
        const record = {
          page: aPage(page),
          path: '/qa/q101.html',
          capturedAt: day(at),
          captureId: null,
          parserVersion,
        }
        await store.db.transaction().execute((trx) => loadRecords(trx, [record], pageStateStore))
      }
    }
  }
  const history = async () =>
    (
      await store.db
        .selectFrom('qa.related_history')
        .selectAll()
        .orderBy('valid_from')
        .orderBy('related_question_id')
        .execute()
    ).map(({ related_question_id, valid_from, valid_to, ended_by, first_rank, last_rank }) =>
      [
        related_question_id,
        valid_from.getUTCDate(),
        valid_to?.getUTCDate() ?? 'now',
        ended_by ?? 'listed',
        `${first_rank}-${last_rank}`,
      ].join(' '),
    )
  const asOf = async (at: Date) => {
    const { rows } = await store.db.executeQuery<{ rank: number; related_question_id: string }>({
      ...store.db.selectNoFrom([]).compile(),
      sql: 'select rank, related_question_id from qa.related_question_as_of($1) order by rank',
      parameters: [at],
    })
    return rows.map(({ rank, related_question_id }) => `${rank} ${related_question_id}`)
  }

  test('a link that moves in the list is listed on, one that leaves it has an end, and one that is back begins anew', async () => {
    await load([1, listing('a', 'b')], [2, listing('x', 'a', 'b')], [4, listing('b')], [6, listing('b', 'a')])
    expect(await history()).toEqual([
      'a 1 4 not-shown 1-2',
      'b 1 now listed 2-1',
      'x 2 4 changed 1-1',
      'a 6 now listed 2-2',
    ])
    expect(await asOf(day(1))).toEqual(['1 a', '2 b'])
    expect(await asOf(day(3))).toEqual(['1 x', '2 a', '3 b'])
    expect(await asOf(day(5))).toEqual(['1 b'])
    expect(await asOf(day(7))).toEqual(['1 b', '2 a'])
  })

  test('another title in a place is no edit', async () => {
    await load([1, listing('a')], [2, listing('b')])
    const versions = await store.db.selectFrom('qa.related_question_version').selectAll().execute()
    expect(versions).toMatchObject([
      { rank: 1, related_question_id: 'a', ended_by: 'changed', valid_from: day(1), valid_to: day(2) },
    ])
    expect(await store.db.selectFrom('qa.edit').selectAll().execute()).toEqual([])
  })

  test('a list is not shown while its question is gone', async () => {
    await load([1, listing('a')], [3, 'gone'])
    expect(await history()).toEqual(['a 1 3 page-gone 1-1'])
    expect([await asOf(day(2)), await asOf(day(3))]).toEqual([['1 a'], []])

    await load([1, listing('a')], [3, 'gone'], [5, listing('a')])
    expect(await history()).toEqual(['a 1 3 page-gone 1-1', 'a 5 now listed 1-1'])
    expect([await asOf(day(4)), await asOf(day(6))]).toEqual([[], ['1 a']])
  })

  test('what another parser does not read ends by the parser', async () => {
    await load([1, listing('a', 'b'), '2026-11-01a'], [2, listing('a'), '2026-11-02a'])
    expect(await history()).toEqual(['a 1 now listed 1-1', 'b 1 2 parser 2-2'])
  })

  test('captures in another order end in the same history', async () => {
    const steps: readonly Step[] = [
      [1, listing('a', 'b')],
      [2, listing('b', 'c', 'a')],
      [3, 'gone'],
      [4, listing('c')],
      [5, listing('a', 'c')],
    ]
    await load(...steps)
    const [tables, periods] = [await everythingLoaded(store.db), await history()]
    expect(periods).toHaveLength(5)
    for (const order of [
      [4, 3, 2, 1, 0],
      [2, 0, 4, 1, 3],
      [3, 4, 0, 2, 1],
    ]) {
      await load(...order.flatMap((index) => steps.slice(index, index + 1)))
      expect(await everythingLoaded(store.db)).toEqual(tables)
      expect(await history()).toEqual(periods)
    }
  })
})
