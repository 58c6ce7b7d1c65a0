/** A record as rows: the same words in snake_case, one object a row, as `json_to_recordset` reads them. */
import type { Answer, Person, PostedAt, QuestionPage, Reply } from '../model/question-page.ts'

/** Where the rows come from. */
export interface RowSource {
  readonly capturedAt: Date
  readonly captureId: string | null
}

export type Row = Readonly<Record<string, unknown>>

export function questionRow(page: QuestionPage, source: RowSource): Row {
  return {
    ...shared(page, source),
    url: page.url,
    aliases: page.aliases,
    title: page.title,
    body: page.body,
    status: page.status,
    categories: page.categories,
    ...person('asker', page.asker),
    ...posted(page.postedAt),
    answer_count: page.answerCount,
    thanks_count: page.thanksCount,
    complete: page.complete,
    image_urls: page.imageUrls,
    layout: page.layout,
    checks: page.checks,
  }
}

export function answerRows(
  page: QuestionPage,
  source: RowSource,
): readonly (Row & { readonly answer_key: string })[] {
  return page.answers.map((answer, index) => ({
    ...shared(page, source),
    answer_key: answer.key,
    answer_number: answer.number,
    position: index + 1,
    is_best: answer.isBest,
    ...person('author', answer.author),
    body: answer.body,
    ...posted(answer.postedAt),
    thanks_count: answer.thanksCount,
    image_urls: answer.imageUrls,
  }))
}

/** Those of the question itself, unless the record is a further page that may not show them, and those of the answers. */
export function replyRows(page: QuestionPage, source: RowSource, withQuestion: boolean): readonly Row[] {
  const ofQuestion = withQuestion ? [{ key: '', replies: page.replies }] : []
  return [...ofQuestion, ...page.answers].flatMap((parent) => repliesUnder(parent, page, source))
}

function repliesUnder(parent: Pick<Answer, 'key' | 'replies'>, page: QuestionPage, source: RowSource): Row[] {
  const ordinals = new Map<Reply['kind'], number>()
  return parent.replies.map((reply) => {
    const ordinal = (ordinals.get(reply.kind) ?? 0) + 1
    ordinals.set(reply.kind, ordinal)
    return {
      ...shared(page, source),
      answer_key: parent.key,
      kind: reply.kind,
      ordinal,
      ...person('author', reply.author),
      body: reply.body,
      ...posted(reply.postedAt),
    }
  })
}

export function relatedRows(page: QuestionPage, source: RowSource): readonly Row[] {
  return page.related.map((related) => ({
    ...shared(page, source),
    rank: related.rank,
    related_question_id: related.questionId,
    url: related.url,
    title: related.title,
    excerpt: related.excerpt,
  }))
}

function shared(page: QuestionPage, { capturedAt, captureId }: RowSource): Row {
  return { site: page.site, question_id: page.questionId, captured_at: capturedAt, capture_id: captureId }
}

function person(role: 'asker' | 'author', who: Person | null): Row {
  const rate = who?.bestAnswerRate ?? null
  return {
    [`${role}_name`]: who?.name ?? null,
    [`${role}_url`]: who?.url ?? null,
    best_answer_percent: rate?.percent ?? null,
    best_answer_best: rate?.best ?? null,
    best_answer_answers: rate?.answers ?? null,
  }
}

/** The day is the local one, as the page says it: its first ten characters, whatever the offset. */
function posted(postedAt: PostedAt | null): Row {
  return {
    posted_at: postedAt?.includes('T') ? postedAt : null,
    posted_on: postedAt?.slice(0, 10) ?? null,
  }
}
