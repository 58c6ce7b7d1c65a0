/**
 * Converts days in the range of Postgres, from 4713 BC to the year 5,874,897, far beyond a JavaScript Date. The calendar
 * repeats every 400 years (an era), so the same day of another era has the same month and day. Year 0 is 1 BC here.
 */

const printedDay = /^(\d{4,})-(\d\d)-(\d\d)( BC)?$/
const dayMs = 86_400_000
const eraYears = 400
const eraDays = 146_097
/** Number of the era that begins in 2000. `Date.UTC` accepts its years unchanged; it maps years below 100 to 19xx. */
const ownEra = 5

/** Days since 1970-01-01 of a date as Postgres prints it; null for `infinity`. */
export function daysOf(printed: string): number | null {
  const [, digits, month, day, beforeChrist] = printedDay.exec(printed) ?? []
  if (digits === undefined) return null
  const year = beforeChrist === undefined ? Number(digits) : 1 - Number(digits)
  const era = Math.floor(year / eraYears) - ownEra
  return Date.UTC(year - era * eraYears, Number(month) - 1, Number(day)) / dayMs + era * eraDays
}

/**
 * The day and the suffix ` BC` or '', as Postgres prints them.
 *
 * @param days Days since 1970-01-01.
 */
export function printedDayOf(days: number): { readonly day: string; readonly suffix: string } {
  const era = Math.floor(days / eraDays)
  const there = new Date((days - era * eraDays) * dayMs)
  const year = there.getUTCFullYear() + era * eraYears
  const shown = String(year > 0 ? year : 1 - year).padStart(4, '0')
  return { day: shown + there.toISOString().slice(4, 10), suffix: year > 0 ? '' : ' BC' }
}
