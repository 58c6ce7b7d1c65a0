/**
 * The one form of each value as text: in JSON, in CSV and in tables, on both stores. Numbers keep all their digits, which a
 * JavaScript number would round; NaN and the infinities, which JSON has no numbers for, are strings.
 */
import pg from 'pg'
import type { ValueKind } from './value-kinds.ts'

/** What Postgres prints of a finite number is a JSON number as it stands. */
export function jsonNumber(printed: string): string {
  return /^-?\d/.test(printed) ? printed : JSON.stringify(printed)
}

/** A value as JSON. @param printed As Postgres prints it; null is null */
export function jsonText(kind: ValueKind, printed: string | null): string {
  if (printed === null) return 'null'
  switch (kind.kind) {
    case 'boolean':
      return printed === 't' ? 'true' : 'false'
    case 'integer':
    case 'number':
      return jsonNumber(printed)
    case 'json':
      // White space between the members: a line holds one row.
      return printed.replace(/[\r\n]+/g, ' ')
    case 'list':
      return jsonList(kind.element, listedValues(printed))
    case 'instant':
      return JSON.stringify(isoInstant(printed))
    case 'text':
    case 'bytes':
      return JSON.stringify(printed)
  }
}

/** A value as text, without the quotes of JSON. Null for null. */
export function printedText(kind: ValueKind, printed: string | null): string | null {
  if (printed === null) return null
  if (kind.kind === 'boolean' || kind.kind === 'list') return jsonText(kind, printed)
  return kind.kind === 'instant' ? isoInstant(printed) : printed
}

type Nested = readonly (string | null | Nested)[]

const textArray: number = 1009

/** `{a,NULL,"b c"}`, also of several dimensions. */
export function listedValues(printed: string): Nested {
  return pg.types.getTypeParser(textArray, 'text')(printed) as Nested
}

function jsonList(element: ValueKind, values: Nested): string {
  const members = values.map((value) =>
    typeof value === 'string' || value === null ? jsonText(element, value) : jsonList(element, value),
  )
  return `[${members.join(',')}]`
}

const instant = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?\+00$/

/**
 * `2013-07-08T03:34:00.000Z`, with six digits where milliseconds are not enough. As printed where the query has set another
 * time zone, and for `infinity` and years before Christ.
 */
export function isoInstant(printed: string): string {
  const [, day, time, fraction = ''] = instant.exec(printed) ?? []
  if (day === undefined) return printed
  return `${day}T${time}.${fraction.padEnd(fraction.length > 3 ? 6 : 3, '0')}Z`
}
