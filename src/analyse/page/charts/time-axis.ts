/** The horizontal axis of charts over time, in UTC. */
import { scaleUtc } from 'd3-scale'
import { type Html, html } from '../markup.ts'
import { at, plot } from './frame.ts'

export interface TimeSpan {
  readonly from: Date
  readonly to: Date
}

export function sideways({ from, to }: TimeSpan) {
  const end = to > from ? to : new Date(from.getTime() + 1000)
  return scaleUtc([from, end], [plot.left, plot.width - plot.right])
}

const ticks = 6
const day = 86_400_000

/** Times of one chart are all written alike, as finely as it shows them. */
function labelsFor(span: number): (time: Date) => string {
  const [start, end] =
    span < day / 144
      ? [11, 19]
      : span < 2 * day
        ? [11, 16]
        : span < 90 * day
          ? [5, 10]
          : span < 2000 * day
            ? [0, 7]
            : [0, 4]
  return (time) => time.toISOString().slice(start, end)
}

export function timeAxis(scale: ReturnType<typeof sideways>): Html {
  const base = plot.height - plot.bottom
  const [from = new Date(0), to = from] = scale.domain()
  const label = labelsFor(to.getTime() - from.getTime())
  return html`<line class="axis" x1="${plot.left}" x2="${plot.width - plot.right}" y1="${base}" y2="${base}"/>
${scale.ticks(ticks).map(
  (
    time,
  ) => html`<line class="axis" x1="${at(scale(time))}" x2="${at(scale(time))}" y1="${base}" y2="${base + 4}"/>
<text class="tick middle" x="${at(scale(time))}" y="${base + 18}">${label(time)}</text>
`,
)}`
}
