/** Edits of texts and changes of counts: what `ended_by`, `qa.edit` and `qa.change` say, and local times by `qa.site`. */
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadPages } from '../../../src/app/load-pages.ts'
import { keepSites } from '../../../src/app/settings/keep-sites.ts'
import type { Store } from '../../../src/database/store.ts'
import type { QuestionPage } from '../../../src/model/question-page.ts'
import { bundled } from '../../../src/sites/bundled.ts'
import { defineSite } from '../../../src/sites/site-definition.ts'
import { anAnswer, aPage, aReply } from '../../load/pages.ts'
import { emptyTables, everyStoreName, freshStore } from '../stores.ts'

const day = (number: number) => new Date(`2026-11-0${number}T00:00:00Z`)
const differences = ['row_kind', 'answer_key', 'field', 'before', 'after', 'valid_from', 'valid_to'] as const

describe.each(everyStoreName)('%s', (name) => {
  let store: Store
  beforeAll(async () => {
    store = await freshStore(name)
  })
  const load = async (...pages: ReadonlyArray<readonly [day: number, page: Partial<QuestionPage>]>) => {
    await emptyTables(store.db)
    for (const [at, page] of pages) await loadPages(store.db, [aPage(page)], { capturedAt: day(at) })
  }
  const listed = (view: 'qa.edit' | 'qa.change') =>
    store.db.selectFrom(view).select(differences).orderBy('valid_to').orderBy('field').execute()
  const endings = async (table: 'question' | 'answer' | 'reply') =>
    (await store.db.selectFrom(`qa.${table}_version`).select('ended_by').orderBy('valid_to').execute()).map(
      ({ ended_by }) => ended_by,
    )

  test('an edit of a text says what stood there, and since when, across changes of counts', async () => {
    await load(
      [1, { title: '一', thanksCount: 0 }],
      [2, { title: '一', thanksCount: 3 }],
      [3, { title: '二', thanksCount: 3 }],
      [4, { title: '二', thanksCount: 4 }],
      [5, { title: '三', thanksCount: 4, categories: ['暮らし'] }],
    )
    const question = { row_kind: 'question', answer_key: null }
    expect(await listed('qa.edit')).toEqual([
      { ...question, field: 'title', before: '一', after: '二', valid_from: day(1), valid_to: day(3) },
      {
        ...question,
        field: 'categories',
        before: '["暮らし","洗濯"]',
        after: '["暮らし"]',
        valid_from: day(1),
        valid_to: day(5),
      },
      { ...question, field: 'title', before: '二', after: '三', valid_from: day(3), valid_to: day(5) },
    ])
    expect(await listed('qa.change')).toEqual([
      { ...question, field: 'thanks_count', before: '0', after: '3', valid_from: day(1), valid_to: day(2) },
      { ...question, field: 'thanks_count', before: '3', after: '4', valid_from: day(2), valid_to: day(4) },
    ])
    expect(await endings('question')).toEqual(['changed', 'edited', 'changed', 'edited'])
  })

  test('a count, a state, a rate and a time that move are no edit', async () => {
    const answers = [anAnswer('1', { isBest: true }), anAnswer('2')]
    await load(
      [1, { status: 'open', answerCount: null, answers: [anAnswer('1', { postedAt: null }), anAnswer('2')] }],
      [2, { status: 'solved', answerCount: 2, answers }],
    )
    expect(await listed('qa.edit')).toEqual([])
    const changes = (await listed('qa.change')).map(({ row_kind, answer_key, field, before, after }) =>
      [row_kind, answer_key, field, before, after].join(' '),
    )
    expect(changes).toEqual([
      'question  answer_count  2',
      'answer 1 is_best false true',
      'answer 1 posted_on  2013-07-08',
      'question  status open solved',
    ])
    expect([...(await endings('question')), ...(await endings('answer'))]).toEqual(['changed', 'changed'])
  })

  test('a reply that is edited is listed with its place, and one that comes back is not', async () => {
    const reply = aReply('supplement')
    await load(
      [1, { replies: [reply] }],
      [2, { replies: [{ ...reply, body: '追記' }] }],
      [3, { replies: [] }],
      [4, { replies: [reply] }],
    )
    const edits = await store.db.selectFrom('qa.edit').selectAll().execute()
    expect(edits).toMatchObject([
      { row_kind: 'reply', answer_key: '', kind: 'supplement', ordinal: 1, field: 'body', after: '追記' },
    ])
    expect(await endings('reply')).toEqual(['edited', 'not-shown'])
  })

  test('local hours come by the time zone of the site', async () => {
    await load([1, { postedAt: '2013-07-08T02:34:00+09:00' }])
    await keepSites(store.db)
    const { rows } = await sql`
      select extract(hour from q.posted_at at time zone s.time_zone)::integer as hour, s.time_zone, s.question_url
      from qa.question q join qa.site s using (site)`.execute(store.db)
    expect(rows).toEqual([
      { hour: 2, time_zone: 'Asia/Tokyo', question_url: 'https://sample.example/qa/q{id}.html' },
    ])
  })

  test('a fixed offset of a definition is ahead of UTC as it says, and a family has a row for each host here', async () => {
    await emptyTables(store.db)
    const site = (of: string, timeZone: string) =>
      defineSite({
        name: of,
        version: 1,
        hosts: [`${of}.example`],
        timeZone,
        urls: { question: '/q/{id}' },
        layouts: [],
      })
    const own = [site('west', '-03:30'), site('east', '+08:00'), site('north', 'Europe/Berlin')]
    await keepSites(store.db, [...bundled, ...own])
    await loadPages(store.db, [aPage({ site: 'pt.stackoverflow.com' }), aPage({ site: 'nobody.example' })])
    const { rows } = await sql`
      select site, has_questions, to_char(timestamptz '2026-01-01T12:00Z' at time zone time_zone, 'HH24:MI') as noon, question_url
      from qa.site where site in ('west', 'east', 'north', 'pt.stackoverflow.com', 'nobody.example', 'stackexchange')
      order by site`.execute(store.db)
    expect(rows).toEqual([
      { site: 'east', has_questions: false, noon: '20:00', question_url: 'https://east.example/q/{id}' },
      { site: 'nobody.example', has_questions: true, noon: null, question_url: null },
      { site: 'north', has_questions: false, noon: '13:00', question_url: 'https://north.example/q/{id}' },
      {
        site: 'pt.stackoverflow.com',
        has_questions: true,
        noon: '12:00',
        question_url: 'https://pt.stackoverflow.com/questions/{id}',
      },
      { site: 'west', has_questions: false, noon: '08:30', question_url: 'https://west.example/q/{id}' },
    ])
  })

  test('a definition of an older version replaces no newer one, and the same again writes nothing', async () => {
    await emptyTables(store.db)
    const [okwave] = bundled
    if (okwave === undefined) throw new Error('no definition is bundled')
    await keepSites(store.db, [{ ...okwave, version: 9 }])
    const state = async () =>
      (await sql`select xmin::text, version from crawl.site_definition`.execute(store.db)).rows
    const before = await state()
    await keepSites(store.db, [okwave])
    await keepSites(store.db, [{ ...okwave, version: 9 }])
    expect(await state()).toEqual(before)
  })

  test('an anonymous name that Postgres cannot read is refused with its definition', async () => {
    const [okwave] = bundled
    if (okwave === undefined) throw new Error('no definition is bundled')
    await expect(
      keepSites(store.db, [{ ...okwave, name: 'mine', anonymous: [/^\p{Lu}/u] }]),
    ).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('site definition mine'),
    })
  })
})
