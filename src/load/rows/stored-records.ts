/**
 * Reads records back from the rows of `qa`, to compare them with what a parser finds now. Two things are not stored, and
 * `asStored` drops them on both sides: the offset of a time (the instant is kept), and `nextPageUrl`.
 */
import { type Kysely, type Selectable, sql } from 'kysely'
import type {
  AnswerTable,
  QuestionTable,
  RelatedQuestionTable,
  ReplyTable,
} from '../../database/schema/qa-tables.ts'
import type { Database } from '../../database/schema/schema.ts'
import type { Answer, Person, PostedAt, QuestionPage, Reply } from '../../model/question-page.ts'
import { repairRecord } from '../storable-record.ts'

export interface StoredQuestionKey {
  readonly site: string
  readonly questionId: string
}

export interface StoredRecord {
  readonly page: QuestionPage
  /** The capture that gave the question its present content; null when it came from none. */
  readonly captureId: string | null
  /** When the site no longer had it. */
  readonly goneAt: Date | null
}

/** As text, for a Map. */
export function questionKeyText({ site, questionId }: StoredQuestionKey): string {
  return JSON.stringify([site, questionId])
}

/** The questions that are there, by `questionKeyText`; without the answers and replies that are gone. */
export async function storedRecords(
  db: Kysely<Database>,
  keys: readonly StoredQuestionKey[],
): Promise<ReadonlyMap<string, StoredRecord>> {
  if (keys.length === 0) return new Map()
  const asked = JSON.stringify(keys.map(({ site, questionId }) => ({ site, questionId })))
  const wanted = sql`json_to_recordset(${asked}::json) as k (site text, "questionId" text)`
  const rows = async <Table>(table: 'question' | 'answer' | 'reply' | 'related_question', order: string) =>
    (
      await sql<Table>`
        select t.* from ${sql.table(`qa.${table}`)} t
        where (t.site, t.question_id) in (select k.site, k."questionId" from ${wanted})
        ${sql.raw(table === 'question' ? '' : `and t.gone_at is null order by ${order}`)}
      `.execute(db)
    ).rows
  const questions = await rows<Selectable<QuestionTable>>('question', '')
  const answers = grouped(await rows<Selectable<AnswerTable>>('answer', 'position, answer_key'))
  const replies = grouped(await rows<Selectable<ReplyTable>>('reply', 'kind, ordinal'))
  const related = grouped(await rows<Selectable<RelatedQuestionTable>>('related_question', 'rank'))
  return new Map(
    questions.map((question) => {
      const key = keyOf(question)
      const page = recordOf(question, answers.get(key) ?? [], replies.get(key) ?? [], related.get(key) ?? [])
      return [key, { page, captureId: question.capture_id, goneAt: question.gone_at }]
    }),
  )
}

/** A record as `storedRecords` would give it back. */
export function asStored(record: QuestionPage): QuestionPage {
  const page = repairRecord(record)
  return {
    ...page,
    postedAt: instantOf(page.postedAt),
    nextPageUrl: null,
    answers: page.answers.map((answer) => ({
      ...answer,
      postedAt: instantOf(answer.postedAt),
      replies: repliesAsStored(answer.replies),
    })),
    replies: repliesAsStored(page.replies),
    related: [...page.related].sort((a, b) => a.rank - b.rank),
  }
}

function recordOf(
  question: Selectable<QuestionTable>,
  answers: readonly Selectable<AnswerTable>[],
  replies: readonly Selectable<ReplyTable>[],
  related: readonly Selectable<RelatedQuestionTable>[],
): QuestionPage {
  const repliesTo = (key: string) => replies.filter((reply) => reply.answer_key === key).map(replyOf)
  return {
    site: question.site,
    questionId: question.question_id,
    url: question.url,
    aliases: question.aliases,
    title: question.title,
    body: question.body,
    status: question.status,
    categories: question.categories,
    asker: personOf(question.asker_name, question.asker_url, question),
    postedAt: postedOf(question),
    answerCount: question.answer_count,
    thanksCount: question.thanks_count,
    complete: question.complete,
    nextPageUrl: null,
    answers: answers.map(
      (answer): Answer => ({
        key: answer.answer_key,
        number: answer.answer_number,
        isBest: answer.is_best,
        author: personOf(answer.author_name, answer.author_url, answer),
        body: answer.body,
        postedAt: postedOf(answer),
        thanksCount: answer.thanks_count,
        imageUrls: answer.image_urls,
        replies: repliesTo(answer.answer_key),
      }),
    ),
    replies: repliesTo(''),
    imageUrls: question.image_urls,
    related: related.map(({ rank, related_question_id, url, title, excerpt }) => ({
      rank,
      questionId: related_question_id,
      url,
      title,
      excerpt,
    })),
    layout: question.layout,
    checks: question.checks,
  }
}

function replyOf(reply: Selectable<ReplyTable>): Reply {
  return {
    kind: reply.kind,
    author: personOf(reply.author_name, reply.author_url, reply),
    body: reply.body,
    postedAt: postedOf(reply),
  }
}

function personOf(
  name: string | null,
  url: string | null,
  rate: Pick<QuestionTable, 'best_answer_percent' | 'best_answer_best' | 'best_answer_answers'>,
): Person | null {
  if (name === null) return null
  const { best_answer_percent: percent, best_answer_best: best, best_answer_answers: answers } = rate
  const isKnown = percent !== null && best !== null && answers !== null
  return { name, url, bestAnswerRate: isKnown ? { percent, best, answers } : null }
}

function postedOf({ posted_at, posted_on }: Selectable<Pick<QuestionTable, 'posted_at' | 'posted_on'>>) {
  return posted_at === null ? posted_on : posted_at.toISOString()
}

function instantOf(postedAt: PostedAt | null): PostedAt | null {
  return postedAt?.includes('T') ? new Date(postedAt).toISOString() : postedAt
}

/** By kind: in which order thanks and supplements stand among each other is not kept. */
function repliesAsStored(replies: readonly Reply[]): readonly Reply[] {
  return replies
    .map((reply) => ({ ...reply, postedAt: instantOf(reply.postedAt) }))
    .sort((a, b) => (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0))
}

function grouped<Row extends { readonly site: string; readonly question_id: string }>(rows: readonly Row[]) {
  return Map.groupBy(rows, keyOf)
}

function keyOf(row: { readonly site: string; readonly question_id: string }): string {
  return questionKeyText({ site: row.site, questionId: row.question_id })
}
