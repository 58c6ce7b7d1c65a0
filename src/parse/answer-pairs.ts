/**
 * Finds the answers that two readers of one page both have. Their keys may differ (numbers here, ids there) and so may the
 * form of a text: one keeps line breaks, another is cut, a third has the markup of its editor.
 */
import type { Answer } from '../model/question-page.ts'
import { fold } from './text/fold.ts'

/** One answer, by both readers. `sure`: by key or text, not only because both have one left. */
export interface Pair {
  readonly base: Answer
  readonly witness: Answer
  readonly sure: boolean
}

/** The pairs, and what only one reader has. */
export interface AnswerPairs {
  readonly pairs: readonly Pair[]
  readonly onlyBase: readonly Answer[]
  readonly onlyWitness: readonly Answer[]
}

export function pairAnswers(base: readonly Answer[], witness: readonly Answer[]): AnswerPairs {
  const pairs: Pair[] = []
  let left = { base, witness }
  const match = (nameOf: (answer: Answer) => string | null, fits = (_: Answer, _other: Answer) => true) => {
    const waiting = Map.groupBy(left.base, nameOf)
    const taken = new Set<Answer>()
    const others = left.witness.filter((answer) => {
      const name = nameOf(answer)
      const found = name === null ? undefined : waiting.get(name)?.find((one) => !taken.has(one))
      if (found === undefined || !fits(found, answer)) return true
      taken.add(found)
      // Taken from the front, so that a thousand equal texts are not looked through a thousand times.
      waiting.get(name)?.shift()
      pairs.push({ base: found, witness: answer, sure: true })
      return false
    })
    left = { base: left.base.filter((answer) => !taken.has(answer)), witness: others }
  }
  match(
    ({ key }) => key,
    (one, other) => beginAlike(one.body, other.body),
  )
  // The longest beginnings first: many answers begin with the same greeting.
  for (const letters of openings) {
    match(({ body }) => {
      const beginning = lettersOf(body, letters)
      return beginning.length === letters ? beginning : null
    })
  }
  match(({ body }) => lettersOf(body, shortest) || null, haveOneAuthor)
  match(({ key }) => key)
  match(signatureOf)
  const last = Math.min(left.base.length, left.witness.length)
  for (const [at, one] of left.base.slice(0, last).entries()) {
    const other = left.witness[at]
    if (other !== undefined) pairs.push({ base: one, witness: other, sure: false })
  }
  return { pairs, onlyBase: left.base.slice(last), onlyWitness: left.witness.slice(last) }
}

const openings = [200, 60, 30]
const shortest = 15

function haveOneAuthor(one: Answer, other: Answer): boolean {
  return one.author === null || other.author === null || isSameName(one.author.name, other.author.name)
}

/** One name may carry an honorific or a score, or stand twice: once for readers, once for machines and hidden by a class. */
export function isSameName(one: string, other: string): boolean {
  const [short, long] = [fold(one).toLowerCase(), fold(other).toLowerCase()].sort(
    (a, b) => a.length - b.length,
  )
  if (short === undefined || long?.startsWith(short) !== true) return false
  const rest = long.slice(short.length)
  return rest === short || /^(?:さん|様|氏|[^\p{L}\p{N}].*)?$/u.test(rest)
}

const longestOpening = 30

/** Whether one text begins as the other: either may be cut. An image or a smile without a letter is like any text. */
export function beginAlike(one: string, other: string): boolean {
  if (one === other) return true
  const [a, b] = [lettersOf(one, longestOpening), lettersOf(other, longestOpening)]
  return a.startsWith(b) || b.startsWith(a)
}

/** The first letters and digits of a text, without the mark of a cut, white space, punctuation and markup of editors. */
export function lettersOf(text: string, most: number): string {
  return fold(text.slice(0, 20 * most))
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .slice(0, most)
}

function signatureOf({ author, postedAt }: Answer): string | null {
  if (author === null || postedAt?.includes('T') !== true) return null
  return `${fold(author.name)} ${Math.floor(Date.parse(postedAt) / 60_000)}`
}
