/** How a migration states views and functions: with their COMMENTs, so that none can be without. */
import type { Kysely } from 'kysely'
import { comment, runStatement } from './commented-table.ts'

export interface CommentedView {
  readonly name: string
  readonly comment: string
  /** Column to what it means, in the order of the query. */
  readonly columns: Readonly<Record<string, string>>
  readonly query: string
}

export async function createView(db: Kysely<unknown>, view: CommentedView): Promise<void> {
  const columns = Object.entries(view.columns)
  await runStatement(
    db,
    `create view ${view.name} (${columns.map(([name]) => name).join(', ')}) as\n${view.query}`,
  )
  await comment(db, [
    [`view ${view.name}`, view.comment],
    ...columns.map(([name, text]) => [`column ${view.name}.${name}`, text] as const),
  ])
}

/** `signature`: name and types of the arguments, as COMMENT ON wants them. */
export async function createFunction(
  db: Kysely<unknown>,
  { signature, comment: text, definition }: { signature: string; comment: string; definition: string },
): Promise<void> {
  await runStatement(db, definition)
  await comment(db, [[`function ${signature}`, text]])
}
