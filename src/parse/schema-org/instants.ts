/** Converts the ISO 8601 times of structured data to `PostedAt`. */
import { isPostedAt } from '../../model/posted-at.ts'

/**
 * A converted time. `zone-unknown`: a time without an offset. `impossible`: a day or time that does not exist, or a year that
 * the database does not hold. `none`: missing or unreadable.
 */
export type Instant =
  | { readonly kind: 'instant'; readonly postedAt: string }
  | { readonly kind: 'zone-unknown' }
  | { readonly kind: 'impossible' }
  | { readonly kind: 'none' }

const pattern =
  /^(?<day>\d{4}-\d\d-\d\d)(?:[T ](?<hour>\d\d):(?<minute>\d\d)(?::(?<second>\d\d)(?<fraction>\.\d{1,9})?)?\s?(?<zone>Z|[+-]\d\d:?\d\d)?)?$/i

/** A time without an offset is ambiguous, except on a `japanese` site, where it is Japanese time. */
export function instantOf(text: string | null, japanese: boolean): Instant {
  const groups = pattern.exec(text?.trim() ?? '')?.groups
  if (groups === undefined) return { kind: 'none' }
  if (!isPostedAt(groups['day'] ?? '')) return { kind: 'impossible' }
  const { day = '', hour, minute, second = '00', fraction = '', zone } = groups
  if (hour === undefined) return { kind: 'instant', postedAt: day }
  const offset = offsetOf(zone) ?? (japanese ? '+09:00' : null)
  if (offset === null) return { kind: 'zone-unknown' }
  const written = `${day}T${hour}:${minute}:${second}${fraction.slice(0, 7)}${offset}`
  return isPostedAt(written) ? { kind: 'instant', postedAt: written } : { kind: 'impossible' }
}

function offsetOf(zone: string | undefined): string | null {
  if (zone === undefined) return null
  if (zone.toUpperCase() === 'Z') return 'Z'
  return zone.includes(':') ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`
}
