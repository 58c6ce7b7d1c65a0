/** Rows of a query as a table, as JSON or as CSV. JSON and CSV are written batch by batch. */
import { csvLine, hexText } from '../../analyse/csv.ts'
import { MondoError } from '../../model/errors.ts'
import { renderTable } from './table.ts'

export type Rows = readonly (readonly unknown[])[]

/** Text written in pieces: `begin` once, `rows` for each batch, `end` once. */
export interface RowFormat {
  begin(columns: readonly string[]): string
  rows(batch: Rows): string
  end(): string
}

/** Long enough for a title, short enough for three columns on a wide terminal. */
const maxCellWidth = 60

/** `isCut`: there are more rows than these. */
export function tableOf(columns: readonly string[], rows: Rows, isCut = false): string {
  const count = isCut
    ? `(the first ${rows.length} rows; there are more: --csv and --json print all)`
    : `(${rows.length} ${rows.length === 1 ? 'row' : 'rows'})`
  return `${renderTable(columns, rows, { maxCellWidth })}\n${count}\n`
}

/** One JSON array, one row object a line. Throws `usage` where two columns have the same name. */
export function jsonFormat(): RowFormat {
  let names: readonly string[] = []
  let before = '[\n'
  return {
    begin(columns) {
      names = columns
      const twice = names.find((name, i) => names.indexOf(name) !== i)
      if (twice === undefined) return ''
      throw new MondoError('usage', `Two columns are named ${twice}, and a JSON object can hold one.`, {
        hint: 'Rename one of them: select … as other_name.',
      })
    },
    rows(batch) {
      let text = ''
      for (const row of batch) {
        text += before + JSON.stringify(Object.fromEntries(names.map((name, i) => [name, jsonValue(row[i])])))
        before = ',\n'
      }
      return text
    },
    end: () => (before === '[\n' ? '[]\n' : '\n]\n'),
  }
}

function jsonValue(value: unknown): unknown {
  return value instanceof Uint8Array ? hexText(value) : value
}

export function csvFormat(): RowFormat {
  return {
    begin: csvLine,
    rows: (batch) => batch.map(csvLine).join(''),
    end: () => '',
  }
}
