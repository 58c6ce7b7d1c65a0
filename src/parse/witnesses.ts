/**
 * Holds one reader's record against that of another reader of the same page, its witness. A witness fills what the record
 * leaves open, for the same answers, and never overwrites. What the two see differently is a check: an error on which
 * answers exist, which is the best, and who wrote one; a warning on texts, counts and times.
 */
import type { Check } from '../model/check.ts'
import type { Answer, Person, QuestionPage } from '../model/question-page.ts'
import {
  type AnswerPairs,
  beginAlike,
  isSameName,
  lettersOf,
  type Pair,
  pairAnswers,
} from './answer-pairs.ts'
import { failure, quoted, warning } from './checks.ts'
import { type FilledField, filledFrom } from './filled-fields.ts'
import { fold } from './text/fold.ts'

/** The record with what the witness added, and what the two disagree on. */
export interface Heard {
  readonly page: QuestionPage
  readonly checks: readonly Check[]
  readonly filled: readonly FilledField[]
}

/** @param isAnonymous Whether a name stands for nobody. */
export function hear(
  base: QuestionPage,
  witness: QuestionPage,
  isAnonymous: (name: string) => boolean,
): Heard {
  const warned = (messages: readonly string[]) => {
    if (messages.length === 0) return []
    const isDeclared = witness.layout.startsWith('schema-org/')
    return isDeclared
      ? [warning('structured-data', `the structured data contradicts the page: ${messages.join('; ')}`)]
      : [warning('layout-disagrees', `${witness.layout} contradicts ${base.layout}: ${messages.join('; ')}`)]
  }
  const pairs = pairAnswers(base.answers, witness.answers)
  const titles = titleDifference(base, witness)
  // With another title and another text it is about another question, whatever stands on the page for it.
  if (titles.length > 0 && base.body !== '' && witness.body !== '' && !beginAlike(base.body, witness.body)) {
    return { page: base, checks: warned([...titles, 'its text is another']), filled: [] }
  }
  const errors = [
    ...existence(base, witness, pairs),
    ...bestAnswers(base, witness, pairs),
    ...authors(witness, pairs, isAnonymous),
  ]
  const checks = [
    ...(errors.length === 0
      ? []
      : [failure('readers-disagree', `${witness.layout} and ${base.layout}: ${errors.join('; ')}`)]),
    ...warned([...titles, ...differences(base, witness, pairs)]),
  ]
  if (errors.length > 0) return { page: base, checks, filled: [] }
  const { page, filled, checks: added } = filledFrom(base, witness, pairs.pairs)
  return { page, checks: [...checks, ...added], filled }
}

/** A declared title may be cut; one that begins differently is a different title. */
function titleDifference(base: QuestionPage, witness: QuestionPage): readonly string[] {
  const [shown, named] = [base, witness].map(({ title }) => fold(title).replace(/ ?(?:…|\.{3})$/u, ''))
  if (shown === undefined || named === undefined) return []
  return shown.startsWith(named) || named.startsWith(shown) ? [] : [`its title is ${quoted(witness.title)}`]
}

/**
 * A witness may know fewer answers: structured data often names the best alone. It contradicts the page only where it names
 * one that a whole page does not have, or where it has as many as it declares and the page declares nothing.
 */
function existence(
  base: QuestionPage,
  witness: QuestionPage,
  { pairs, onlyBase, onlyWitness }: AnswerPairs,
): readonly string[] {
  const others = pairs.filter((pair) => !pair.sure && areBothNamed(pair) && !isSamePerson(pair))
  const named = [...onlyWitness, ...others.map((pair) => pair.witness)]
  const strangers = base.complete ? named.filter(({ body }) => lettersOf(body, 1) !== '') : []
  const found: string[] = []
  if (strangers.length > 0) {
    const [first] = strangers
    found.push(`${strangers.length} answers only in the first, ${quoted(first?.body ?? '')}`)
  }
  const isWhole = witness.complete && witness.answerCount === witness.answers.length
  const isCounted = base.answerCount === base.answers.length
  if (onlyBase.length > 0 && witness.answers.length > 0 && isWhole && !isCounted) {
    found.push(`${onlyBase.length} answers only in the second, ${quoted(onlyBase[0]?.body ?? '')}`)
  }
  return found
}

function bestAnswers(base: QuestionPage, witness: QuestionPage, { pairs }: AnswerPairs): readonly string[] {
  const mine = base.answers.find(({ isBest }) => isBest)
  const theirs = witness.answers.find(({ isBest }) => isBest)
  if (mine === undefined || theirs === undefined) return []
  const pair = pairs.find((one) => one.witness === theirs)
  if (pair === undefined || pair.base === mine) return []
  return [`the best answer is ${quoted(theirs.body)} in the first, ${quoted(mine.body)} in the second`]
}

