/** Reads the rows of a list, and one row beyond its limit to tell whether there are more. */
import type { ReadSession, SqlResult } from '../read-session.ts'

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

/** @param withinMs Time limit, as in `ReadSession.all`. */
export async function listedRows(
  session: ReadSession,
  statement: string,
  withinMs?: number,
): Promise<ListedRows> {
  const limit = limitOf(statement)
  if (limit === null) return { ...(await session.all(statement, withinMs)), isCut: false }
  const { columns, rows } = await session.all(statement.replace(lastLimit, `limit ${limit + 1}`), withinMs)
  return { columns, rows: rows.slice(0, limit), isCut: rows.length > limit }
}
