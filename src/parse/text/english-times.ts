/** Reads English forms of days and times: `May 27 '12 at 12:09`, `27 May 2012`, `Sunday, May 27th, 2012 3:04 PM`. */
import { dayInZone } from './zones.ts'

const weekday = /^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? /i
const days = [
  /^(?<month>[a-z]{3,9})\.? (?<day>\d{1,2})(?:st|nd|rd|th)?(?<rest>.*)$/i,
  /^(?<day>\d{1,2})(?:st|nd|rd|th)?(?: of)?[ -](?<month>[a-z]{3,9})\.?(?<rest>.*)$/i,
]
const monthName =
  /^(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)$/i
const yearAndTime =
  /^(?:,? (?:(?<year>\d{4})|'(?<short>\d\d))(?!:))?(?:,? ?(?:at |@ ?|[-–·] )?(?<hour>\d{1,2})(?::(?<minute>\d\d)(?::(?<second>\d\d))?)? ?(?<half>[ap]\.?m\.?)?(?: ?(?<offset>[+-]\d\d:?\d\d))?)?$/i

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')

/**
 * Returns `2012-05-27`, or `2012-05-27T12:09:00` followed by the offset of the text, if there is one; null for other texts.
 * Sites omit the year of recent days: the result is then the last such day before the capture.
 */
export function englishTime(text: string, capturedAt: Date | undefined, zone: string | null): string | null {
  const groups = groupsOf(text.replace(weekday, ''))
  if (groups === null) return null
  const monthNumber = months.indexOf((groups['month'] ?? '').slice(0, 3).toLowerCase()) + 1
  const monthAndDay = `${two(monthNumber)}-${two(Number(groups['day']))}`
  const written = groups['year'] ?? fullYear(groups['short'])
  const day = written === null ? lastBefore(monthAndDay, capturedAt, zone) : `${written}-${monthAndDay}`
  if (day === null || groups['hour'] === undefined) return day
  const clock = clockOf(groups)
  return clock === null ? null : `${day}T${clock}${offsetOf(groups['offset'])}`
}

function groupsOf(text: string): Readonly<Record<string, string | undefined>> | null {
  for (const pattern of days) {
    const day = pattern.exec(text)?.groups
    const rest = yearAndTime.exec(day?.['rest'] ?? '')?.groups
    if (rest !== undefined && monthName.test(day?.['month'] ?? '')) return { ...day, ...rest }
  }
  return null
}

const two = (number: number): string => String(number).padStart(2, '0')

function fullYear(short: string | undefined): string | null {
  if (short === undefined) return null
  return Number(short) < 70 ? `20${short}` : `19${short}`
}

function lastBefore(monthAndDay: string, capturedAt: Date | undefined, zone: string | null): string | null {
  if (capturedAt === undefined) return null
  const today = dayInZone(capturedAt.getTime(), zone ?? 'UTC')
  if (today === null) return null
  const thisYear = Number(today.slice(0, 4))
  return `${monthAndDay <= today.slice(5) ? thisYear : thisYear - 1}-${monthAndDay}`
}

/** Null for a number without minutes or am/pm, and for an impossible time. */
function clockOf(groups: Readonly<Record<string, string | undefined>>): string | null {
  const { hour, minute, second = '00', half } = groups
  const written = Number(hour)
  if (half === undefined) return minute === undefined || written > 23 ? null : clock(written, minute, second)
  if (written < 1 || written > 12) return null
  return clock((written % 12) + (/^p/i.test(half) ? 12 : 0), minute ?? '00', second)
}

function clock(hour: number, minute: string, second: string): string | null {
  return Number(minute) > 59 || Number(second) > 59 ? null : `${two(hour)}:${minute}:${second}`
}

function offsetOf(written: string | undefined): string {
  if (written === undefined || written.includes(':')) return written ?? ''
  return `${written.slice(0, 3)}:${written.slice(3)}`
}
