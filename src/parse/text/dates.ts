/**
 * Parses the date formats of Japanese sites into `PostedAt`: `2013-07-08T12:34:00+09:00` with a time, else `2013-07-08`.
 * Times are Japanese time, which has had no daylight saving since 1951.
 */
import { isPostedAt } from '../../model/posted-at.ts'
import { fold } from './fold.ts'

const japaneseOffset = '+09:00'
const japaneseOffsetMs = 9 * 3_600_000

/** The year before year 1 of each era: 令和1年 is 2019. */
const eras: ReadonlyMap<string, number> = new Map([
  ['令和', 2018],
  ['R', 2018],
  ['平成', 1988],
  ['H', 1988],
  ['昭和', 1925],
  ['S', 1925],
])

const dayPattern =
  /^(?:(?<era>令和|平成|昭和|[RHS](?=\d))(?<eraYear>元|\d{1,2})|(?<year>\d{4}))(?:年|[/.-])(?<month>\d{1,2})(?:月|[/.-])(?<day>\d{1,2})日?(?:\([月火水木金土日](?:曜日?)?\))?(?<rest>.*)$/
const timePattern =
  /^[ T]?(?<half>午前|午後)?(?<hour>\d{1,2})(?::|時)(?<minute>\d{1,2})(?:(?::|分)(?<second>\d{1,2})?秒?|分)?$/
const agoPattern = /^(?<amount>\d{1,4})(?<unit>秒|分|時間|日|週間|か月|ヶ月|ヵ月|カ月|年)前$/

/**
 * Parses a whole text as a date; null when it is not one. Relative dates (`3日前`) need `capturedAt` and give only a day;
 * those of a month or more give null, because they do not name a day.
 *
 * @example parseDate('平成25年7月8日 12:34') // '2013-07-08T12:34:00+09:00'
 */
export function parseDate(text: string, capturedAt?: Date): string | null {
  const folded = fold(text)
  if (folded.length === 0 || folded.length > 40) return null
  return parseAbsolute(folded) ?? (capturedAt === undefined ? null : parseAgo(folded, capturedAt))
}

function parseAbsolute(folded: string): string | null {
  const groups = dayPattern.exec(folded)?.groups
  if (groups === undefined) return null
  const year =
    groups['year'] === undefined
      ? (eras.get(groups['era'] ?? '') ?? Number.NaN) +
        (groups['eraYear'] === '元' ? 1 : Number(groups['eraYear']))
      : Number(groups['year'])
  const day = isoDay(year, Number(groups['month']), Number(groups['day']))
  const rest = (groups['rest'] ?? '').trim()
  if (day === null || rest === '') return day
  const time = parseTime(rest)
  const written = `${day}T${time}${japaneseOffset}`
  return time !== null && isPostedAt(written) ? written : null
}

/** Null for a day that the calendar lacks, and outside the years 1 to 9999, which is all that `PostedAt` can write. */
function isoDay(year: number, month: number, day: number): string | null {
  if (!(year >= 1 && year <= 9999)) return null
  const date = new Date(Date.UTC(year, month - 1, day))
  // Date rolls 31 February over into March; a date that exists comes back unchanged.
  if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day)
    return null
  // `toISOString` takes three times as long as the rest.
  return `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(day)}`
}

function parseTime(text: string): string | null {
  const groups = timePattern.exec(text)?.groups
  if (groups === undefined) return null
  const written = Number(groups['hour'])
  const hour = groups['half'] === '午後' && written < 12 ? written + 12 : written
  const minute = Number(groups['minute'])
  const second = Number(groups['second'] ?? 0)
  if (hour > 23 || minute > 59 || second > 59) return null
  return [hour, minute, second].map(twoDigits).join(':')
}

function twoDigits(part: number): string {
  return String(part).padStart(2, '0')
}

function parseAgo(folded: string, capturedAt: Date): string | null {
  const groups = agoPattern.exec(folded)?.groups
  if (groups === undefined) return null
  const unit = unitMs.get(groups['unit'] ?? '')
  if (unit === undefined) return null
  const moment = capturedAt.getTime() - Number(groups['amount']) * unit
  const day = new Date(moment + japaneseOffsetMs)
  return isoDay(day.getUTCFullYear(), day.getUTCMonth() + 1, day.getUTCDate())
}

const unitMs: ReadonlyMap<string, number> = new Map([
  ['秒', 1000],
  ['分', 60_000],
  ['時間', 3_600_000],
  ['日', 86_400_000],
  ['週間', 7 * 86_400_000],
])
