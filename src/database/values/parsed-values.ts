/** Values for programs, alike on both stores. */
import { isoInstant, listedValues } from './json-values.ts'
import type { ValueKind } from './value-kinds.ts'

/**
 * boolean: a boolean. bigint and smaller: a number, or a string beyond 2^53. float8: a number. timestamptz: a Date, or a string where
 * there is none (infinity). json and jsonb: the value. bytea: bytes. Arrays: arrays. All else, numeric included, is the text
 * that Postgres prints.
 *
 * @param type As Postgres numbers it, because numeric and float8 are one kind
 */
export function parsedValue(type: number, kind: ValueKind, printed: string | null): unknown {
  if (printed === null) return null
  switch (kind.kind) {
    case 'boolean':
      return printed === 't'
    case 'integer':
      return safeInteger(printed)
    case 'number':
      return type === numeric || type === numericArray ? printed : Number(printed)
    case 'instant':
      return dateOf(printed)
    case 'json':
      return JSON.parse(printed)
    case 'bytes':
      return new Uint8Array(Buffer.from(printed.slice(2), 'hex'))
    case 'list':
      return parsedList(type, kind.element, listedValues(printed))
    case 'text':
      return printed
  }
}

const numeric = 1700
const numericArray = 1231

function safeInteger(printed: string): number | string {
  const number = Number(printed)
  return Number.isSafeInteger(number) ? number : printed
}

function dateOf(printed: string): Date | string {
  const date = new Date(isoInstant(printed))
  return Number.isNaN(date.getTime()) ? printed : date
}

function parsedList(type: number, element: ValueKind, values: ReturnType<typeof listedValues>): unknown[] {
  return values.map((value) =>
    typeof value === 'string' || value === null
      ? parsedValue(type, element, value)
      : parsedList(type, element, value),
  )
}
