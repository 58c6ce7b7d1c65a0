/** Reads a day or time of its own line, with or without a label before it. */
import { parseDate } from '../text/dates.ts'
import type { Landmark } from './landmark.ts'

const labelledDate =
  /^(?:((?:(?:質問|回答)?投稿|質問|回答|補足|お礼|登録|更新)(?:日時|日)|投稿|日時) ?[:–—ー-]? ?)?(.{3,30})$/

/** The first characters of all labels, years and eras (`R1/5/1`), and of `3日前`. */
const beginnings: ReadonlySet<number> = new Set(
  [...'0123456789令平昭RHS質回投補お登更日'].map((text) => text.charCodeAt(0)),
)

/** Whether a text begins as a date with or without a label does; in one look, where `mayBeDate` looks through the text. */
export function mayBeginDate(folded: string): boolean {
  return beginnings.has(folded.charCodeAt(0))
}

const dateMark = /[\d元](?:年|[/.-])|前$/

/** Whether a text has what every date has. Most have not, and to try them as dates is dear. */
export function mayBeDate(folded: string): boolean {
  return dateMark.test(folded)
}

/** Null for a text that is no date. */
export function dateLandmark(folded: string, capturedAt: Date | undefined): Landmark | null {
  if (!mayBeDate(folded)) return null
  const [, label, written] = labelledDate.exec(folded) ?? []
  // `08/10/21 19:05` after a label is of 2008: OKWAVE began in 2000.
  const full =
    label === undefined ? written : written?.replace(/^(?=\d\d[/.-]\d{1,2}[/.-]\d{1,2}(?: |$))/, '20')
  const date = full === undefined ? null : parseDate(full, capturedAt)
  return date === null ? null : { kind: 'date', date, labelled: label !== undefined }
}
