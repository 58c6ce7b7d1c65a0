/** A digest of the content of a record. If it is unchanged, there is nothing to load. */
import { createHash } from 'node:crypto'
import type {
  Answer,
  BestAnswerRate,
  Person,
  QuestionPage,
  RelatedQuestion,
  Reply,
} from '../model/question-page.ts'

/**
 * `sha256:` and 64 hexadecimal digits. The order of keys in the record's objects does not matter, and neither do keys
 * that a record does not have.
 */
export function recordDigest(page: QuestionPage): string {
  return digestOf(contentText(page))
}

/** Of a text that `contentText` has made. */
export function digestOf(content: string): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`
}

/**
 * All that a record says, as JSON, in one order: every field of it and its parts but `layout` and `checks`, which are
 * about the parser and not about the question. A new parser that only warns of something else has not found an edit.
 *
 * The digests in every database are of these bytes: a field that changes its place makes all pages look changed.
 * Objects are built anew because a list of names given to JSON.stringify takes three times as long.
 */
export function contentText(page: QuestionPage): string {
  return JSON.stringify({
    site: page.site,
    questionId: page.questionId,
    url: page.url,
    aliases: page.aliases,
    title: page.title,
    body: page.body,
    status: page.status,
    categories: page.categories,
    asker: person(page.asker),
    postedAt: page.postedAt,
    answerCount: page.answerCount,
    thanksCount: page.thanksCount,
    complete: page.complete,
    nextPageUrl: page.nextPageUrl,
    answers: page.answers.map(answer),
    replies: page.replies.map(reply),
    imageUrls: page.imageUrls,
    related: page.related.map(related),
  } satisfies Fields<Omit<QuestionPage, 'layout' | 'checks'>>)
}

/** The compiler asks for each field that there is. */
type Fields<Part> = Readonly<Record<keyof Part, unknown>>

function answer(given: Answer): Fields<Answer> {
  return {
    body: given.body,
    postedAt: given.postedAt,
    thanksCount: given.thanksCount,
    key: given.key,
    number: given.number,
    isBest: given.isBest,
    author: person(given.author),
    replies: given.replies.map(reply),
    imageUrls: given.imageUrls,
  }
}

function reply(given: Reply): Fields<Reply> {
  return { body: given.body, postedAt: given.postedAt, author: person(given.author), kind: given.kind }
}

function related(given: RelatedQuestion): Fields<RelatedQuestion> {
  return {
    questionId: given.questionId,
    url: given.url,
    title: given.title,
    rank: given.rank,
    excerpt: given.excerpt,
  }
}

function person(given: Person | null): Fields<Person> | null {
  return given && { url: given.url, name: given.name, bestAnswerRate: rate(given.bestAnswerRate) }
}

function rate(given: BestAnswerRate | null): Fields<BestAnswerRate> | null {
  return given && { percent: given.percent, best: given.best, answers: given.answers }
}
