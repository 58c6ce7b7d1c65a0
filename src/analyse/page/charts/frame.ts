/**
 * What all charts share: an SVG with a name and a description, axes, and a legend. Colours are classes of the style
 * sheet, so that one drawing is right in light, dark and print.
 */
import { scaleLinear } from 'd3-scale'
import { bareText, type Html, html, numberText } from '../markup.ts'

/** What a chart says to those who do not see it. */
export interface ChartWords {
  readonly title: string
  readonly description: string
  /** Of the vertical axis; of the horizontal one where bars lie. */
  readonly unit: string
}

export interface Plot {
  readonly width: number
  readonly height: number
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** In units of the view box: the page scales it. */
export const plot: Plot = { width: 760, height: 250, left: 52, right: 26, top: 22, bottom: 30 }

/** A series beyond the last colour takes the colour of the rest. */
const seriesColours = 8

export function colourOf(index: number): string {
  return `s${Math.min(index, seriesColours - 1) + 1}`
}

export function chartSvg(
  words: ChartWords,
  { width, height }: Pick<Plot, 'width' | 'height'>,
  inside: Html,
): Html {
  const title = bareText(words.title)
  return html`<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}: ${bareText(words.description)}">
${inside}</svg>`
}

/** Vertical scale from 0 to the highest value, with round ticks. */
export function upwards(highest: number, { height, top, bottom }: Plot = plot) {
  return scaleLinear([0, highest > 0 ? highest : 1], [height - bottom, top]).nice(4)
}

/** Lines across the plot, with the value of each at its left. */
export function valueAxis(
  scale: ReturnType<typeof upwards>,
  unit: string,
  tick: (value: number) => string = numberText,
  { width, left, right, top }: Plot = plot,
): Html {
  return html`<text class="unit" x="${left}" y="${top - 10}">${unit}</text>
${scale.ticks(4).map(
  (
    value,
  ) => html`<line class="grid" x1="${left}" x2="${width - right}" y1="${at(scale(value))}" y2="${at(scale(value))}"/>
<text class="tick end" x="${left - 6}" y="${at(scale(value) + 4)}">${tick(value)}</text>
`,
)}`
}

/** Nothing for a single series: the title has named it. */
export function legend(names: readonly string[]): Html | null {
  if (names.length < 2) return null
  return html`<ul class="legend">${names.map(
    (name, index) =>
      html`<li><svg class="swatch" viewBox="0 0 10 10" aria-hidden="true"><rect class="${colourOf(index)}" width="10" height="10" rx="2"/></svg><bdi>${name}</bdi></li>`,
  )}</ul>`
}

/** A coordinate: a tenth of a unit is finer than a screen shows. */
export function at(value: number): number {
  return Math.round(value * 10) / 10
}
