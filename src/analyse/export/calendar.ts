/**
 * Days of the Gregorian calendar as Postgres counts them, far beyond what a JavaScript Date holds: from 4713 BC to the year
 * 5,874,897. Year 0 is 1 BC here.
 */

const printedDay = /^(\d{4,})-(\d\d)-(\d\d)( BC)?$/

/** Days since 1970-01-01 of a date as Postgres prints it; null for `infinity`. */
export function daysOf(printed: string): number | null {
  const [, digits, month, day, beforeChrist] = printedDay.exec(printed) ?? []
  if (digits === undefined) return null
  const year = beforeChrist === undefined ? Number(digits) : 1 - Number(digits)
  // Years begin in March, so that the leap day is the last one; eras have 400 years.
  const shifted = Number(month) > 2 ? year : year - 1
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * ((Number(month) + 9) % 12) + 2) / 5) + Number(day) - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * daysOfEra + dayOfEra - daysBefore1970
}

/** A day, and whether it is before Christ, as Postgres prints both. @param days Since 1970-01-01 */
export function printedDayOf(days: number): { readonly day: string; readonly suffix: string } {
  const shifted = days + daysBefore1970
  const era = Math.floor(shifted / daysOfEra)
  const dayOfEra = shifted - era * daysOfEra
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const place = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * place + 2) / 5) + 1
  const month = place < 10 ? place + 3 : place - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  const digits = (number: number, length: number) => String(number).padStart(length, '0')
  const shown = year > 0 ? year : 1 - year
  return { day: `${digits(shown, 4)}-${digits(month, 2)}-${digits(day, 2)}`, suffix: year > 0 ? '' : ' BC' }
}

const daysOfEra = 146_097
/** From 1 March of year 0. */
const daysBefore1970 = 719_468
