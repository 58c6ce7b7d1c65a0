/**
 * How a migration states tables, views and functions: with their COMMENTs, each column with its type and its COMMENT on
 * one line, so that none can be without one. A migration that has been released is never edited, and neither is what this file makes of it.
 */
import { type Kysely, sql } from 'kysely'

export interface CommentedTable {
  /** With its schema: `qa.question`. */
  readonly name: string
  readonly comment: string
  readonly columns: Readonly<Record<string, readonly [type: string, comment: string]>>
  /** Table constraints, in SQL. */
  readonly constraints?: readonly string[]
  /** Storage parameters, in SQL: `fillfactor = 85`. */
  readonly storage?: string
}

export async function createTable(db: Kysely<unknown>, table: CommentedTable): Promise<void> {
  const columns = Object.entries(table.columns)
  const storage = table.storage === undefined ? '' : ` with (${table.storage})`
  const parts = [...columns.map(([name, [type]]) => `${name} ${type}`), ...(table.constraints ?? [])]
  await runStatement(db, `create table ${table.name} (\n  ${parts.join(',\n  ')}\n)${storage}`)
  await comment(db, [
    [`table ${table.name}`, table.comment],
    ...columns.map(([name, [, text]]) => [`column ${table.name}.${name}`, text] as const),
  ])
}

/** One DO block, because PGlite's extended protocol takes one statement a query and 200 round trips cost 0.1 s. */
export async function comment(
  db: Kysely<unknown>,
  comments: ReadonlyArray<readonly [object: string, text: string]>,
): Promise<void> {
  const lines = comments.map(([object, text]) => `comment on ${object} is '${text.replaceAll("'", "''")}';`)
  await runStatement(db, `do $comments$ begin\n${lines.join('\n')}\nend $comments$`)
}

export async function runStatement(db: Kysely<unknown>, statement: string): Promise<void> {
  await sql.raw(statement).execute(db)
}

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
