/** Columns stacked by series: over time, or by named classes (a histogram). */
import { scaleBand } from 'd3-scale'
import { bareText, type Html, html, numberText } from '../markup.ts'
import { at, type ChartWords, chartSvg, colourOf, legend, plot, upwards, valueAxis } from './frame.ts'
import { sideways, timeAxis } from './time-axis.ts'

/** One part of one column. */
export interface Part<Place> {
  readonly place: Place
  readonly series: string
  readonly value: number
}

export interface ColumnOptions {
  /** In the order of the stack, the lowest first. Default: the largest first. */
  readonly series?: readonly string[]
  readonly tick?: (value: number) => string
}

/**
 * Each column stands for the time from its place to `step` milliseconds later. The axis begins with the first column and ends
 * with the last: before and after them nothing is known.
 */
export function columnsOverTime(
  words: ChartWords,
  parts: readonly Part<Date>[],
  step: number,
  options: ColumnOptions = {},
): Html {
  const times = parts.map(({ place }) => place.getTime())
  const from = new Date(Math.min(...times))
  const x = sideways({ from, to: new Date(Math.max(...times) + step) })
  const stepWidth = x(new Date(from.getTime() + step)) - x(from)
  const width = Math.min(stepWidth, widest)
  const columns = Map.groupBy(parts, ({ place }) => place.getTime())
  const drawn = [...columns].map(([time, inColumn]) => ({
    left: x(new Date(time)) + (stepWidth - width) / 2,
    name: new Date(time).toISOString().slice(0, 19).replace('T', ' '),
    parts: inColumn,
  }))
  return drawnColumns(words, drawn, width, timeAxis(x), options)
}

/** One column for each place, in the order given. */
export function columnsByClass(
  words: ChartWords,
  classes: readonly string[],
  parts: readonly Part<string>[],
  options: ColumnOptions = {},
): Html {
  const x = scaleBand(classes, [plot.left, plot.width - plot.right])
    .paddingInner(0.15)
    .paddingOuter(0.1)
  const base = plot.height - plot.bottom
  const drawn = classes.map((name) => ({
    left: x(name) ?? plot.left,
    name,
    parts: parts.filter(({ place }) => place === name),
  }))
  const axis = html`<line class="axis" x1="${plot.left}" x2="${plot.width - plot.right}" y1="${base}" y2="${base}"/>
${classes.map((name) => html`<text class="tick middle" x="${at((x(name) ?? 0) + x.bandwidth() / 2)}" y="${base + 18}">${bareText(name)}</text>`)}`
  return drawnColumns(words, drawn, x.bandwidth(), axis, options)
}

/** A single column is no wall: it stands in the middle of its step. */
const widest = (plot.width - plot.left - plot.right) / 12

interface Column {
  readonly left: number
  readonly name: string
  readonly parts: readonly Part<unknown>[]
}

function drawnColumns(
  words: ChartWords,
  columns: readonly Column[],
  width: number,
  axis: Html,
  options: ColumnOptions,
): Html {
  const series = options.series ?? byTotal(columns.flatMap(({ parts }) => parts))
  const highest = Math.max(0, ...columns.map(({ parts }) => parts.reduce((sum, { value }) => sum + value, 0)))
  const y = upwards(highest)
  const gap = Math.min(2, width * 0.15)
  const bars = columns.map(({ left, name, parts }) => {
    let below = 0
    return series.map((one, index) => {
      const value = parts.reduce((sum, part) => (part.series === one ? sum + part.value : sum), 0)
      if (value <= 0) return null
      const [bottom, top] = [y(below), y(below + value)]
      below += value
      const said = bareText(
        `${name} · ${series.length > 1 ? `${one}: ` : ''}${(options.tick ?? numberText)(value)}`,
      )
      return html`<rect class="${colourOf(index)}" x="${at(left + gap / 2)}" y="${at(top)}" width="${at(Math.max(width - gap, 0.5))}" height="${at(Math.max(bottom - top, 0.5))}"><title>${said}</title></rect>
`
    })
  })
  return html`${legend(series)}<div class="scroll-chart">${chartSvg(words, plot, html`${valueAxis(y, words.unit, options.tick)}${bars.flat()}${axis}`)}</div>`
}

function byTotal(parts: readonly Part<unknown>[]): readonly string[] {
  const totals = new Map<string, number>()
  for (const { series, value } of parts) totals.set(series, (totals.get(series) ?? 0) + value)
  return [...totals].sort(([, a], [, b]) => b - a).map(([series]) => series)
}
