/** Converts relative times, Japanese and English, to a day: `3日前`, `2 hours ago`, `yesterday`. */
import { dayInZone } from './zones.ts'

const ago =
  /^(?:about )?(?:(?<amount>\d{1,4})|an?|one) ?(?<unit>秒|分|時間|日|週間|s(?:ec(?:ond)?s?)?|m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?)?|d(?:ays?)?|w(?:(?:ee)?ks?)?)(?: ago|前)$/i
const named: ReadonlyMap<string, number> = new Map([
  ['たった今', 0],
  ['just now', 0],
  ['now', 0],
  ['今日', 0],
  ['本日', 0],
  ['today', 0],
  ['昨日', 1],
  ['yesterday', 1],
  ['一昨日', 2],
  ['おととい', 2],
])
const clockAfter = /(?:,? ?(?:at )?\d{1,2}:\d\d(?: ?[ap]m)?)$/i

const secondMs = 1_000
const dayMs = 86_400_000
const unitMs: ReadonlyMap<string, number> = new Map([
  ['秒', secondMs],
  ['s', secondMs],
  ['分', 60 * secondMs],
  ['m', 60 * secondMs],
  ['時', 3_600 * secondMs],
  ['h', 3_600 * secondMs],
  ['日', dayMs],
  ['d', dayMs],
  ['週', 7 * dayMs],
  ['w', 7 * dayMs],
])

/**
 * The day, counted back from the capture in the local time of the zone. Null for other texts, without the time of the
 * capture, and for months and years, which do not give a day.
 */
export function relativeDay(
  folded: string,
  capturedAt: Date | undefined,
  zone: string | null,
): string | 'zone-unknown' | null {
  const back = milliseconds(folded)
  if (back === null || capturedAt === undefined) return null
  return zone === null ? 'zone-unknown' : dayInZone(capturedAt.getTime() - back, zone)
}

function milliseconds(folded: string): number | null {
  const days = named.get(folded.toLowerCase().replace(clockAfter, ''))
  if (days !== undefined) return days * dayMs
  const groups = ago.exec(folded)?.groups
  const unit = unitMs.get((groups?.['unit'] ?? '').slice(0, 1).toLowerCase())
  return unit === undefined ? null : Number(groups?.['amount'] ?? 1) * unit
}
