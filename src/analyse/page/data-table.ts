/** Rows of a query as an HTML table, and the statement that made them. */
import type { SqlResult } from '../read-session.ts'
import { type Html, html, numberText, outwardLink, timeText } from './markup.ts'

/** How a column is shown where its values alone do not say. */
export interface DataTable extends SqlResult {
  /** What the table shows, for those who hear it. */
  readonly caption: string
  /** Rows to show; the rest is counted. */
  readonly most?: number
  /** Cells of a column that lead somewhere. */
  readonly cells?: Readonly<Record<string, (value: unknown, row: readonly unknown[]) => Html>>
}

const mostRows = 500

/** It scrolls sideways by itself on a narrow screen, and can be reached by the keyboard for that. */
export function dataTable({ caption, columns, rows, cells = {}, most = mostRows }: DataTable): Html {
  const shown = rows.slice(0, most)
  const numeric = columns.map((_, index) => isNumeric(shown, index))
  const long = columns.map((_, index) => hasLongWord(shown, index))
  const classOf = (index: number) => (numeric[index] ? 'number' : long[index] ? 'text long' : 'text')
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${caption}: table">
<table>
<caption class="unseen">${caption}</caption>
<thead><tr>${columns.map((name, index) => html`<th scope="col" class="${classOf(index)}">${name.replaceAll('_', ' ')}</th>`)}</tr></thead>
<tbody>
${shown.map(
  (row) => html`<tr>${columns.map((name, index) => {
    const value = row[index]
    const cell = cells[name]
    return html`<td class="${classOf(index)}">${cell === undefined ? valueText(value) : cell(value, row)}</td>`
  })}</tr>
`,
)}</tbody>
</table>
</div>
${rows.length > shown.length ? html`<p class="note">The first ${shown.length} of ${numberText(rows.length)} rows.</p>` : null}`
}

/** The statement, folded up: pasted into `mondo sql`, it gives the same rows. */
export function statementDetails(statement: string): Html {
  return html`<details class="sql"><summary>SQL</summary><pre tabindex="0"><code>${statement}</code></pre></details>`
}

/** Null is a dash; times are UTC; a URL is a link. */
export function valueText(value: unknown): Html {
  if (value === null || value === undefined) return html`<span class="none">–</span>`
  if (value instanceof Date) return timeText(value)
  if (typeof value === 'number') return html`${numberText(value)}`
  if (typeof value === 'boolean') return html`${value ? 'yes' : 'no'}`
  if (Array.isArray(value)) return html`<bdi>${value.map(String).join(' › ')}</bdi>`
  if (typeof value === 'object') return html`<code>${JSON.stringify(value)}</code>`
  const text = String(value)
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return html`<time datetime="${text}">${text}</time>`
  if (/^[0-9a-f-]{36}$/.test(text)) return html`<code class="unbroken">${text}</code>`
  return /^https?:\/\/\S+$/.test(text) ? outwardLink(text, text) : html`<bdi>${text}</bdi>`
}

/** A run of characters that no line would be broken in: Japanese is broken anywhere. */
const longWord = /[^\s\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]{25}/u

/** Such words are broken, so that a column is not as wide as the longest; shorter ones stay whole on a narrow screen. */
function hasLongWord(rows: SqlResult['rows'], index: number): boolean {
  return rows.some((row) => {
    const value = row[index]
    const text = typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
    return longWord.test(text)
  })
}

function isNumeric(rows: SqlResult['rows'], index: number): boolean {
  const values = rows.map((row) => row[index]).filter((value) => value !== null && value !== undefined)
  return values.length > 0 && values.every((value) => typeof value === 'number')
}
