/**
 * Writes JSON lines and CSV. Instants are UTC with microseconds: 2013-07-08T03:34:00.000000Z. Numbers have all their digits;
 * NaN and the infinities, which JSON has no numbers for, are strings.
 */

import { jsonNumber } from '../../database/values/json-values.ts'
import { byteOrderMark, csvLine, inertText } from '../csv.ts'
import type { ExportColumn } from './export-columns.ts'
import type { TableFile } from './whole-folder.ts'
import { HashedFile } from './whole-folder.ts'

/** One object a line; lists are arrays and json is itself. */
export async function jsonlFile(path: string, columns: readonly ExportColumn[]): Promise<TableFile> {
  return textFile(await HashedFile.create(path), '', (row) => {
    const members = columns.map(({ name, kind }, i) => `${JSON.stringify(name)}:${jsonText(kind, row[i])}`)
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
  const names = csvLine(columns.map(({ name }) => name))
  return textFile(await HashedFile.create(path), forSpreadsheet ? byteOrderMark + names : names, (row) =>
    csvLine(
      columns.map(({ kind }, i) => {
        const value = textValue(kind, row[i])
        return forSpreadsheet && !isNumber(kind)
          ? inertText(Array.isArray(value) ? JSON.stringify(value) : value)
          : value
      }),
    ),
  )
}

function isNumber(kind: ExportColumn['kind']): boolean {
  return kind === 'int32' || kind === 'int64' || kind === 'double' || kind === 'numeric'
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

function jsonText(kind: ExportColumn['kind'], value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (kind === 'json') return String(value).replaceAll('\n', ' ')
  if (kind === 'int64' || kind === 'double' || kind === 'numeric') return jsonNumber(String(value))
  return JSON.stringify(textValue(kind, value))
}

function textValue(kind: ExportColumn['kind'], value: unknown): unknown {
  return kind === 'instant' && value !== null ? instantText(BigInt(String(value))) : value
}

/** For files that hold instants as text. */
export function instantText(micros: bigint): string {
  const fraction = ((micros % 1000n) + 1000n) % 1000n
  const milliseconds = new Date(Number((micros - fraction) / 1000n)).toISOString()
  return milliseconds.replace('Z', `${String(fraction).padStart(3, '0')}Z`)
}
