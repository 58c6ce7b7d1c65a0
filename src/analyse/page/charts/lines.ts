/** Lines over time, with limits that stand as broken lines across. */
import { line } from 'd3-shape'
import { bareText, type Html, html, numberText } from '../markup.ts'
import { at, type ChartWords, chartSvg, colourOf, legend, plot, upwards, valueAxis } from './frame.ts'
import { sideways, timeAxis } from './time-axis.ts'

export interface Line {
  readonly name: string
  /** In order of time. Null: nothing is known, and the line is broken there. */
  readonly points: readonly { readonly time: Date; readonly value: number | null }[]
}

/** A value that the lines are held against. */
export interface Limit {
  readonly name: string
  readonly value: number
}

export function linesOverTime(
  words: ChartWords,
  lines: readonly Line[],
  limits: readonly Limit[] = [],
): Html {
  const points = lines.flatMap((one) => one.points)
  const times = points.map(({ time }) => time.getTime())
  const x = sideways({ from: new Date(Math.min(...times)), to: new Date(Math.max(...times)) })
  const y = upwards(
    Math.max(0, ...points.map(({ value }) => value ?? 0), ...limits.map(({ value }) => value)),
  )
  const path = line<Line['points'][number]>()
    .defined(({ value }) => value !== null)
    .x(({ time }) => x(time))
    .y(({ value }) => y(value ?? 0))
    .digits(1)
  const drawn = lines.map(
    (one, index) => html`<path class="line ${colourOf(index)}" d="${path(one.points) ?? ''}"/>
${one.points.map(({ time, value }) =>
  value === null
    ? null
    : html`<circle class="${colourOf(index)}" cx="${at(x(time))}" cy="${at(y(value))}" r="${one.points.length > 80 ? 1.5 : 2.5}"><title>${bareText(`${one.name} · ${time.toISOString().slice(0, 19).replace('T', ' ')} · ${numberText(value)}`)}</title></circle>
`,
)}`,
  )
  const across = limits.map(
    ({
      name,
      value,
    }) => html`<line class="limit" x1="${plot.left}" x2="${plot.width - plot.right}" y1="${at(y(value))}" y2="${at(y(value))}"/>
<text class="limit-name end" x="${plot.width - plot.right}" y="${at(y(value) - 5)}">${bareText(name)}</text>
`,
  )
  return html`${legend(lines.map(({ name }) => name))}<div class="scroll-chart">${chartSvg(words, plot, html`${valueAxis(y, words.unit)}${drawn}${across}${timeAxis(x)}`)}</div>`
}
