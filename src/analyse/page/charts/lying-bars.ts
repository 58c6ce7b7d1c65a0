/** Bars that lie, one a row, so that long names can be read; and the same rows as two dots each: before and now. */
import { scaleLinear } from 'd3-scale'
import { bareText, type Html, html, numberText } from '../markup.ts'
import { at, type ChartWords, chartSvg } from './frame.ts'

const frame = { width: 760, names: 250, right: 64, row: 24, top: 26, bottom: 8 }

export interface Bar {
  readonly name: string
  readonly value: number
}

export function lyingBars(words: ChartWords, bars: readonly Bar[], tick = numberText): Html {
  const x = scaleLinear(
    [0, Math.max(0, ...bars.map(({ value }) => value)) || 1],
    [frame.names, frame.width - frame.right],
  )
  const rows = bars.map(({ name, value }, index) => {
    const top = frame.top + index * frame.row
    return html`<text class="name end" x="${frame.names - 8}" y="${top + 15}">${short(name)}<title>${bareText(name)}</title></text>
<rect class="s1" x="${frame.names}" y="${top + 3}" width="${at(Math.max(x(value) - frame.names, 0.5))}" height="${frame.row - 7}" rx="2"/>
<text class="tick" x="${at(x(value) + 6)}" y="${top + 15}">${tick(value)}</text>
`
  })
  return onRows(words, bars.length, html`${rows}`)
}

export interface BeforeAndNow {
  readonly name: string
  readonly before: number | null
  readonly now: number | null
}

/** Shares from 0 to 1. */
export function beforeAndNow(words: ChartWords, rows: readonly BeforeAndNow[]): Html {
  const x = scaleLinear([0, 1], [frame.names, frame.width - frame.right])
  const grid = x.ticks(4).map(
    (
      share,
    ) => html`<line class="grid" x1="${at(x(share))}" x2="${at(x(share))}" y1="${frame.top}" y2="${frame.top + rows.length * frame.row}"/>
<text class="tick middle" x="${at(x(share))}" y="${frame.top - 8}">${Math.round(share * 100)} %</text>
`,
  )
  const drawn = rows.map(({ name, before, now }, index) => {
    const y = frame.top + index * frame.row + frame.row / 2
    const said = bareText(`${name} · before ${percent(before)} · now ${percent(now)}`)
    return html`<g><title>${said}</title>
<text class="name end" x="${frame.names - 8}" y="${y + 4}">${short(name)}</text>
${before === null || now === null ? null : html`<line class="between" x1="${at(x(before))}" x2="${at(x(now))}" y1="${y}" y2="${y}"/>`}
${before === null ? null : html`<circle class="past" cx="${at(x(before))}" cy="${y}" r="5"/>`}
${now === null ? null : html`<circle class="s1" cx="${at(x(now))}" cy="${y}" r="4"/>`}</g>
`
  })
  const names = html`<ul class="legend"><li><svg class="swatch" viewBox="0 0 12 12" aria-hidden="true"><circle class="past" cx="6" cy="6" r="5"/></svg>before</li><li><svg class="swatch" viewBox="0 0 12 12" aria-hidden="true"><circle class="s1" cx="6" cy="6" r="4"/></svg>now</li></ul>`
  return html`${names}${onRows(words, rows.length, html`${grid}${drawn}`)}`
}

function onRows(words: ChartWords, count: number, inside: Html): Html {
  const height = frame.top + count * frame.row + frame.bottom
  return html`<div class="scroll-chart">${chartSvg(words, { width: frame.width, height }, inside)}</div>`
}

function percent(share: number | null): string {
  return share === null ? 'unknown' : `${numberText(Math.round(share * 1000) / 10)} %`
}

/** As many characters as fit before the bars: Japanese ones are twice as wide. */
const cellsForNames = 34

function short(name: string): string {
  const text = bareText(name)
  let cells = 0
  let kept = ''
  for (const character of text) {
    cells += character <= '\u02ff' ? 1 : 2
    if (cells > cellsForNames) return `${kept}…`
    kept += character
  }
  return text
}
