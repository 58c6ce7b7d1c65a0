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

/** Of one character of a label, and between two labels, in units of the drawing. */
const characterWidth = 7
const labelGap = 8

interface Tick {
  readonly x: number
  /** Null where it would say the same as the one before, or stand in it. */
  readonly label: string | null
}

function labelled(
  times: readonly Date[],
  scale: (time: Date) => number,
  label: (time: Date) => string,
): readonly Tick[] {
  let last = { x: Number.NEGATIVE_INFINITY, label: '' }
  return times.map((time) => {
    const tick = { x: scale(time), label: label(time) }
    if (tick.label === last.label || tick.x - last.x < tick.label.length * characterWidth + labelGap) {
      return { x: tick.x, label: null }
    }
    last = tick
    return tick
  })
}

export function timeAxis(scale: ReturnType<typeof sideways>): Html {
  const base = plot.height - plot.bottom
  const [from = new Date(0), to = from] = scale.domain()
  const drawn = labelled(scale.ticks(ticks), scale, labelsFor(to.getTime() - from.getTime()))
  return html`<line class="axis" x1="${plot.left}" x2="${plot.width - plot.right}" y1="${base}" y2="${base}"/>
${drawn.map(
  ({ x, label }) => html`<line class="axis" x1="${at(x)}" x2="${at(x)}" y1="${base}" y2="${base + 4}"/>
${label === null ? null : html`<text class="tick middle" x="${at(x)}" y="${base + 18}">${label}</text>\n`}`,
)}`
}
