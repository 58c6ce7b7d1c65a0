/** Converts local times of a time zone: an IANA name, by the rules of the runtime, a fixed offset, or UTC. */
import { isPostedAt, isStorableInstant } from '../../model/posted-at.ts'

/** Minutes east of UTC in a zone at an instant; null if the offset then included seconds. Throws for an unknown zone. */
function offsetAt(zone: string, instant: number): number | null {
  const fixed = fixedOffset(zone)
  if (fixed !== null) return fixed
  const name = formatOf(zone)
    .formatToParts(instant)
    .find(({ type }) => type === 'timeZoneName')?.value
  if (name === 'GMT') return 0
  const [, sign, hours, minutes] = /^GMT([+-])(\d\d):(\d\d)$/.exec(name ?? '') ?? []
  return sign === undefined ? null : Number(`${sign}1`) * (60 * Number(hours) + Number(minutes))
}

/**
 * The `PostedAt` of a local time; null if the time occurs twice or never in the zone, because clocks are moved.
 *
 * @param local `2013-07-08T12:34:00`
 * @example inZone('2021-07-01T12:00:00', 'Europe/Berlin') // '2021-07-01T12:00:00+02:00'
 */
export function inZone(local: string, zone: string): string | null {
  const asUtc = Date.parse(`${local}Z`)
  if (Number.isNaN(asUtc) || !isStorableInstant(asUtc)) return null
  const offset = fixedOffset(zone) ?? onlyOffset(zone, asUtc)
  if (offset === null) return null
  const written = `${local}${writtenOffset(zone, offset)}`
  return isPostedAt(written) ? written : null
}

/** The UTC offset of a local time in a zone with daylight saving; null if the time is ambiguous or does not exist. */
function onlyOffset(zone: string, asUtc: number): number | null {
  const offsets = new Set([-day, 0, day].map((shift) => offsetAt(zone, asUtc + shift)))
  const fitting = [...offsets].filter(
    (offset) => offset !== null && offsetAt(zone, asUtc - offset * minute) === offset,
  )
  const [offset, another] = fitting
  return offset === undefined || another !== undefined ? null : offset
}

/** The local day in the zone at an instant. */
export function dayInZone(instant: number, zone: string): string | null {
  const offset = isStorableInstant(instant) ? offsetAt(zone, instant) : null
  if (offset === null) return null
  const shown = instant + offset * minute
  return isStorableInstant(shown) ? new Date(shown).toISOString().slice(0, 10) : null
}

const minute = 60_000
const day = 86_400_000

function fixedOffset(zone: string): number | null {
  if (isUtc(zone)) return 0
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(zone) ?? []
  return sign === undefined ? null : Number(`${sign}1`) * (60 * Number(hours) + Number(minutes))
}

const isUtc = (zone: string) => zone === 'UTC' || zone === 'Z'

function writtenOffset(zone: string, offset: number): string {
  if (isUtc(zone)) return 'Z'
  const size = Math.abs(offset)
  const [hours, minutes] = [Math.floor(size / 60), size % 60].map((part) => String(part).padStart(2, '0'))
  return `${offset < 0 ? '-' : '+'}${hours}:${minutes}`
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** Kept, because creating a format takes a hundred times as long as using it. */
function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known !== undefined) return known
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
  formats.set(zone, format)
  return format
}
