/** Shares of named things as two dots a row: before and now. */
import { scaleLinear } from 'd3-scale'
import { bareText, type Html, html, numberText } from '../markup.ts'
import { at, type ChartWords } from './frame.ts'
import { namedRows, rowFrame, shortName } from './named-rows.ts'

export interface BeforeAndNow {
  readonly name: string
  readonly before: number | null
  readonly now: number | null
}

/** Shares from 0 to 1. */
export function beforeAndNow(words: ChartWords, rows: readonly BeforeAndNow[]): Html {
  const x = scaleLinear([0, 1], [rowFrame.names, rowFrame.width - rowFrame.right])
  const grid = x.ticks(4).map(
    (
      share,
    ) => html`<line class="grid" x1="${at(x(share))}" x2="${at(x(share))}" y1="${rowFrame.top}" y2="${rowFrame.top + rows.length * rowFrame.row}"/>
<text class="tick middle" x="${at(x(share))}" y="${rowFrame.top - 8}">${Math.round(share * 100)} %</text>
`,
  )
  const drawn = rows.map(({ name, before, now }, index) => {
    const y = rowFrame.top + index * rowFrame.row + rowFrame.row / 2
    const said = bareText(`${name} · before ${percent(before)} · now ${percent(now)}`)
    return html`<g><title>${said}</title>
<text class="name end" x="${rowFrame.names - 8}" y="${y + 4}">${shortName(name)}</text>
${before === null || now === null ? null : html`<line class="between" x1="${at(x(before))}" x2="${at(x(now))}" y1="${y}" y2="${y}"/>`}
${before === null ? null : html`<circle class="past" cx="${at(x(before))}" cy="${y}" r="5"/>`}
${now === null ? null : html`<circle class="s1" cx="${at(x(now))}" cy="${y}" r="4"/>`}</g>
`
  })
  const names = html`<ul class="legend"><li><svg class="swatch" viewBox="0 0 12 12" aria-hidden="true"><circle class="past" cx="6" cy="6" r="5"/></svg>before</li><li><svg class="swatch" viewBox="0 0 12 12" aria-hidden="true"><circle class="s1" cx="6" cy="6" r="4"/></svg>now</li></ul>`
  return html`${names}${namedRows(words, rows.length, html`${grid}${drawn}`)}`
}

function percent(share: number | null): string {
  return share === null ? 'unknown' : `${numberText(Math.round(share * 1000) / 10)} %`
}
