/**
 * Writes JSON lines and CSV. Instants are UTC with microseconds: 2013-07-08T03:34:00.000000Z. Numbers have all their digits;
 * NaN and the infinities, which JSON has no numbers for, are strings.
 */

import { isoInstant, jsonNumber } from '../../database/values/json-values.ts'
import { byteOrderMark, csvLine, inertText } from '../csv.ts'
import { printedDayOf } from './calendar.ts'
import type { ExportColumn } from './export-columns.ts'
import type { TableFile } from './whole-folder.ts'
import { HashedFile } from './whole-folder.ts'

/** One object a line; lists are arrays and json is itself. */
export async function jsonlFile(path: string, columns: readonly ExportColumn[]): Promise<TableFile> {
  return textFile(await HashedFile.create(path), '', (row) => {
    const members = columns.map((column, i) => `${JSON.stringify(column.name)}:${jsonText(column, row[i])}`)
    return `{${members.join(',')}}\n`
  })
}

/**
 * With a line of names first; lists and json are JSON. Null is empty, an empty text is "".
 *
 * @param forSpreadsheet Marked as UTF-8, and without texts that a spreadsheet would run as formulas
 */
export async function csvFile(
  path: string,
  columns: readonly ExportColumn[],
  { forSpreadsheet = false } = {},
): Promise<TableFile> {
  const names = csvLine(columns.map(({ name }) => (forSpreadsheet ? inertText(name) : name)))
  return textFile(await HashedFile.create(path), forSpreadsheet ? byteOrderMark + names : names, (row) =>
    csvLine(
      columns.map((column, i) => {
        const value = csvValue(column, row[i])
        return forSpreadsheet && !isNumber(column.kind, value) ? inertText(value) : value
      }),
    ),
  )
}

function csvValue(column: ExportColumn, value: unknown): unknown {
  return Array.isArray(value) ? listJson(column, value) : textValue(column.kind, value)
}

/** Whether a spreadsheet reads the value as a number. It reads -Infinity as a formula. */
function isNumber(kind: ExportColumn['kind'], value: unknown): boolean {
  return (
    kind === 'int32' ||
    kind === 'int64' ||
    ((kind === 'double' || kind === 'numeric') && Number.isFinite(Number(value)))
  )
}

function textFile(file: HashedFile, head: string, line: (row: readonly unknown[]) => string): TableFile {
  let before = head
  return {
    async write(rows) {
      const text = before + rows.map(line).join('')
      before = ''
      await file.write(text)
    },
    async finish() {
      if (before !== '') await file.write(before)
      return await file.finish()
    },
    close: () => file.close(),
  }
}

function jsonText(column: ExportColumn, value: unknown): string {
  if (value === null || value === undefined) return 'null'
  return Array.isArray(value) ? listJson(column, value) : scalarJson(column.kind, value)
}

function scalarJson(kind: ExportColumn['kind'], value: unknown): string {
  // Line breaks in json are white space. They are removed so that each line holds one row.
  if (kind === 'json') return String(value).replace(/[\r\n]+/g, ' ')
  if (kind === 'int64' || kind === 'double' || kind === 'numeric') return jsonNumber(String(value))
  return JSON.stringify(textValue(kind, value))
}

/** A list, which may be nested, as JSON. Its elements are the texts that Postgres prints. */
export function listJson(
  { members = 'text' }: Pick<ExportColumn, 'members'>,
  values: readonly unknown[],
): string {
  const texts = values.map((value) => {
    if (Array.isArray(value)) return listJson({ members }, value)
    if (value === null) return 'null'
    const printed = String(value)
    if (members === 'boolean') return printed
    if (members === 'instant') return JSON.stringify(isoInstant(printed))
    return members === 'int32' ? jsonNumber(printed) : scalarJson(members, printed)
  })
  return `[${texts.join(',')}]`
}

function textValue(kind: ExportColumn['kind'], value: unknown): unknown {
  return kind === 'instant' && value !== null ? instantText(String(value)) : value
}

const dayMicros = 86_400_000_000n
/** Years that ISO 8601 writes with four digits, 1 to 9999, in microseconds since 1970. */
const isoYears = { from: -62_135_596_800_000_000n, to: 253_402_300_800_000_000n }

/**
 * A timestamp for files that store it as text: 2013-07-08T03:34:00.000000Z. Years outside 1 to 9999 and `infinity` are
 * written as Postgres and `mondo sql` print them.
 *
 * @param value Microseconds since 1970, or `infinity`.
 */
export function instantText(value: string): string {
  if (isInfinite(value)) return value
  const micros = BigInt(value)
  const time = ((micros % dayMicros) + dayMicros) % dayMicros
  const { day, suffix } = printedDayOf(Number((micros - time) / dayMicros))
  const clock = new Date(Number(time / 1000n)).toISOString().slice(11, 19)
  const fraction = String(time % 1_000_000n).padStart(6, '0')
  if (micros >= isoYears.from && micros < isoYears.to) return `${day}T${clock}.${fraction}Z`
  // Without trailing zeros.
  const shown = String(Number(`0.${fraction}`)).slice(2)
  return `${day} ${clock}${shown === '' ? '' : `.${shown}`}+00${suffix}`
}

/** Whether a timestamp or date is `infinity` or `-infinity`. */
export function isInfinite(value: unknown): boolean {
  return value === 'infinity' || value === '-infinity'
}
