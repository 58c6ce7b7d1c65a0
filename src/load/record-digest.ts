/** A digest of what a record says: equal digests mean that there is nothing to load. */
import { createHash } from 'node:crypto'
import type {
  Answer,
  BestAnswerRate,
  Person,
  QuestionPage,
  RelatedQuestion,
  Reply,
} from '../model/question-page.ts'

type Field = keyof (QuestionPage & Answer & Person & BestAnswerRate & Reply & RelatedQuestion)

/**
 * Every field of a record and its parts but `layout` and `checks`: those are about the parser and not about the
 * question. A new parser that only warns of something else has not found an edit.
 */
const contentFields = [
  'site',
  'questionId',
  'url',
  'aliases',
  'title',
  'body',
  'status',
  'categories',
  'asker',
  'name',
  'bestAnswerRate',
  'percent',
  'best',
  'postedAt',
  'answerCount',
  'thanksCount',
  'complete',
  'nextPageUrl',
  'answers',
  'key',
  'number',
  'isBest',
  'author',
  'replies',
  'kind',
  'imageUrls',
  'related',
  'rank',
  'excerpt',
] as const satisfies ReadonlyArray<Field>

/**
 * `sha256:` and 64 hexadecimal digits. The order of keys in the record's objects does not matter: a list of names
 * given to JSON.stringify is also the order in which it writes them.
 */
export function recordDigest(page: QuestionPage): string {
  const content = JSON.stringify(page, [...contentFields])
  return `sha256:${createHash('sha256').update(content).digest('hex')}`
}
