/** Reads counts as sites show them, with or without words: `1.2k views`, `回答 1,234件`, `３万`. */
import { fold, largestCount } from './fold.ts'

/** The count of a text. `none`: no count, or several. `out-of-range`: too large for the database. */
export type ShownCount =
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'out-of-range' }
  | { readonly kind: 'none' }

/** A longer text is not the label of a count. */
const longestLabel = 100

/** A minus after a Latin letter is a hyphen: `Q-3` is not a negative count. */
const numberPattern =
  /(?:(?<![\p{Script=Latin}\d])(?<sign>[-−–]))?(?<![\d.,])(?<digits>\d[\d.,' \u2009\u202f]*\d|\d)(?: ?(?<unit>千|万|億|[kKmM](?![\p{L}\p{N}])))?/gu

/**
 * The count in a text, with half-width or full-width digits and an optional unit. A text with several numbers has no count.
 *
 * @example parseShownCount('回答 １，２３４件') // { kind: 'count', count: 1234 }
 */
export function parseShownCount(text: string): ShownCount {
  const folded = text.length > 4 * longestLabel ? '' : fold(text)
  if (folded === '' || folded.length > longestLabel) return { kind: 'none' }
  const [found, another] = [...folded.matchAll(numberPattern)]
  if (found === undefined || another !== undefined) return { kind: 'none' }
  const { sign, digits = '', unit } = found.groups ?? {}
  const size = sizeOf(digits.replaceAll(/['\u2009\u202f]/g, ' '), unit)
  if (size === null) return { kind: 'none' }
  if (size > largestCount) return { kind: 'out-of-range' }
  return { kind: 'count', count: sign === undefined || size === 0 ? size : -size }
}

/** How many one of each is. */
export const units: ReadonlyMap<string, number> = new Map([
  ['k', 1_000],
  ['千', 1_000],
  ['万', 10_000],
  ['m', 1_000_000],
  ['億', 100_000_000],
])

/** Null if it is not a whole number: `1.5` without a unit, `1,23`. */
function sizeOf(digits: string, unit: string | undefined): number | null {
  const times = unit === undefined ? 1 : (units.get(unit.toLowerCase()) ?? 1)
  // Thousands separators come before every three digits; otherwise a comma or point is the decimal one.
  const whole = /^\d{1,3}([., ])\d{3}(?:\1\d{3})*$/.test(digits) ? digits.replaceAll(/[., ]/g, '') : digits
  const isGrouped = whole !== digits
  if (!/^\d{1,15}(?:[.,]\d{1,9})?$/.test(whole)) return null
  const size = Number(whole.replace(',', '.')) * times
  const rounded = Math.round(size)
  return isGrouped || times > 1 || rounded === size ? rounded : null
}
