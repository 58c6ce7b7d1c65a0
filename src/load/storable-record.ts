/**
 * Repairs records and refuses those that the database's constraints would. The parser repairs and checks its own records;
 * files may come from anywhere, and one bad record must not break a batch of a thousand.
 */
import { MondoError } from '../model/errors.ts'
import { isPostedAt } from '../model/posted-at.ts'
import type { Person, PostedAt, QuestionPage } from '../model/question-page.ts'

/** Postgres text holds neither NUL nor lone surrogates: NUL is dropped, a surrogate becomes U+FFFD. */
export function repairRecord(page: QuestionPage): QuestionPage {
  const json = JSON.stringify(page)
  if (!mayNeedRepair(json)) return page
  return JSON.parse(json, (_key, value: unknown) =>
    typeof value === 'string' ? value.replaceAll('\0', '').toWellFormed() : value,
  )
}

/** JSON.stringify writes both as \u escapes, in lower case. An escaped backslash before `u` costs a needless repair. */
export function mayNeedRepair(json: string): boolean {
  return /\\u(?:0000|d[89a-f])/.test(json)
}

/** Throws `invalid-record` for a record that the constraints of the database would refuse. */
export function assertStorable(page: QuestionPage): void {
  const [fault] = faults(page)
  if (fault === undefined) return
  throw new MondoError('invalid-record', `Question ${page.questionId} of ${page.site}: ${fault}.`, {
    hint: 'Correct the record, or parse its page again; nothing of this batch was loaded.',
  })
}

function* faults(page: QuestionPage): Generator<string> {
  if (page.site === '' || page.questionId === '') yield 'site or questionId is empty'
  if (URL.parse(page.url) === null) yield `url is not an absolute URL (${page.url})`
  yield* postedFaults('postedAt', page.postedAt)
  yield* personFaults('asker', page.asker)
  yield* numberFaults('answerCount', page.answerCount, 0)
  yield* numberFaults('thanksCount', page.thanksCount)
  for (const answer of page.answers) {
    const where = `answer ${answer.key}`
    if (answer.key === '') yield 'an answer has an empty key'
    yield* postedFaults(`${where}: postedAt`, answer.postedAt)
    yield* personFaults(where, answer.author)
    yield* numberFaults(`${where}: number`, answer.number, 0)
    yield* numberFaults(`${where}: thanksCount`, answer.thanksCount)
  }
  for (const reply of [...page.replies, ...page.answers.flatMap(({ replies }) => replies)]) {
    yield* postedFaults('reply: postedAt', reply.postedAt)
    yield* personFaults('reply', reply.author)
  }
  for (const { rank } of page.related) yield* numberFaults('related: rank', rank, 1)

  const keys = page.answers.map(({ key }) => key)
  const ranks = page.related.map(({ rank }) => rank)
  if (new Set(keys).size < keys.length) yield 'two answers have the same key'
  if (new Set(ranks).size < ranks.length) yield 'two related questions have the same rank'
  if (page.answers.filter(({ isBest }) => isBest).length > 1) yield 'two answers are the best answer'
  for (const key of keys) {
    if (Buffer.byteLength(page.site + page.questionId + key) > maxKeyBytes) yield 'its key is too long'
  }
  if (Buffer.byteLength(page.site + page.questionId + page.url) > maxKeyBytes)
    yield 'its id or URL is too long'
}

/** A btree entry of Postgres holds 2,704 bytes. */
export const maxKeyBytes = 2_500

function* personFaults(where: string, person: Person | null): Generator<string> {
  const rate = person?.bestAnswerRate ?? null
  if (rate === null) return
  yield* numberFaults(`${where}: percent`, rate.percent, 0, 100)
  yield* numberFaults(`${where}: best`, rate.best, 0)
  yield* numberFaults(`${where}: answers`, rate.answers, 0)
  if (rate.best > rate.answers) yield `${where}: ${rate.best} best answers of ${rate.answers}`
}

const int4 = { min: -(2 ** 31), max: 2 ** 31 - 1 }

function* numberFaults(
  where: string,
  value: number | null,
  min: number = int4.min,
  max: number = int4.max,
): Generator<string> {
  if (value === null || (Number.isInteger(value) && value >= min && value <= max)) return
  yield `${where} is ${value}`
}

function* postedFaults(where: string, postedAt: PostedAt | null): Generator<string> {
  if (postedAt !== null && !isPostedAt(postedAt)) yield `${where} is ${postedAt}`
}
