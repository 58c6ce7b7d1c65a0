/** Renders rows as a text table: columns aligned by display width (East Asian characters take two cells), no frame. */
import { createRequire } from 'node:module'
import type stringWidth from 'string-width'
import { oneLine } from './one-line.ts'

export interface TableOptions {
  /** Cells longer than this are cut with an ellipsis. */
  readonly maxCellWidth?: number
  /** What stands for null; an empty cell unless given. */
  readonly nullText?: string
  /** Columns that are aligned right, for cells that are text already; else those that hold numbers only. */
  readonly alignedRight?: readonly boolean[]
}

/** Numbers are aligned right, everything else left. */
export function renderTable(
  head: readonly string[],
  rows: readonly (readonly unknown[])[],
  options: TableOptions = {},
): string {
  const maxWidth = options.maxCellWidth ?? Number.POSITIVE_INFINITY
  const lines = [
    head.map((name) => cellText(name)),
    ...rows.map((row) => row.map((value) => cut(cellText(value, options.nullText), maxWidth))),
  ].map((line) => line.map((text) => ({ text, width: displayWidth(text) })))
  const columns = head.map((_, column) => ({
    width: lines.reduce((widest, line) => Math.max(widest, line[column]?.width ?? 0), 0),
    isNumeric: options.alignedRight?.[column] ?? isNumeric(rows, column),
  }))
  return lines
    .map((line) =>
      columns
        .map((column, i) => {
          const { text, width } = line[i] ?? { text: '', width: 0 }
          const blank = ' '.repeat(column.width - width)
          return column.isNumeric ? blank + text : text + blank
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** A value on one line. Page text may hold control characters, and they must not reach the terminal. */
function cellText(value: unknown, nullText = ''): string {
  if (value === null || value === undefined) return nullText
  return oneLine(textOf(value))
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'bigint') return String(value)
  if (value instanceof Date) return value.toISOString()
  return JSON.stringify(value)
}

function cut(text: string, maxWidth: number): string {
  if (text.length <= maxWidth / 2) return text
  // Made where a text is cut: Node loads its data of languages for it.
  const graphemes = new Intl.Segmenter('ja', { granularity: 'grapheme' })
  let width = 0
  let kept = ''
  for (const { segment } of graphemes.segment(text)) {
    // Two cells for all but ASCII: never too long, and exact for Japanese.
    width += segment <= '\u007f' ? 1 : 2
    if (width > maxWidth) return `${kept}…`
    kept += segment
  }
  return text
}

/** Cells of a terminal that the text takes. */
export function displayWidth(text: string): number {
  if (/^[\u0020-\u007e]*$/.test(text)) return text.length
  loadedStringWidth ??= createRequire(import.meta.url)('string-width').default as typeof stringWidth
  return loadedStringWidth(text)
}

/** Loaded when it is needed: its patterns of emoji take longer to compile than all else that `mondo --help` does. */
let loadedStringWidth: typeof stringWidth | null = null

function isNumeric(rows: readonly (readonly unknown[])[], column: number): boolean {
  const values = rows.map((row) => row[column]).filter((value) => value !== null && value !== undefined)
  return values.length > 0 && values.every((value) => typeof value === 'number' || typeof value === 'bigint')
}
