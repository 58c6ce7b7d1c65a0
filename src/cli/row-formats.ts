/** Rows of a query as text: for people, for programs, for spreadsheets. */
import { renderTable } from './table.ts'

export type Rows = readonly (readonly unknown[])[]

/** Long enough for a title, short enough for three columns on a wide terminal. */
const maxCellWidth = 60

export function tableOf(columns: readonly string[], rows: Rows): string {
  const count = `(${rows.length} ${rows.length === 1 ? 'row' : 'rows'})`
  return `${renderTable(columns, rows, { maxCellWidth })}\n${count}\n`
}

/** One array, one row object a line: readable, and diffable. */
export function jsonOf(columns: readonly string[], rows: Rows): string {
  const objects = rows.map((row) =>
    JSON.stringify(Object.fromEntries(columns.map((name, i) => [name, row[i]]))),
  )
  return objects.length === 0 ? '[]\n' : `[\n${objects.join(',\n')}\n]\n`
}

/** RFC 4180, lines ended by CRLF; null is empty, an empty string is "". */
export function csvOf(columns: readonly string[], rows: Rows): string {
  return [columns, ...rows].map((row) => `${row.map(csvField).join(',')}\r\n`).join('')
}

function csvField(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text =
    value instanceof Date
      ? value.toISOString()
      : typeof value === 'object'
        ? JSON.stringify(value)
        : String(value)
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
