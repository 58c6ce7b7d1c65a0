/** Records from files into the database, and what that came to. */

import { openDatabase } from '../../../app/open-database.ts'
import { type LoadCounts, type LoadOptions, loadPages } from '../../../load/load-pages.ts'
import type { LoadInputs, SkippedLines } from '../../input/load-inputs.ts'
import { renderTable } from '../../output/table.ts'

export async function loadFiles(
  databaseUrl: string,
  inputs: Pick<LoadInputs, 'records'>,
  options: LoadOptions,
): Promise<LoadCounts> {
  const db = await openDatabase(databaseUrl)
  try {
    return await loadPages(db, inputs.records(), options)
  } finally {
    await db.destroy()
  }
}

const tables = ['question', 'answer', 'reply', 'related'] as const
const columns = ['inserted', 'changed', 'unchanged', 'gone', 'stale'] as const

export function loadReport(counts: LoadCounts, skipped: SkippedLines): string {
  const table = renderTable(
    ['', ...columns],
    tables.map((name) => [name, ...columns.map((column) => counts[name][column])]),
  )
  const lines = [...skipped].map(([kind, count]) => `${count} ${kind}`)
  return lines.length === 0 ? table : `${table}\nskipped lines: ${lines.join(', ')}`
}
