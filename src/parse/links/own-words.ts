/** Reads the item of a list by the words of the site's own definition: its number of answers, and its state. */
import type { QuestionStatus } from '../../model/question-page.ts'
import type { SiteWords } from '../site/site-words.ts'

/** A run of text, folded. */
export interface Piece {
  readonly text: string
  /** Whether it is inside a link that wraps the whole item, title included. */
  readonly inLink: boolean
}

export type ListedStatus = Exclude<QuestionStatus, 'unknown'>

/** Longer texts are sentences, which may mention 回答 5 件 of anything. */
export const longestPiece = 60

/** The short texts of an item in page order, and the parts of a line of several: `Solved · 5 answers`. */
export function phrasesOf(pieces: readonly Piece[]): readonly string[] {
  return pieces
    .flatMap(({ text }) => (text.length > longestPiece ? [''] : text.split(/[|/・·•,、()]/)))
    .map((text) => text.trim())
    .filter((text) => text !== '')
}

/**
 * Null where the item does not say it, or says it in two ways. A label and its number may stand in elements of their own. Where a
 * number stands on both sides, the one before the label counts: `12 votes 5 answers 100 views`.
 */
export function ownCount(phrases: readonly string[], words: SiteWords): number | null {
  const counted = (texts: readonly string[]) =>
    new Set(texts.map((text) => words.count('answers', text)).filter((count) => count !== null))
  const whole = counted(phrases)
  if (whole.size > 0) return only(whole)
  const pairs = phrases.slice(1).map((second, at) => `${phrases[at] ?? ''} ${second}`)
  const numberFirst = counted(pairs.filter((pair) => /^\d/.test(pair)))
  return only(numberFirst.size > 0 ? numberFirst : counted(pairs))
}

const statuses: readonly ListedStatus[] = ['open', 'solved', 'closed']

export function ownStatuses(phrases: readonly string[], words: SiteWords): readonly ListedStatus[] {
  return statuses.filter((status) => phrases.some((phrase) => words.says(status, phrase)))
}

/** Null where there is none, or several. */
export function only<T>(values: ReadonlySet<T>): T | null {
  const [first] = values
  return first === undefined || values.size > 1 ? null : first
}
