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

// Reads only the columns of a record: capture ids and load times would double the bytes to read.
const keyColumns = ['site', 'question_id'] as const
const rateColumns = ['best_answer_percent', 'best_answer_best', 'best_answer_answers'] as const
const postColumns = [...keyColumns, ...rateColumns, 'body', 'posted_at', 'posted_on'] as const
const questionColumns = [
  ...postColumns,
  'url',
  'aliases',
  'title',
  'status',
  'categories',
  'asker_name',
  'asker_url',
  'answer_count',
  'thanks_count',
  'complete',
  'image_urls',
  'layout',
  'checks',
  'capture_id',
  'gone_at',
] as const
const answerColumns = [
  ...postColumns,
  'answer_key',
  'answer_number',
  'is_best',
  'author_name',
  'author_url',
  'thanks_count',
  'image_urls',
] as const
const replyColumns = [...postColumns, 'answer_key', 'kind', 'author_name', 'author_url'] as const
const relatedColumns = [...keyColumns, 'rank', 'related_question_id', 'url', 'title', 'excerpt'] as const

type QuestionRow = Pick<Selectable<QuestionTable>, (typeof questionColumns)[number]>
type AnswerRow = Pick<Selectable<AnswerTable>, (typeof answerColumns)[number]>
type ReplyRow = Pick<Selectable<ReplyTable>, (typeof replyColumns)[number]>
type RelatedRow = Pick<Selectable<RelatedQuestionTable>, (typeof relatedColumns)[number]>

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
  const rows = async <Row>(table: string, columns: readonly (keyof Row & string)[], order?: string) =>
    (
      await sql<Row>`
        select ${sql.raw(columns.join(', '))} from ${sql.table(`qa.${table}`)} t
        where (t.site, t.question_id) in (select k.site, k."questionId" from ${wanted})
        ${sql.raw(order === undefined ? '' : `and t.gone_at is null order by ${order}`)}
      `.execute(db)
    ).rows
  const questions = await rows<QuestionRow>('question', questionColumns)
  const answers = grouped(await rows<AnswerRow>('answer', answerColumns, 'position, answer_key'))
  const replies = grouped(await rows<ReplyRow>('reply', replyColumns, 'kind, ordinal'))
  const related = grouped(await rows<RelatedRow>('related_question', relatedColumns, 'rank'))
  return new Map(
    questions.map((question) => {
      const key = keyOf(question)
      const page = recordOf(question, answers.get(key) ?? [], replies.get(key) ?? [], related.get(key) ?? [])
      return [key, { page, captureId: question.capture_id, goneAt: question.gone_at }]
    }),
  )
}

/** A record that can be stored (`storableRecord`), in the form in which `storedRecords` would return it. */
export function asStored(page: QuestionPage): QuestionPage {
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
  question: QuestionRow,
  answers: readonly AnswerRow[],
  replies: readonly ReplyRow[],
  related: readonly RelatedRow[],
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

function replyOf(reply: ReplyRow): Reply {
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
