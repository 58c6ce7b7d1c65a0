/** Converts the times of structured data to `PostedAt`: common forms of ISO 8601, RFC 9110 and JavaScript's `Date`. */
import { isPostedAt } from '../../model/posted-at.ts'

/**
 * A converted time. `zone-unknown`: a time without an offset; `clock` is the local time, as `2024-01-02T03:04:05`. `impossible`: a
 * day or time that does not exist, or a year that the database cannot hold. `none`: missing or unreadable.
 */
export type Instant =
  | { readonly kind: 'instant'; readonly postedAt: string }
  | { readonly kind: 'zone-unknown'; readonly clock: string }
  | { readonly kind: 'impossible' }
  | { readonly kind: 'none' }

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')

const days: readonly RegExp[] = [
  // 2024-01-02, 2024-01-02T03:04:05+09:00, 2024-1-2 3:04 UTC
  /^(?<year>\d{4})[-/](?<month>\d\d?)[-/](?<day>\d\d?)(?<rest>(?!\d).*)$/,
  // 20240102T030405Z, 20240102
  /^(?<year>\d{4})(?<month>\d\d)(?<day>\d\d)(?<rest>.*)$/,
  // Tue, 02 Jan 2024 03:04:05 GMT
  /^(?:[a-z]{3,9},?\s)?(?<day>\d\d?)\s(?<name>[a-z]{3})\s(?<year>\d{4})(?<rest>(?:\s.*)?)$/i,
  // Tue Jan 02 2024 03:04:05 GMT+0900 (Japan Standard Time)
  /^(?:[a-z]{3},?\s)?(?<name>[a-z]{3})\s(?<day>\d\d?),?\s(?<year>\d{4})(?<rest>(?:,?\s.*)?)$/i,
]

/** What follows the day: a time, a zone and the zone's name, or nothing. */
const timeOfDay =
  /^(?:(?:t|,?\s)?\s?(?<hour>\d\d?):?(?<minute>\d\d)(?::?(?<second>\d\d)(?:[.,](?<fraction>\d{1,9}))?)?)?(?:\s?(?<zone>z|(?:utc|gmt)?[+\u2212-]\d\d?(?::?\d\d)?|utc|gmt|jst))?(?:\s\([^()]{1,60}\))?$/i

/** The longest form contains the name of a time zone. */
const longest = 120

/** Never throws. */
export function instantOf(text: string | null): Instant {
  const written = text?.trim() ?? ''
  if (written === '' || written.length > longest) return { kind: 'none' }
  const exact = exactTime(written)
  if (exact !== null) return { kind: 'instant', postedAt: exact }
  // From September 2001 to 2033: other numbers of ten digits are hours of a day, `2024010203`.
  const epoch = /^1\d{9}(?:\d{3})?$/.exec(written)?.[0]
  if (epoch !== undefined) return ofEpoch(epoch)
  for (const pattern of days) {
    const day = pattern.exec(written)?.groups
    const time = timeOfDay.exec(day?.['rest'] ?? '')?.groups
    if (day !== undefined && time !== undefined) return ofGroups({ ...day, ...time })
  }
  return { kind: 'none' }
}

/** The time of a text in the form that most pages have for programs, `2014-02-06 20:37:20Z`; null for other texts. */
export function exactTime(text: string): string | null {
  if (text.length !== 20 || !/^[\d-]{10}[T ][\d:]{8}Z$/.test(text)) return null
  const postedAt = text.replace(' ', 'T')
  return isPostedAt(postedAt) ? postedAt : null
}

/** Seconds or milliseconds since 1970. */
function ofEpoch(digits: string): Instant {
  const moment = new Date(Number(digits.padEnd(13, '0')))
  return { kind: 'instant', postedAt: moment.toISOString().replace('.000', '') }
}

function ofGroups(groups: { readonly [name: string]: string | undefined }): Instant {
  const { year = '', day = '', hour, minute, second = '00', fraction } = groups
  const named =
    groups['name'] === undefined ? groups['month'] : `${months.indexOf(groups['name'].toLowerCase()) + 1}`
  if (named === '0') return { kind: 'none' }
  const date = `${year}-${named?.padStart(2, '0') ?? ''}-${day.padStart(2, '0')}`
  if (!isPostedAt(date)) return { kind: 'impossible' }
  if (hour === undefined) return { kind: 'instant', postedAt: date }
  const clock = `${date}T${hour.padStart(2, '0')}:${minute}:${second}`
  const offset = offsetOf(groups['zone'])
  if (!isPostedAt(`${clock}Z`)) return { kind: 'impossible' }
  if (offset === null) return { kind: 'zone-unknown', clock }
  const written = `${clock}${fraction === undefined ? '' : `.${fraction.slice(0, 6)}`}${offset}`
  return isPostedAt(written) ? { kind: 'instant', postedAt: written } : { kind: 'impossible' }
}

function offsetOf(zoneName: string | undefined): string | null {
  if (zoneName === undefined) return null
  const folded = zoneName.toUpperCase().replace('\u2212', '-')
  if (folded === 'JST') return '+09:00'
  const [, sign, hours = '', minutes = '00'] = /([+-])(\d\d?):?(\d\d)?$/.exec(folded) ?? []
  return sign === undefined ? 'Z' : `${sign}${hours.padStart(2, '0')}:${minutes}`
}
