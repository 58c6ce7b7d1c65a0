/**
 * Days as Postgres counts them, from 4713 BC to the year 5,874,897: far beyond what a Date holds. The calendar repeats itself every
 * 400 years, so a Date of another era of 400 years has the same month and day. Year 0 is 1 BC here.
 */

const printedDay = /^(\d{4,})-(\d\d)-(\d\d)( BC)?$/
const dayMs = 86_400_000
const eraYears = 400
const eraDays = 146_097
/** 2000, the first year of an era in which a Date takes years as they are, in eras. */
const ownEra = 5

/** Days since 1970-01-01 of a date as Postgres prints it; null for `infinity`. */
export function daysOf(printed: string): number | null {
  const [, digits, month, day, beforeChrist] = printedDay.exec(printed) ?? []
  if (digits === undefined) return null
  const year = beforeChrist === undefined ? Number(digits) : 1 - Number(digits)
  const era = Math.floor(year / eraYears) - ownEra
  return Date.UTC(year - era * eraYears, Number(month) - 1, Number(day)) / dayMs + era * eraDays
}

/** A day, and whether it is before Christ, as Postgres prints both. @param days Since 1970-01-01 */
export function printedDayOf(days: number): { readonly day: string; readonly suffix: string } {
  const era = Math.floor(days / eraDays)
  const there = new Date((days - era * eraDays) * dayMs)
  const year = there.getUTCFullYear() + era * eraYears
  const shown = String(year > 0 ? year : 1 - year).padStart(4, '0')
  return { day: shown + there.toISOString().slice(4, 10), suffix: year > 0 ? '' : ' BC' }
}
