/**
 * Rebuilds records from the tables of `qa` with plain queries, so that a test can compare them with what the site served.
 * It relies on the documented columns and uses none of the loader's code.
 */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../../../src/database/schema/schema.ts'
import type { Person, QuestionPage, Reply } from '../../../src/model/question-page.ts'

/** What the tables can tell of a record: replies by kind, a time as its instant. */
export type StoredRecord = Omit<QuestionPage, 'nextPageUrl'>

type Row = Record<string, unknown>

export async function storedRecords(db: Kysely<Database>, site: string): Promise<StoredRecord[]> {
  const table = async (name: string, order: string): Promise<Row[]> => {
    const query = `select * from qa.${name} where site = '${site}' and gone_at is null order by ${order}`
    return (await sql<Row>`${sql.raw(query)}`.execute(db)).rows
  }
  const questions = await table('question', 'question_id')
  const answers = await table('answer', 'question_id, position')
  const replies = await table('reply', 'question_id, answer_key, kind, ordinal')
  const related = await table('related_question', 'question_id, rank')
  const repliesTo = (id: unknown, key: unknown) =>
    replies.filter((row) => row['question_id'] === id && row['answer_key'] === key).map(replyOf)

  return questions.map((row) => {
    const id = row['question_id']
    const record = {
      site: row['site'],
      questionId: id,
      url: row['url'],
      aliases: row['aliases'],
      title: row['title'],
      body: row['body'],
      status: row['status'],
      categories: row['categories'],
      asker: personOf(row, 'asker'),
      postedAt: postedOf(row),
      answerCount: row['answer_count'],
      thanksCount: row['thanks_count'],
      complete: row['complete'],
      answers: answers
        .filter((answer) => answer['question_id'] === id)
        .map((answer) => ({
          key: answer['answer_key'],
          number: answer['answer_number'],
          isBest: answer['is_best'],
          author: personOf(answer, 'author'),
          body: answer['body'],
          postedAt: postedOf(answer),
          thanksCount: answer['thanks_count'],
          imageUrls: answer['image_urls'],
          replies: repliesTo(id, answer['answer_key']),
        })),
      replies: repliesTo(id, ''),
      imageUrls: row['image_urls'],
      related: related
        .filter((one) => one['question_id'] === id)
        .map((one) => ({
          rank: one['rank'],
          questionId: one['related_question_id'],
          url: one['url'],
          title: one['title'],
          excerpt: one['excerpt'],
        })),
      layout: row['layout'],
      checks: row['checks'],
    }
    return record as unknown as StoredRecord
  })
}

/** What the site says it served, as far as the tables can tell it. */
export function comparable(pages: readonly QuestionPage[]): StoredRecord[] {
  return pages
    .map(({ nextPageUrl: _, ...page }) => ({
      ...page,
      postedAt: instant(page.postedAt),
      replies: byKind(page.replies),
      answers: page.answers.map((answer) => ({
        ...answer,
        postedAt: instant(answer.postedAt),
        replies: byKind(answer.replies),
      })),
    }))
    .sort((a, b) => (a.questionId < b.questionId ? -1 : 1))
}

function byKind(replies: readonly Reply[]): Reply[] {
  return replies
    .map((reply) => ({ ...reply, postedAt: instant(reply.postedAt) }))
    .sort((a, b) => (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0))
}

function replyOf(row: Row): unknown {
  return { kind: row['kind'], author: personOf(row, 'author'), body: row['body'], postedAt: postedOf(row) }
}

function personOf(row: Row, role: 'asker' | 'author'): Person | null {
  const name = row[`${role}_name`]
  if (typeof name !== 'string') return null
  const percent = row['best_answer_percent']
  return {
    name,
    url: row[`${role}_url`] as string | null,
    bestAnswerRate:
      percent === null
        ? null
        : {
            percent: percent as number,
            best: row['best_answer_best'] as number,
            answers: row['best_answer_answers'] as number,
          },
  }
}

function postedOf(row: Row): string | null {
  const at = row['posted_at']
  return at instanceof Date ? at.toISOString() : (row['posted_on'] as string | null)
}

function instant(postedAt: string | null): string | null {
  return postedAt?.includes('T') ? new Date(postedAt).toISOString() : postedAt
}
