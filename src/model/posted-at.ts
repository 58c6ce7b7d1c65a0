/** The one rule for a `PostedAt`, shared by parser, schema and loader: its form, and what Postgres can store. */

/**
 * A date, or a time with its offset: without one it would be read in the reader's time zone. Postgres accepts offsets
 * up to 15:59; the widest in use is +14:00.
 */
export const postedAtPattern =
  /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-](?:0\d|1[0-5]):[0-5]\d))?$/

/** Days that every month has, and times of day, in years that no offset leads out of: one test in place of two dates. */
const usual =
  /^(?:1\d|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])(?:T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?(?:Z|[+-](?:0\d|1[0-5]):[0-5]\d))?$/

/** Whether a text has the form of a `PostedAt` and names a day and a time that exist. */
export function isPostedAt(text: string): boolean {
  if (usual.test(text)) return true
  if (!postedAtPattern.test(text) || !isStorableInstant(Date.parse(text))) return false
  const day = text.slice(0, 10)
  const midnight = new Date(`${day}T00:00:00Z`)
  // `Date.parse` takes 0001-01-00 for a day of 2001.
  if (Number.isNaN(midnight.getTime())) return false
  // Date rolls 30 February over into March. Postgres has no year 0, and JavaScript does.
  return midnight.toISOString().startsWith(day) && !day.startsWith('0000')
}

const earliest = Date.parse('0001-01-01T00:00:00Z')
const latest = Date.parse('9999-12-31T23:59:59.999Z')

/**
 * Whether an instant, in milliseconds since 1970, is in the years 1 to 9999 of UTC, whatever the year of its own offset:
 * `0001-01-01T00:00:00+09:00` is in the year before 1, which Postgres takes only as 1 BC.
 */
export function isStorableInstant(ms: number): boolean {
  return ms >= earliest && ms <= latest
}
