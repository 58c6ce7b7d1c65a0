/**
 * Fits a table to the width of the terminal: it leaves out columns while lines would wrap, and prints a block per row if none
 * of these tables fits.
 */
import { displayWidth, renderTable, type TableOptions } from './table.ts'

export interface FittedOptions extends TableOptions {
  /** Width of the terminal in characters; Infinity if stdout is not a terminal. */
  readonly width: number
  /** Names of columns to leave out on a narrow terminal, the first one first. */
  readonly spared?: readonly string[]
}

/**
 * @example
 * fittedTable(['run', 'MB'], [['3f2a91c0', 1.5]], { width: terminal.columns, spared: ['MB'] })
 */
export function fittedTable(
  head: readonly string[],
  rows: readonly (readonly unknown[])[],
  { width, spared = [], ...options }: FittedOptions,
): string {
  for (let count = 0; count <= spared.length; count += 1) {
    const gone = new Set(spared.slice(0, count))
    const isKept = (_: unknown, column: number) => !gone.has(head[column] ?? '')
    const table = renderTable(
      head.filter(isKept),
      rows.map((row) => row.filter(isKept)),
      options,
    )
    if (fits(table, width)) return table
  }
  return rows.length === 0 ? renderTable(head, rows, options) : blocks(head, rows, options)
}

/** Whether no line of the text is wider than the terminal. */
export function fits(text: string, width: number): boolean {
  return width === Number.POSITIVE_INFINITY || text.split('\n').every((line) => displayWidth(line) <= width)
}

/** One block per row: a line for each column that has a value. Blocks are separated by an empty line. */
function blocks(
  head: readonly string[],
  rows: readonly (readonly unknown[])[],
  { nullText = '' }: TableOptions,
): string {
  return rows
    .map((row) => {
      const lines = head.flatMap((name, column) => {
        const value = row[column] ?? null
        return nullText === '' && (value === null || value === '') ? [] : [[name, value]]
      })
      // Aligned left explicitly, because a column that holds only numbers would be aligned right.
      return renderTable(['', ''], lines, { nullText, alignedRight: [false, false] })
        .split('\n')
        .slice(1)
        .join('\n')
    })
    .join('\n\n')
}
