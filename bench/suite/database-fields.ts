/** The fields of every question in a database, as the peers write them. */
import { sql } from 'kysely'
import { openStore } from '../../src/database/store.ts'
import { squeezed } from '../cheerio-fields.ts'
import type { ByQuestion } from './crawl-sides.ts'

export async function fieldsInDatabase(url: string): Promise<ByQuestion> {
  const { db, close } = await openStore(url)
  try {
    const { rows } = await sql<{
      id: string
      title: string
      body: string
      categories: string[]
      answers: AnswerRow[]
      related: string[]
    }>`
      select question_id as id, title, body, categories,
        (select coalesce(json_agg(json_build_object('isBest', is_best, 'author', coalesce(author_name, ''), 'body', body, 'replies',
            (select coalesce(json_agg(body order by ordinal), '[]') from qa.reply r
              where (r.site, r.question_id, r.answer_key) = (a.site, a.question_id, a.answer_key)))
            order by position), '[]')
          from qa.answer a where (a.site, a.question_id) = (q.site, q.question_id)) as answers,
        (select coalesce(json_agg(title order by rank), '[]') from qa.related_question r
          where (r.site, r.question_id) = (q.site, q.question_id)) as related
      from qa.question q`.execute(db)
    return new Map(
      rows.map(({ id, title, body, categories, answers, related }) => [
        id,
        {
          title: squeezed(title),
          body: squeezed(body),
          categories: categories.map(squeezed),
          answers: answers.map(({ isBest, author, body, replies }) => ({
            isBest,
            author: squeezed(author),
            body: squeezed(body),
            replies: replies.map(squeezed),
          })),
          related: related.map(squeezed),
        },
      ]),
    )
  } finally {
    await close()
  }
}

interface AnswerRow {
  readonly isBest: boolean
  readonly author: string
  readonly body: string
  readonly replies: readonly string[]
}
