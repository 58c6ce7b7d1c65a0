/** Rows of a query as a table, one value a line, as JSON or as CSV. All but the table are written batch by batch. */
import stringWidth from 'string-width'
import { byteOrderMark, csvLine, inertText } from '../../analyse/csv.ts'
import type { PrintedResult } from '../../analyse/read-session.ts'
import { jsonText, printedText } from '../../database/values/json-values.ts'
import { type ValueKind, valueKind } from '../../database/values/value-kinds.ts'
import { MondoError } from '../../model/errors.ts'
import { counted } from './counted.ts'
import { oneLine } from './one-line.ts'
import { renderTable } from './table.ts'

/** Text written in pieces: each batch, the first of which brings the names, then `end` once. */
export interface RowFormat {
  batch(rows: PrintedResult): string
  end(): string
}

/** Long enough for a title, short enough for three columns on a wide terminal. */
const maxCellWidth = 60

/** Null can be told from an empty text. */
const nullText = 'NULL'

/** `isCut`: there are more rows than these. */
export function tableOf({ columns, types, rows }: PrintedResult, isCut = false): string {
  const kinds = types.map(valueKind)
  const count = isCut
    ? `(the first ${rows.length} rows; there are more: --csv and --json print all)`
    : countLine(rows.length)
  const cells = rows.map((row) => row.map((value, i) => printedText(kindAt(kinds, i), value)))
  const table = renderTable(columns, cells, { maxCellWidth, nullText, alignedRight: kinds.map(isNumber) })
  return `${table}\n${count}\n`
}

function countLine(count: number): string {
  return `(${counted(count, 'row')})`
}

/** A block of lines for each row, one column a line: for rows too wide for a table. No value is cut. */
export function expandedFormat(): RowFormat {
  let count = 0
  return {
    batch({ columns, types, rows }) {
      const kinds = types.map(valueKind)
      const widths = columns.map((name) => stringWidth(oneLine(name)))
      const width = Math.max(0, ...widths)
      const labels = columns.map((name, i) => oneLine(name) + ' '.repeat(width - (widths[i] ?? 0)))
      const indent = `\n${' '.repeat(width)} | `
      let text = ''
      for (const row of rows) {
        count += 1
        text += `-[ row ${count} ]${'-'.repeat(20)}\n`
        for (const [i, label] of labels.entries()) {
          const value = printedText(kindAt(kinds, i), row[i] ?? null) ?? nullText
          text += `${label} | ${value.split(/\r?\n/).map(oneLine).join(indent)}\n`
        }
      }
      return text
    },
    end: () => `${countLine(count)}\n`,
  }
}

/** One JSON array, one row object a line. Throws `usage` where two columns have the same name. */
export function jsonFormat(): RowFormat {
  let before = '[\n'
  return {
    batch({ columns, types, rows }) {
      const twice = columns.find((name, i) => columns.indexOf(name) !== i)
      if (twice !== undefined) {
        throw new MondoError('usage', `Two columns are named ${twice}, and a JSON object can hold one.`, {
          hint: 'Rename one of them: select … as other_name.',
        })
      }
      const kinds = types.map(valueKind)
      const names = columns.map((name) => JSON.stringify(name))
      let text = ''
      for (const row of rows) {
        const members = names.map((name, i) => `${name}:${jsonText(kindAt(kinds, i), row[i] ?? null)}`)
        text += `${before}{${members.join(',')}}`
        before = ',\n'
      }
      return text
    },
    end: () => (before === '[\n' ? '[]\n' : '\n]\n'),
  }
}

/** @param forSpreadsheet Marked as UTF-8, and without texts that a spreadsheet would run as formulas */
export function csvFormat({ forSpreadsheet = false } = {}): RowFormat {
  let isFirst = true
  return {
    batch({ columns, types, rows }) {
      const kinds = types.map(valueKind)
      const line = (values: readonly (string | null)[], isText: (i: number) => boolean) =>
        csvLine(forSpreadsheet ? values.map((value, i) => (isText(i) ? inertText(value) : value)) : values)
      const head = isFirst ? (forSpreadsheet ? byteOrderMark : '') + line(columns, () => true) : ''
      isFirst = false
      return (
        head +
        rows
          .map((row) =>
            line(
              row.map((value, i) => printedText(kindAt(kinds, i), value)),
              (i) => !isNumber(kindAt(kinds, i)),
            ),
          )
          .join('')
      )
    },
    end: () => '',
  }
}

function kindAt(kinds: readonly ValueKind[], i: number): ValueKind {
  return kinds[i] ?? { kind: 'text' }
}

function isNumber({ kind }: ValueKind): boolean {
  return kind === 'integer' || kind === 'number'
}