function authors(
  witness: QuestionPage,
  { pairs }: AnswerPairs,
  isAnonymous: (name: string) => boolean,
): readonly string[] {
  // A site that names itself as the author of everything says nothing of people.
  const names = new Set(
    pairs.flatMap((pair) => (pair.witness.author === null ? [] : [pair.witness.author.name])),
  )
  const shown = new Set(pairs.flatMap((pair) => (pair.base.author === null ? [] : [pair.base.author.name])))
  if (names.size === 1 && shown.size > 1 && witness.answers.length > 1) return []
  const wrong = pairs.filter(
    (pair) =>
      pair.sure &&
      areBothNamed(pair) &&
      !isSamePerson(pair) &&
      ![pair.base, pair.witness].some(({ author }) => author !== null && isAnonymous(author.name)),
  )
  const [first] = wrong
  if (first === undefined) return []
  const named = [first.witness, first.base].map(({ author }) => quoted(author?.name ?? ''))
  return [`${wrong.length} answers by others: ${named[0]} in the first is ${named[1]} in the second`]
}

function areBothNamed({ base, witness }: Pair): boolean {
  return base.author !== null && witness.author !== null
}

/** A profile's URL may be the only place of the other name. */
function isSamePerson({ base: { author: mine }, witness: { author: theirs } }: Pair): boolean {
  if (mine === null || theirs === null || isSameName(mine.name, theirs.name)) return true
  if (mine.url !== null && mine.url === theirs.url) return true
  return isInUrl(theirs.name, mine) || isInUrl(mine.name, theirs)
}

function isInUrl(name: string, { url }: Person): boolean {
  const wanted = encodeURIComponent(fold(name).toWellFormed()).toLowerCase()
  return url?.toLowerCase().split('/').includes(wanted) === true
}

/** Texts, counts and times that both have and that differ. */
function differences(base: QuestionPage, witness: QuestionPage, { pairs }: AnswerPairs): readonly string[] {
  const found: string[] = []
  if (!beginAlike(base.body, witness.body)) found.push('its text is another')
  if (isOther(base.answerCount, witness.answerCount)) {
    found.push(`its answerCount is ${witness.answerCount}, the page declares ${base.answerCount}`)
  }
  if (isOther(base.thanksCount, witness.thanksCount))
    found.push(`its count of votes is ${witness.thanksCount}, the page has ${base.thanksCount}`)
  if (isOtherTime(base.postedAt, witness.postedAt)) found.push(`its time is ${witness.postedAt}`)
  const isCut = (one: string, whole: string) => {
    if (one === whole) return false
    const [short, long] = [lettersOf(one, longestCompared), lettersOf(whole, longestCompared)]
    return short.length + leastLost < long.length && long.startsWith(short) && short !== ''
  }
  if (isCut(base.body, witness.body)) found.push('its text goes on where that of the page ends')
  const answers = pairs.filter((pair) => !beginAlike(pair.base.body, pair.witness.body))
  if (answers.length > 0) found.push(`${answers.length} answers have other texts`)
  const cut = pairs.filter((pair) => isCut(pair.base.body, pair.witness.body))
  if (cut.length > 0) found.push(`${cut.length} answers go on where those of the page end`)
  const isOtherValue = (pair: Pair, differs: (one: Answer, other: Answer) => boolean) =>
    pair.sure && differs(pair.base, pair.witness)
  const votes = pairs.filter((pair) => isOtherValue(pair, (a, b) => isOther(a.thanksCount, b.thanksCount)))
  if (votes.length > 0) found.push(`${votes.length} answers have another count of votes`)
  const times = pairs.filter((pair) => isOtherValue(pair, (a, b) => isOtherTime(a.postedAt, b.postedAt)))
  if (times.length > 0) found.push(`${times.length} answers have another time`)
  return found
}

const longestCompared = 2_000
/** Letters: a label or a signature that one reader cuts out is no lost text. */
const leastLost = 40

function isOther(one: number | null, other: number | null): boolean {
  return one !== null && other !== null && one !== other
}

/** Pages often show minutes, or days alone; a day may be that of another time zone. */
function isOtherTime(one: string | null, other: string | null): boolean {
  if (one === null || other === null) return false
  const apart = Math.abs(Date.parse(one) - Date.parse(other))
  return apart >= (one.includes('T') && other.includes('T') ? 60_000 : 2 * 86_400_000)
}
