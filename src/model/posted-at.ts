/** The form of a `PostedAt`, and what Postgres can hold of it. One rule for parser, schema and load. */

/**
 * A time has its offset: without one it would be read in the time zone of the reader. Postgres takes offsets up
 * to 15:59, and the widest in use is +14:00.
 */
export const postedAtPattern =
  /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-](?:0\d|1[0-5]):[0-5]\d))?$/

/** Whether a text has the form, and its day and time exist. */
export function isPostedAt(text: string): boolean {
  if (!postedAtPattern.test(text) || Number.isNaN(Date.parse(text))) return false
  const day = text.slice(0, 10)
  // Date rolls 30 February over into March. Postgres has no year 0, and JavaScript does.
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day) && !day.startsWith('0000')
}
