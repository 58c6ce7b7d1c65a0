/**
 * Reads times as sites show them: ISO 8601, Japanese and English forms, and relative times, which give a day counted back from
 * the capture. A time without an offset is local time in the site's zone.
 */
import { isPostedAt } from '../../model/posted-at.ts'
import { exactTime, instantOf } from '../schema-org/instants.ts'
import { parseDate } from './dates.ts'
import { englishTime } from './english-times.ts'
import { fold } from './fold.ts'
import { relativeDay } from './relative-days.ts'
import { inZone } from './zones.ts'

/**
 * `zone-unknown`: a time without an offset, if the zone is unknown, or if the local time occurs twice or never in it.
 * `impossible`: a day or time that does not exist. `none`: not a time.
 */
export type ShownTime =
  | { readonly kind: 'posted'; readonly postedAt: string }
  | { readonly kind: 'zone-unknown' }
  | { readonly kind: 'impossible' }
  | { readonly kind: 'none' }

/** What is needed to interpret a time. */
export interface TimeContext {
  /** `+09:00`, `UTC` or an IANA name; null if unknown. */
  readonly zone: string | null
  readonly capturedAt: Date | undefined
}

const longestTime = 100

/** @example readShownTime("asked May 27 '12 at 12:09", { zone: 'UTC', … }) // 2012-05-27T12:09:00Z */
export function readShownTime(text: string, context: TimeContext): ShownTime {
  const exact = exactTime(text)
  if (exact !== null) return { kind: 'posted', postedAt: exact }
  const folded = text.length > 4 * longestTime ? '' : fold(text)
  if (folded === '' || folded.length > longestTime) return { kind: 'none' }
  // Stack Exchange adds the licence: `2014-02-06 20:37:20Z, License: CC BY-SA 3.0`.
  const time = readForm(folded, context)
  if (time.kind !== 'none') return time
  const licensed = /^([\d-]{10}[T ][\d:.]+Z),.*$/.exec(folded)?.[1] ?? folded
  const others = [withoutLabel(folded), licensed].filter((form) => form !== folded)
  return others.map((form) => readForm(form, context)).find(({ kind }) => kind !== 'none') ?? time
}

function readForm(form: string, { zone, capturedAt }: TimeContext): ShownTime {
  const [, bare = form, named] = /^(.*?\d) ?(UTC|GMT|JST|Z)$/i.exec(form) ?? []
  const itsZone = named === undefined ? zone : /^jst$/i.test(named) ? '+09:00' : 'UTC'
  const instant = instantOf(named === undefined || itsZone !== 'UTC' ? bare : `${bare}Z`)
  if (instant.kind === 'instant') return { kind: 'posted', postedAt: instant.postedAt }
  if (instant.kind === 'impossible') return instant
  if (instant.kind === 'zone-unknown') return placed(instant.clock, itsZone ?? '')
  const local = localTime(bare, capturedAt, zone)
  if (local !== null) return placed(local.slice(0, 19), local.slice(19) || (itsZone ?? ''))
  const day = relativeDay(form, capturedAt, zone)
  if (day === 'zone-unknown') return { kind: 'zone-unknown' }
  return day === null ? { kind: 'none' } : { kind: 'posted', postedAt: day }
}

/** A local time, followed by the offset of the text, if there is one; or a day. Null for other texts. */
function localTime(text: string, capturedAt: Date | undefined, zone: string | null): string | null {
  const japanese = parseDate(text)
  return japanese?.slice(0, 19) ?? englishTime(text, capturedAt, zone)
}

function placed(local: string, zone: string): ShownTime {
  if (!isPostedAt(local.slice(0, 10))) return { kind: 'impossible' }
  if (local.length === 10) return { kind: 'posted', postedAt: local }
  if (zone === '') return { kind: 'zone-unknown' }
  const postedAt = inZone(local, zone)
  return postedAt === null ? { kind: 'zone-unknown' } : { kind: 'posted', postedAt }
}

const labels = [
  /^(?:[^\d:]{0,20}: ?|(?:質問|回答|投稿|補足|お礼|返信|更新|編集|公開|作成|コメント)(?:日時|日)? ?)/,
  /^(?:(?:asked|answered|posted|commented|replied|created|updated|modified|edited|published|submitted|on|at)\b[:,]? ?){1,3}/i,
]
const tails =
  / ?(?:に(?:質問|回答|投稿|更新|編集|公開|コメント)(?:済み|しました|されました)?|投稿|回答|質問)$/

function withoutLabel(folded: string): string {
  return labels
    .reduce((text, label) => text.replace(label, ''), folded)
    .replace(tails, '')
    .trim()
}
