/** Headings and numbers of answers whose words are too common to be landmarks everywhere. */
import type { Block } from '../html/blocks.ts'
import type { Landmark } from './landmark.ts'

/** A heading over the answers that does not count them; in a text the same word is prose. */
export function isAnswersHeading(block: Block): boolean {
  return block.headingLevel !== null && /^(?:A ?)?回答(?:一覧)?$/.test(block.folded)
}

/**
 * goo writes No.3 alone where OKWAVE writes 回答No.3. A user may be called so, and one answer may speak of another: it is a
 * number only on pages that have no other.
 */
export function bareNumberOf({ folded }: Block): Landmark | null {
  const number = /^No ?[.．] ?(\d{1,6})$/i.exec(folded)?.[1]
  return number === undefined ? null : { kind: 'answer-number', number: Number(number) }
}
