/** Reads the rows of a list, and one row beyond its limit to tell whether there are more. */
import type { PrintedResult, ReadSession, SqlResult } from '../read-session.ts'

export interface ListedRows extends SqlResult {
  /** Whether there are more rows than the limit of the statement. */
  readonly isCut: boolean
}

const lastLimit = /\blimit (\d+)$/

/** The number that a statement ends with as its limit; null where it has none. */
export function limitOf(statement: string): number | null {
  const limit = lastLimit.exec(statement)?.[1]
  return limit === undefined ? null : Number(limit)
}

/** The same for a file: values as Postgres prints them. */
export interface PrintedRows extends PrintedResult {
  readonly isCut: boolean
}

/** @param withinMs Time limit, as in `ReadSession.all`. */
export async function listedRows(
  session: ReadSession,
  statement: string,
  withinMs?: number,
): Promise<ListedRows> {
  const { text, limit } = withOneMore(statement)
  return cut(await session.all(text, withinMs), limit)
}

export async function printedRows(session: ReadSession, statement: string): Promise<PrintedRows> {
  const { text, limit } = withOneMore(statement)
  return cut(await session.allPrinted(text), limit)
}

function withOneMore(statement: string): { readonly text: string; readonly limit: number } {
  const limit = limitOf(statement)
  if (limit === null) return { text: statement, limit: Number.POSITIVE_INFINITY }
  return { text: statement.replace(lastLimit, `limit ${limit + 1}`), limit }
}

function cut<Result extends { readonly rows: readonly unknown[] }>(
  result: Result,
  limit: number,
): Result & { readonly isCut: boolean } {
  return { ...result, rows: result.rows.slice(0, limit), isCut: result.rows.length > limit }
}
