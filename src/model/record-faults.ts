/** The one rule for what the database can hold of a record, shared by the parser, which yields nothing else, and the loader. */
import { isPostedAt } from './posted-at.ts'
import type { Person, PostedAt, QuestionPage } from './question-page.ts'
import { longestUrl } from './stored-url.ts'

/** What the constraints of the database would refuse, one message a fault. */
export function* recordFaults(page: QuestionPage): Generator<string> {
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
  for (const { rank, questionId } of page.related) {
    yield* numberFaults('related: rank', rank, 1)
    if (Buffer.byteLength(page.site + (questionId ?? '')) > maxKeyBytes)
      yield 'the id of a related question is too long'
  }
  if (page.categories.some((category) => Buffer.byteLength(category) > maxNameBytes))
    yield 'a category is too long'

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

/** For site, question and URL or answer together, because they form a key of the database. */
const maxKeyBytes = longestUrl

/** Maximum bytes of a category or of a person's name: together with the other key columns it must fit into an index row. */
const maxNameBytes = 600

function* personFaults(where: string, person: Person | null): Generator<string> {
  if (person !== null && Buffer.byteLength(person.name) > maxNameBytes) yield `${where}: its name is too long`
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
