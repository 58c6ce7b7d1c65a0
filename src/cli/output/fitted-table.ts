/** A table for the width of a terminal: where it would wrap, it leaves out columns, and at last has a block for each row. */
import { displayWidth, renderTable, type TableOptions } from './table.ts'

export interface FittedOptions extends TableOptions {
  /** Columns of the terminal; Infinity where stdout is none. */
  readonly width: number
  /** Names of columns that a narrow terminal can do without, in the order in which they go. */
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

/** Whether no line of the text wraps. */
export function fits(text: string, width: number): boolean {
  return width === Number.POSITIVE_INFINITY || text.split('\n').every((line) => displayWidth(line) <= width)
}

/** A line for each column that has a value, and an empty line between two rows. */
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
      // Texts, so that a block of numbers alone is not aligned right.
      return renderTable(['', ''], lines, { nullText, alignedRight: [false, false] })
        .split('\n')
        .slice(1)
        .join('\n')
    })
    .join('\n\n')
}
