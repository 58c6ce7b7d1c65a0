/**
 * The fields of a record that the quality gate counts, each only on pages that could have it: a question without answers
 * has no authors of answers. So a crawl that moves from old questions to new ones does not look like a broken parser.
 */
import type { CheckCode } from '../../model/check.ts'
import type { Answer, QuestionPage } from '../../model/question-page.ts'
import { namesAskerInRepliesOnly } from '../../parse/okwave/layouts.ts'

/** Whether the page has the field; null where it could not. */
type FieldRule = (page: QuestionPage) => boolean | null

const isAnswered: FieldRule = ({ answers }) => answers.length > 0
const isOver: FieldRule = ({ status }) => status === 'solved' || status === 'closed'

/** Whether most answers have it: single members withdraw, a changed layout loses all of them. */
const ofAnswers =
  (has: (answer: Answer) => boolean): FieldRule =>
  ({ answers }) =>
    answers.length === 0 ? null : 2 * answers.filter(has).length >= answers.length

const ofAuthors =
  (has: (author: NonNullable<Answer['author']>) => boolean): FieldRule =>
  ({ answers }) => {
    const authors = answers.flatMap(({ author }) => author ?? [])
    return authors.length === 0 ? null : 2 * authors.filter(has).length >= authors.length
  }

/** A warning that pages begin to trip is a loss too: counted as pages without it. */
const without =
  (code: CheckCode): FieldRule =>
  ({ checks }) =>
    checks.every((check) => check.code !== code)

const rules: Readonly<Record<string, FieldRule>> = {
  title: ({ title }) => title !== '',
  body: ({ body }) => body !== '',
  status: ({ status }) => status !== 'unknown',
  categories: ({ categories }) => categories.length > 0,
  postedAt: ({ postedAt }) => postedAt !== null,
  answerCount: ({ answerCount }) => answerCount !== null,
  thanksCount: ({ thanksCount }) => thanksCount !== null,
  imageUrls: ({ imageUrls, answers }) =>
    imageUrls.length > 0 || answers.some((one) => one.imageUrls.length > 0),
  related: ({ related }) => related.length > 0,
  'asker.name': (page) =>
    namesAskerInRepliesOnly(page.layout) && !hasReplies(page) ? null : page.asker !== null,
  'asker.url': ({ asker }) => (asker === null ? null : asker.url !== null),
  // Open questions may have none, and so may those that say that they have none.
  answers: (page) =>
    (page.answerCount ?? 0) > 0 || (page.answerCount === null && isOver(page)) ? isAnswered(page) : null,
  bestAnswer: ({ status, answers }) => (status === 'solved' ? answers.some(({ isBest }) => isBest) : null),
  // With few answers it is chance whether the asker said anything to them; to three or more hardly.
  replies: (page) => (isOver(page) && page.answers.length >= 3 ? hasReplies(page) : null),
  'answers.author': ofAnswers(({ author }) => author !== null),
  'answers.author.url': ofAuthors(({ url }) => url !== null),
  'answers.author.bestAnswerRate': ofAuthors(({ bestAnswerRate }) => bestAnswerRate !== null),
  'answers.body': ofAnswers(({ body }) => body !== ''),
  'answers.postedAt': ofAnswers(({ postedAt }) => postedAt !== null),
  'answers.thanksCount': ofAnswers(({ thanksCount }) => thanksCount !== null),
  'no text-unclaimed': without('text-unclaimed'),
  'no layout-disagrees': without('layout-disagrees'),
  'no structured-data': without('structured-data'),
}

const allRules = Object.entries(rules)

/** Of each field that the page could have, whether it has it. */
export function fieldsOf(page: QuestionPage): ReadonlyMap<string, boolean> {
  return new Map(
    allRules.flatMap(([name, rule]) => {
      const has = rule(page)
      return has === null ? [] : [[name, has]]
    }),
  )
}

function hasReplies({ replies, answers }: QuestionPage): boolean {
  return replies.length > 0 || answers.some((answer) => answer.replies.length > 0)
}
