/** A list as a file: CSV, JSON with its SQL, or the SQL alone. */
import { jsonText, printedText } from '../../database/values/json-values.ts'
import { type ValueKind, valueKind } from '../../database/values/value-kinds.ts'
import { csvLine } from '../csv.ts'
import { type DataTable, dataTable, statementDetails } from '../page/data-table.ts'
import { type Html, html, numberText } from '../page/markup.ts'
import { type ListedRows, limitOf, type PrintedRows } from './listed-rows.ts'

export const listingFormats = ['csv', 'json', 'sql'] as const
/** The SQL stands beside them. */
const shownFormats = ['csv', 'json'] as const
export type ListingFormat = (typeof listingFormats)[number]

export interface ListingFile {
  readonly type: string
  readonly text: string
}

/**
 * CSV as `mondo sql --csv` writes it, or JSON as `{"sql","columns","more","rows"}`: rows are objects as those of
 * `mondo sql --json`, and `more` is true if there are more rows than the limit.
 */
export function listingFile(
  format: ListingFormat,
  statement: string,
  { columns, types, rows, isCut }: PrintedRows,
): ListingFile {
  const kinds = columns.map((_, index) => valueKind(types[index] ?? 0))
  const values = <Value>(textOf: (kind: ValueKind, printed: string | null) => Value) =>
    rows.map((row) => kinds.map((kind, index) => textOf(kind, row[index] ?? null)))
  switch (format) {
    case 'csv': {
      const lines = [columns, ...values(printedText)]
      return { type: 'text/csv; charset=utf-8', text: lines.map(csvLine).join('') }
    }
    case 'json': {
      const head = JSON.stringify({ sql: statement, columns, more: isCut })
      const names = columns.map((name) => JSON.stringify(name))
      const objects = values(jsonText).map(
        (row) => `{${row.map((value, index) => `${names[index]}:${value}`).join(',')}}`,
      )
      return {
        type: 'application/json; charset=utf-8',
        text: `${head.slice(0, -1)},"rows":[${objects.join(',')}]}\n`,
      }
    }
    case 'sql':
      return { type: 'text/plain; charset=utf-8', text: `${statement};\n` }
  }
}

/** Links to the files of a list, and its statement, folded up. */
export function listingLinks(name: string, query: string, statement: string): Html {
  const behind = query === '' ? '' : `?${query}`
  return html`<div class="formats"><ul class="row">${shownFormats.map(
    (format) => html`<li><a href="/${name}.${format}${behind}">${format.toUpperCase()}</a></li>`,
  )}</ul>${statementDetails(statement)}</div>`
}

/** What a reader must know of a list that its limit has cut; null for a whole one. */
export function cutNote(statement: string, isCut: boolean): Html | null {
  if (!isCut) return null
  return html`<p class="note">The first ${numberText(limitOf(statement) ?? 0)} rows, here and in the files. There are more: run the SQL without its limit.</p>`
}

export interface ShownListing extends Pick<DataTable, 'cells'> {
  readonly name: string
  readonly title: string
  readonly query: string
  readonly statement: string
  readonly result: ListedRows
  /** Where it has no row. */
  readonly empty: string
}

export function listingSection({ name, title, query, statement, result, empty, cells }: ShownListing): Html {
  return html`<section class="listing" aria-labelledby="list-${name}">
<h2 id="list-${name}">${title}</h2>
${result.rows.length === 0 ? html`<p class="empty">${empty}</p>` : dataTable({ caption: title, ...result, ...(cells === undefined ? {} : { cells }) })}
${cutNote(statement, result.isCut)}
${listingLinks(name, query, statement)}
</section>
`
}
