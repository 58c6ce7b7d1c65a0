/** Records from files into the database, and what that came to. */
import { type LoadCounts, loadPages } from '../load/load-pages.ts'
import { openDatabase } from '../load/open-database.ts'
import type { QuestionPage } from '../model/question-page.ts'
import type { LoadInputs, SkippedLines } from './load-inputs.ts'
import { renderTable } from './table.ts'

/** One transaction of `loadPages`; at 100 KB a record, far below what one process may hold. */
const batchSize = 500

const tables = ['question', 'answer', 'reply', 'related'] as const
const kinds = ['inserted', 'changed', 'unchanged', 'gone', 'stale'] as const

export async function loadFiles(
  databaseUrl: string,
  inputs: Pick<LoadInputs, 'records'>,
  capturedAt: Date,
): Promise<LoadCounts> {
  const db = await openDatabase(databaseUrl)
  try {
    let total = noCounts()
    for await (const pages of batches(inputs.records())) {
      total = sum(total, await loadPages(db, pages, { capturedAt }))
    }
    return total
  } finally {
    await db.destroy()
  }
}

export function loadReport(counts: LoadCounts, skipped: SkippedLines): string {
  const table = renderTable(
    ['', ...kinds],
    tables.map((table) => [table, ...kinds.map((kind) => counts[table][kind])]),
  )
  const lines = [...skipped].map(([kind, count]) => `${count} ${kind}`)
  return lines.length === 0 ? table : `${table}\nskipped: ${lines.join(', ')}`
}

async function* batches(pages: AsyncIterable<QuestionPage>): AsyncGenerator<readonly QuestionPage[]> {
  let batch: QuestionPage[] = []
  for await (const page of pages) {
    batch.push(page)
    if (batch.length < batchSize) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

function noCounts(): LoadCounts {
  const none = { inserted: 0, changed: 0, unchanged: 0, gone: 0, stale: 0 }
  return { question: none, answer: none, reply: none, related: none }
}

function sum(a: LoadCounts, b: LoadCounts): LoadCounts {
  const add = (table: (typeof tables)[number]) => ({
    inserted: a[table].inserted + b[table].inserted,
    changed: a[table].changed + b[table].changed,
    unchanged: a[table].unchanged + b[table].unchanged,
    gone: a[table].gone + b[table].gone,
    stale: a[table].stale + b[table].stale,
  })
  return { question: add('question'), answer: add('answer'), reply: add('reply'), related: add('related') }
}
