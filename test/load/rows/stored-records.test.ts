import { expect, test } from 'vitest'
import type { Database } from '../../../src/database/schema/schema.ts'
import { asStored, storedRecords } from '../../../src/load/rows/stored-records.ts'
import { recordingDatabase } from '../../database/recording-dialect.ts'
import { aPage, aReply } from '../pages.ts'

const noRate = { best_answer_percent: null, best_answer_best: null, best_answer_answers: null }
const rate = { best_answer_percent: 25, best_answer_best: 14, best_answer_answers: 56 }
const key = { site: 'sample', question_id: '101' }
const goneAt = new Date('2026-03-01T00:00:00Z')
const page = aPage()

const rows: Readonly<Record<string, readonly object[]>> = {
  question: [
    {
      ...key,
      ...noRate,
      url: page.url,
      aliases: page.aliases,
      title: page.title,
      body: page.body,
      status: page.status,
      categories: page.categories,
      asker_name: 'ameagari',
      asker_url: 'https://sample.example/u/ameagari',
      posted_at: new Date('2013-07-08T03:34:00Z'),
      posted_on: '2013-07-08',
      answer_count: 2,
      thanks_count: 0,
      complete: true,
      image_urls: page.imageUrls,
      layout: page.layout,
      checks: [],
      capture_id: 'urn:uuid:1',
      gone_at: goneAt,
    },
  ],
  answer: [
    ...[2, 1].map((number) => ({
      ...key,
      ...rate,
      answer_key: String(number),
      answer_number: number,
      is_best: number === 2,
      author_name: `kotae${number}`,
      author_url: null,
      body: `回答の本文 ${number}`,
      posted_at: null,
      posted_on: '2013-07-08',
      thanks_count: 1,
      image_urls: [],
    })),
    { site: 'sample', question_id: '999', ...rate, answer_key: '1', author_name: null },
  ],
  reply: [
    ['', 'supplement'],
    ['2', 'thanks'],
  ].map(([answer_key, kind]) => ({
    ...key,
    ...noRate,
    answer_key,
    kind,
    author_name: 'ameagari',
    author_url: null,
    body: '助かりました。',
    posted_at: new Date('2013-07-08T23:00:00Z'),
    posted_on: '2013-07-09',
  })),
  related_question: page.related.map(({ rank, questionId, url, title, excerpt }) => ({
    ...key,
    rank,
    related_question_id: questionId,
    url,
    title,
    excerpt,
  })),
}
const { db, queries } = recordingDatabase<Database>(({ sql }) => {
  const [, table = ''] = /from "qa"\."(\w+)" t/.exec(sql) ?? []
  return rows[table] ?? []
})

test('a record is read back from the rows of its question', async () => {
  const found = await storedRecords(db, [{ site: 'sample', questionId: '101' }])
  expect([...found]).toEqual([
    ['["sample","101"]', { page: asStored(page), captureId: 'urn:uuid:1', goneAt }],
  ])
  // The question also when it is gone; of the rest what is there.
  expect(queries.map(({ sql }) => sql.includes('gone_at is null'))).toEqual([false, true, true, true])
})

test('nobody asks for nothing', async () => {
  const asked = queries.length
  expect(await storedRecords(db, [])).toEqual(new Map())
  expect(queries).toHaveLength(asked)
})

test('a person without a name is none, and a rate in parts is none', async () => {
  const [question] = rows['question'] ?? []
  const { db: partly } = recordingDatabase<Database>(({ sql }) =>
    /"question" t/.test(sql) ? [{ ...question, asker_name: 'x', ...rate, best_answer_best: null }] : [],
  )
  const [first] = (await storedRecords(partly, [{ site: 'sample', questionId: '101' }])).values()
  expect(first?.page.asker).toEqual({
    name: 'x',
    url: 'https://sample.example/u/ameagari',
    bestAnswerRate: null,
  })
  expect(first?.page.answers).toEqual([])
  const { db: nameless } = recordingDatabase<Database>(({ sql }) =>
    /"question" t/.test(sql) ? [{ ...question, asker_name: null, posted_at: null }] : [],
  )
  const [second] = (await storedRecords(nameless, [{ site: 'sample', questionId: '101' }])).values()
  expect(second?.page).toMatchObject({ asker: null, postedAt: '2013-07-08' })
})

test('as stored a record has instants in UTC, no next page, replies by kind and related questions by rank', () => {
  const [one, two] = page.related
  if (one === undefined || two === undefined) throw new Error('a page has two related questions')
  const stored = asStored(
    aPage({
      nextPageUrl: 'https://sample.example/qa/q101.html?page=2',
      postedAt: '2013-07-08',
      replies: [aReply('thanks', 'a'), aReply('supplement', 'b'), aReply('thanks', 'c')],
      related: [two, one],
    }),
  )
  expect(stored).toMatchObject({ nextPageUrl: null, postedAt: '2013-07-08', related: [one, two] })
  expect(stored.replies.map(({ body, postedAt }) => [body, postedAt])).toEqual(
    ['b', 'a', 'c'].map((body) => [body, '2013-07-08T23:00:00.000Z']),
  )
  expect(asStored(page).postedAt).toBe('2013-07-08T03:34:00.000Z')
  expect(asStored(aPage({ postedAt: null })).postedAt).toBeNull()
})
