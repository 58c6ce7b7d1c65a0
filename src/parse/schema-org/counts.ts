/** Reads the counts of structured data: `2`, `2.0`, `1,234`, `1.2k`, `12 answers`, `3万`. */
import { fold, largestCount } from '../text/fold.ts'
import { units } from '../text/shown-counts.ts'

/** A count. `impossible`: not a valid count, or too large for the database. `none`: missing or not a number. */
export type Count =
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'impossible' }
  | { readonly kind: 'none' }

/** Thousands are separated by the same character throughout. A word after the number may say what is counted. */
const pattern =
  /^(?<sign>[+-]?)(?<whole>\d{1,3}(?:([,' ’_])\d{3})(?:\3\d{3}){0,4}|\d{1,15})(?:\.(?<fraction>\d{1,9}))?\s?(?:(?<times>[千万億]|[km](?![\p{L}\d])))?\s?(?<unit>[^\d\s]\D{0,40})?$/iu

/** A number in words behind the digits: what it comes to is not read. */
const numeral = /^(?:thousand|million|billion|mio|mrd|lakh|crore|[兆百十])/i

/** Very large numbers of JSON: 1e+21. */
const isPower = /^[+-]?\d+(?:\.\d+)?e\+?\d+$/i

/** @param least A smaller number is impossible. */
export function countOf(text: string | null, least: number): Count {
  const groups = pattern.exec(fold(text ?? '').replace('\u2212', '-'))?.groups
  if (groups === undefined)
    return isPower.test(text?.trim() ?? '') ? { kind: 'impossible' } : { kind: 'none' }
  const { sign = '', whole = '', fraction = '', times, unit = '' } = groups
  if (numeral.test(unit)) return { kind: 'impossible' }
  const digits = `${whole.replaceAll(/\D/g, '')}.${fraction || '0'}`
  const factor = units.get(times?.toLowerCase() ?? '') ?? 1
  // Rounded, because in floating point 1.001 * 1000 is not a whole number.
  const product = Math.round(Number(digits) * factor * 1e6) / 1e6
  const number = (sign === '-' ? -1 : 1) * product
  if (!Number.isInteger(number) || number < least || number > largestCount) return { kind: 'impossible' }
  return { kind: 'count', count: number === 0 ? 0 : number }
}
