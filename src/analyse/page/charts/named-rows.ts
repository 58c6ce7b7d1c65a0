/** Charts with one row a name, so that long names can be read: their measures, and the names as far as they fit. */
import { bareText, type Html, html } from '../markup.ts'
import { type ChartWords, chartSvg } from './frame.ts'

/** Names end where the drawing begins. */
export const rowFrame = { width: 760, names: 250, right: 64, row: 24, top: 26, bottom: 8 }

/** The chart of `count` rows that `inside` draws. */
export function namedRows(words: ChartWords, count: number, inside: Html): Html {
  const height = rowFrame.top + count * rowFrame.row + rowFrame.bottom
  return html`<div class="scroll-chart">${chartSvg(words, { width: rowFrame.width, height }, inside)}</div>`
}

/** As many characters as fit before the bars: Japanese ones are twice as wide. */
const cellsForNames = 34

/** Cut with … where it does not fit. */
export function shortName(name: string): string {
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
