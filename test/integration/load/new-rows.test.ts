/** Answers, replies and related questions of new questions, which a server gets by COPY and PGlite as JSON. */
import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { loadPages } from '../../../src/app/load-pages.ts'
import type { Database } from '../../../src/database/schema/schema.ts'
import type { Store } from '../../../src/database/store.ts'
import { postgresTypes } from '../../../src/database/value-types.ts'
import { afterThisFile } from '../../clean-ups.ts'
import { anAnswer, aPage, aReply } from '../../load/pages.ts'
import { emptyTables, everyStoreName, freshStore } from '../stores.ts'
import { everyRow } from './tables.ts'

const capturedAt = new Date('2026-11-02T00:00:00Z')
const hostile = [
  '\\N',
  '\\.',
  '',
  'a\tb',
  'a\nb\r\nc\rd',
  '\\',
  'x\\',
  '\\t\\x41\\101',
  '"\'{},NULL',
  '👍🏽 Ａ\u2028',
]

describe.each(everyStoreName)('%s', (name) => {
  let store: Store
  beforeAll(async () => {
    store = await freshStore(name)
  })
  beforeEach(() => emptyTables(store.db))

  test('their texts come back unchanged', async () => {
    const page = aPage({
      answers: hostile.map((text, index) =>
        anAnswer(String(index + 1), {
          body: text,
          imageUrls: [text, 'null'],
          replies: [aReply('thanks', text)],
        }),
      ),
      answerCount: hostile.length,
      related: hostile.map((text, index) => ({
        rank: index + 1,
        questionId: null,
        url: null,
        title: text,
        excerpt: text,
      })),
    })
    await loadPages(store.db, [page], { capturedAt })
    const answers = await store.db.selectFrom('qa.answer').selectAll().orderBy('answer_number').execute()
    expect(answers.map(({ body, image_urls }) => [body, image_urls])).toEqual(
      hostile.map((text) => [text, [text, 'null']]),
    )
    const replies = await sql<{ body: string }>`
      select body from qa.reply where kind = 'thanks' order by answer_key::integer`.execute(store.db)
    expect(replies.rows.map(({ body }) => body)).toEqual(hostile)
    const related = await store.db.selectFrom('qa.related_question').selectAll().orderBy('rank').execute()
    expect(related.map(({ title, excerpt, url }) => [title, excerpt, url])).toEqual(
      hostile.map((text) => [text, text, null]),
    )
  })

  test('a refused answer takes its question with it and no other', async () => {
    await sql`
      create function refuse_answer() returns trigger language plpgsql as $$
      begin raise exception 'this answer is not wanted' using errcode = '22000'; end $$`.execute(store.db)
    await sql`
      create trigger refuse before insert on qa.answer for each row
      when (new.body = 'no') execute function refuse_answer()`.execute(store.db)
    const pages = ['1', '2', '3'].map((questionId) =>
      aPage({ questionId, answers: [anAnswer('1', { body: questionId === '2' ? 'no' : 'yes' })] }),
    )
    const refused: unknown[] = []
    const counts = await loadPages(store.db, pages, {
      capturedAt,
      onRefused: ({ questionId }, reason) => void refused.push([questionId, reason]),
    })
    await sql`drop function refuse_answer() cascade`.execute(store.db)
    expect(counts).toMatchObject({ question: { inserted: 2 }, answer: { inserted: 2 } })
    expect(refused).toEqual([
      ['2', 'Question 2 of sample: the database refuses its rows: this answer is not wanted'],
    ])
    const questions = await store.db
      .selectFrom('qa.question')
      .select('question_id')
      .orderBy('question_id')
      .execute()
    expect(questions).toEqual([{ question_id: '1' }, { question_id: '3' }])
  })
})

test("a caller's own Kysely, which knows no COPY, loads the same rows", async () => {
  const store = await freshStore('postgres 15')
  const pages = hostile.map((text, index) =>
    aPage({ questionId: String(index + 1), answers: [anAnswer('1', { body: text })] }),
  )
  await loadPages(store.db, pages, { capturedAt })
  const copied = await everyRow(store.db)
  await emptyTables(store.db)

  const { options } = store.kind === 'postgres' ? store.pool : expect.unreachable()
  const pool = new pg.Pool({ connectionString: options.connectionString, types: postgresTypes })
  const own = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
  afterThisFile(() => own.destroy())
  await loadPages(own, pages, { capturedAt })
  expect(copied).toMatchObject({ question: { length: hostile.length }, answer: { length: hostile.length } })
  expect(await everyRow(store.db)).toEqual(copied)
})
