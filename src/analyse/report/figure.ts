/** One figure of a report: a question, its answer as a chart and as a table, and the statement that gave it. */
import { dataTable, statementDetails } from '../page/data-table.ts'
import { type Html, html } from '../page/markup.ts'
import type { ReadSession, SqlResult } from '../read-session.ts'

/** Null draws nothing: the table alone says it, or there is nothing to draw. */
export type Draw = (result: SqlResult) => Html | null

export interface FigurePlan {
  /** Names the figure within its page. */
  readonly id: string
  readonly title: string
  /** What to look for, in a sentence or two. */
  readonly about: string
  readonly statement: string
  readonly draw?: Draw
  /** What to say where the statement gives no row. */
  readonly empty: string
  /** Whether the table stands open, because there is no chart or because the names matter. */
  readonly isTable?: true
}

export interface Figure extends FigurePlan {
  readonly result: SqlResult
}

/** Rows of a figure: far more than a page should hold are a mistake of the statement. */
const mostFigureRows = 2_000

export async function askFigure(session: ReadSession, plan: FigurePlan): Promise<Figure> {
  return { ...plan, result: await session.all(plan.statement) }
}

export function figureHtml({ id, title, about, statement, draw, empty, isTable, result }: Figure): Html {
  const { rows } = result
  const table = dataTable({ caption: title, ...result, most: mostFigureRows })
  const chart = rows.length === 0 ? null : (draw?.(result) ?? null)
  const inTable = isTable === true || chart === null
  return html`<section class="figure" aria-labelledby="${id}">
<h3 id="${id}">${title}</h3>
<p class="about">${about}</p>
${
  rows.length === 0
    ? html`<p class="empty">${empty}</p>`
    : html`${chart}${inTable ? table : html`<details class="rows"><summary>Table, ${rows.length} ${rows.length === 1 ? 'row' : 'rows'}</summary>${table}</details>`}`
}
${statementDetails(statement)}
</section>
`
}

/** Rows as objects, for those who draw them. */
export function objects(result: SqlResult): readonly Readonly<Record<string, unknown>>[] {
  return result.rows.map((row) => Object.fromEntries(result.columns.map((name, index) => [name, row[index]])))
}
