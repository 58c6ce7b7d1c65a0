/** Folds text for matching: width variants and white space must not hide a landmark. */
import { firstMarks } from '../../model/storable-text.ts'

/**
 * One form of a text for matching, never for storing. NFKC turns full-width ASCII and half-width katakana into their
 * usual forms, and every run of white space becomes one space.
 */
export function fold(text: string): string {
  const form = isFolded.test(text) ? text : bounded(text).normalize('NFKC')
  return form.replace(/\s+/g, ' ').trim()
}

/** ASCII, kana, kanji and their punctuation, which NFKC leaves alone: to find that is cheaper than to normalise. */
const isFolded = /^[\t\n\r -~\u3001-\u3003\u3008-\u3011\u3041-\u3096\u30a1-\u30fe\u4e00-\u9fff]*$/

/** As many as the Stream-Safe Text Format of UAX #15 allows; no orthography puts more than a few on one letter. */
const mostMarks = 30
const longRunOfMarks = /\p{M}{31,}/gu

/**
 * Cuts runs of combining marks. `normalize` sorts a run in quadratic time (260 kB of one took 18 s), and a native call
 * cannot be interrupted.
 */
function bounded(text: string): string {
  if (text.length <= mostMarks) return text
  return text.replace(longRunOfMarks, (marks) => firstMarks(marks, mostMarks))
}

/** 2,147,483,647: the database's integers end here. */
export const largestCount = 2 ** 31 - 1

/** Parses a count in either width, with separators: `１，０２４`, `1,024`. Null when the text is not a count or is larger than `largestCount`. */
export function parseCount(text: string): number | null {
  const digits = fold(text).replaceAll(',', '')
  if (!/^\d{1,15}$/.test(digits)) return null
  return Number(digits) <= largestCount ? Number(digits) : null
}
