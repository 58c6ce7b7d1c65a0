/** Streams the rows of a relation: from one snapshot or, beside the holder of the data folder, page by page of its key. */
import type { Relation } from '../catalog.ts'
import { parsedResult, type ReadSession } from '../read-session.ts'
import { pageQuery, selectQuery } from './export-columns.ts'

export interface RowSelection {
  readonly relation: Relation
  /** In SQL, one a column. */
  readonly expressions: readonly string[]
  readonly since: Date | null
}

type Rows = readonly (readonly unknown[])[]

export async function* relationRows(
  session: ReadSession,
  { relation, expressions, since }: RowSelection,
  size: number,
): AsyncGenerator<Rows> {
  const page = session.isOneMoment ? null : pageQuery(relation, expressions, since, size)
  if (page === null) {
    const query = selectQuery(relation, expressions.join(', '), since)
    if (query === null) return
    for await (const { rows } of session.batches(query, size)) yield rows
    return
  }
  let after: readonly (string | null)[] = []
  for (;;) {
    const printed = await session.allPrinted(after.length === 0 ? page.first : page.next, after)
    const { rows } = parsedResult(printed)
    yield rows.map((row) => row.slice(0, expressions.length))
    if (rows.length < size) return
    after = printed.rows.at(-1)?.slice(expressions.length) ?? []
  }
}
