/** Horizontal bars, one a row, so that long names can be read. */
import { scaleLinear } from 'd3-scale'
import { bareText, type Html, html, numberText } from '../markup.ts'
import { at, type ChartWords } from './frame.ts'
import { namedRows, rowFrame, shortName } from './named-rows.ts'

export interface Bar {
  readonly name: string
  readonly value: number
}

export function horizontalBars(words: ChartWords, bars: readonly Bar[], tick = numberText): Html {
  const x = scaleLinear(
    [0, Math.max(0, ...bars.map(({ value }) => value)) || 1],
    [rowFrame.names, rowFrame.width - rowFrame.right],
  )
  const rows = bars.map(({ name, value }, index) => {
    const top = rowFrame.top + index * rowFrame.row
    return html`<text class="name end" x="${rowFrame.names - 8}" y="${top + 15}">${shortName(name)}<title>${bareText(name)}</title></text>
<rect class="s1" x="${rowFrame.names}" y="${top + 3}" width="${at(Math.max(x(value) - rowFrame.names, 0.5))}" height="${rowFrame.row - 7}" rx="2"/>
<text class="tick" x="${at(x(value) + 6)}" y="${top + 15}">${tick(value)}</text>
`
  })
  return namedRows(words, bars.length, html`${rows}`)
}
