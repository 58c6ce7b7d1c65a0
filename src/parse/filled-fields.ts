/** Fills what a record leaves open from another reader's record of the same page. Nothing is overwritten. */
import type { Check } from '../model/check.ts'
import type { Answer, Person, QuestionPage } from '../model/question-page.ts'
import type { Pair } from './answer-pairs.ts'
import { warning } from './checks.ts'

/** A field that a witness filled, as `--explain` shows it. */
export interface FilledField {
  readonly field: string
  /** The witness's layout. */
  readonly by: string
  readonly text: string
}

export function filledFrom(
  base: QuestionPage,
  witness: QuestionPage,
  pairs: readonly Pair[],
): {
  readonly page: QuestionPage
  readonly filled: readonly FilledField[]
  readonly checks: readonly Check[]
} {
  const filled: FilledField[] = []
  const take = <Value>(field: string, own: Value, other: Value): Value => {
    if (!isOpen(own) || isOpen(other)) return own
    filled.push({ field, by: witness.layout, text: textOfValue(other) })
    return other
  }
  const person = (field: string, own: Person | null, other: Person | null): Person | null => {
    if (own === null || other === null || own.name !== other.name) return take(field, own, other)
    return {
      name: own.name,
      url: take(`${field} url`, own.url, other.url),
      bestAnswerRate: take(`${field} bestAnswerRate`, own.bestAnswerRate, other.bestAnswerRate),
    }
  }
  // The grammar of landmarks finds replies and categories wherever their words stand.
  const mayList = !witness.layout.endsWith('/landmarks')
  const list = <Value>(field: string, own: readonly Value[], other: readonly Value[]): readonly Value[] =>
    mayList ? take(field, own, other) : own
  const others = new Map(pairs.filter(({ sure }) => sure).map((pair) => [pair.base, pair.witness]))
  const answerOf = (own: Answer): Answer => {
    const other = others.get(own)
    if (other === undefined) return own
    const name = `answer ${own.key}`
    return {
      ...own,
      author: person(`${name} author`, own.author, other.author),
      postedAt: take(`${name} postedAt`, own.postedAt, other.postedAt),
      thanksCount: take(`${name} thanksCount`, own.thanksCount, other.thanksCount),
      replies: list(`${name} replies`, own.replies, other.replies),
    }
  }
  const isTold = base.status === 'unknown' && (witness.status === 'open' || witness.status === 'closed')
  const page: QuestionPage = {
    ...base,
    status: isTold ? (take('status', null, witness.status) ?? base.status) : base.status,
    categories: list('categories', base.categories, witness.categories),
    asker: person('asker', base.asker, witness.asker),
    postedAt: take('postedAt', base.postedAt, witness.postedAt),
    answerCount: take('answerCount', base.answerCount, witness.answerCount),
    thanksCount: take('thanksCount', base.thanksCount, witness.thanksCount),
    answers: base.answers.map(answerOf),
    replies: list('replies', base.replies, witness.replies),
    related: list('related', base.related, witness.related),
    nextPageUrl: take('nextPageUrl', base.nextPageUrl, witness.nextPageUrl),
  }
  return { ...counted(page, base, witness), filled }
}

/** A count or a next page that only the witness knows says whether the page shows all. */
function counted(page: QuestionPage, base: QuestionPage, { layout }: QuestionPage) {
  if (page.nextPageUrl !== base.nextPageUrl) return { page: { ...page, complete: false }, checks: [] }
  const { answerCount, answers } = page
  if (answerCount === base.answerCount || answerCount === null) return { page, checks: [] }
  const counts = `${layout} declares ${answerCount} answers, the page shows ${answers.length}`
  if (answers.length > answerCount) {
    const check = warning(layout.startsWith('schema-org/') ? 'structured-data' : 'layout-disagrees', counts)
    return { page: { ...page, answerCount: null }, checks: [check] }
  }
  if (answers.length === answerCount || !page.complete) return { page, checks: [] }
  return { page: { ...page, complete: false }, checks: [warning('answers-missing', counts)] }
}

function isOpen(value: unknown): boolean {
  return value === null || (Array.isArray(value) && value.length === 0)
}

function textOfValue(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  if (Array.isArray(value)) return value.map(textOfValue).join(', ')
  const named = value as { readonly name?: unknown; readonly body?: unknown; readonly title?: unknown }
  const text = named.name ?? named.body ?? named.title
  return typeof text === 'string' ? text : JSON.stringify(value)
}
