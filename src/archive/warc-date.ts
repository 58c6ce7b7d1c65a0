/** Reads the dates of WARC fields. The standard wants `2024-01-02T03:04:05Z`; other tools drop the zone or the punctuation. */

/** Null for what is no date. A date without a zone is UTC, as all dates of WARC files are. */
export function warcDate(written: string): Date | null {
  const text = written.trim().toUpperCase()
  const digits = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d{3})?Z?$/.exec(text)
  if (digits !== null) {
    const [, year, month, day, hour, minute, second, fraction = '000'] = digits
    return dateOf(`${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction}Z`)
  }
  const [, day, time, zone] = isoParts.exec(text) ?? []
  if (day !== undefined) return dateOf(time === undefined ? day : `${day}T${time}${zone || 'Z'}`)
  // What is left is read if it says its zone: JavaScript would take it for local time.
  return /(?:GMT|UTC|Z|[+-]\d\d:?\d\d)$/.test(text) ? dateOf(text) : null
}

const isoParts = /^(\d{4}(?:-\d\d){0,2})(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,20})?)?) ?(Z|[+-]\d\d:\d\d)?)?$/

function dateOf(text: string): Date | null {
  const date = new Date(text)
  return Number.isNaN(date.getTime()) ? null : date
}
