/**
 * Turns a record into rows: its fields in snake_case, one object a row, as `json_to_recordset` reads them. What all rows
 * of a question share (site, question_id, time of the capture) is left out: several captures may show the same record.
 */
import type { RecordRows, Row } from '../../database/schema/record-rows.ts'
import type { Answer, Person, PostedAt, QuestionPage, Reply } from '../../model/question-page.ts'

export function recordRowsOf(page: QuestionPage): RecordRows {
  return {
    question: questionRow(page),
    answers: page.answers.map(answerRow),
    replies: [{ key: '', replies: page.replies }, ...page.answers].flatMap(replyRows),
    related: page.related.map(({ rank, questionId, url, title, excerpt }) => ({
      rank,
      related_question_id: questionId,
      url,
      title,
      excerpt,
    })),
  }
}

export function questionRow(page: QuestionPage): Row {
  return {
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
    image_urls: page.imageUrls,
  }
}

/** A time as the tables keep it: UTC, milliseconds. */
function timeOf(time: Date | string): string {
  return new Date(time).toISOString()
}

function answerRow(answer: Answer, index: number): Row {
  return {
    answer_key: answer.key,
    answer_number: answer.number,
    position: index + 1,
    is_best: answer.isBest,
    ...person('author', answer.author),
    body: answer.body,
    ...posted(answer.postedAt),
    thanks_count: answer.thanksCount,
    image_urls: answer.imageUrls,
  }
}

function replyRows(parent: Pick<Answer, 'key' | 'replies'>): Row[] {
  const ordinals = new Map<Reply['kind'], number>()
  return parent.replies.map((reply) => {
    const ordinal = (ordinals.get(reply.kind) ?? 0) + 1
    ordinals.set(reply.kind, ordinal)
    return {
      answer_key: parent.key,
      kind: reply.kind,
      ordinal,
      ...person('author', reply.author),
      body: reply.body,
      ...posted(reply.postedAt),
    }
  })
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
    posted_at: postedAt?.includes('T') ? timeOf(postedAt) : null,
    posted_on: postedAt?.slice(0, 10) ?? null,
  }
}
