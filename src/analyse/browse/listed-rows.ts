/** Rows of a list, and whether its limit has cut it: one row more is asked for than it may have. */
import type { ReadSession, SqlResult } from '../read-session.ts'

export interface ListedRows extends SqlResult {
  /** Whether there are more rows than the statement lets through. */
  readonly isCut: boolean
}

const lastLimit = /\blimit (\d+)$/

/** The number that a statement ends with as its limit; null where it has none. */
export function limitOf(statement: string): number | null {
  const limit = lastLimit.exec(statement)?.[1]
  return limit === undefined ? null : Number(limit)
}

/** `withinMs`: as of `ReadSession.all`. */
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
