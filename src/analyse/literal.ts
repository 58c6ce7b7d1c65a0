/**
 * Values within the text of a statement, quoted by pg's own rules. Statements are written out in full rather than with
 * parameters so that what a page shows as its SQL is what ran, and gives the same rows in `mondo sql`.
 */
import pg from 'pg'

/** @example literal("it's") // 'it''s', in quotes */
export function literal(value: string | number | Date): string {
  if (typeof value === 'number') return String(value)
  if (value instanceof Date) return `${pg.escapeLiteral(value.toISOString())}::timestamptz`
  // No text in the database holds NUL, and no statement may.
  return pg.escapeLiteral(value.replaceAll('\u0000', ''))
}

/** A `text[]`. */
export function literals(values: readonly string[]): string {
  return `array[${values.map(literal).join(', ')}]::text[]`
}
