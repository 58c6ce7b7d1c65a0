/** A search that answers in the time that a person does not notice: with all hits, or with those found until then. */
import type { ReadSession } from '../read-session.ts'
import type { Ask } from './ask.ts'
import { inTime, inTimeMs, unlessTooLong } from './in-time.ts'
import { type ListedRows, listedRows } from './listed-rows.ts'
import { type Filters, fewHits, mostHits, searchStatement } from './search-filters.ts'

/**
 * The embedded database cannot interrupt a statement. There all hits are looked for only where few came in these
 * milliseconds: ten times the hits take at most ten times as long.
 */
export const embeddedMs = 50

export interface BoundedSearch {
  readonly result: ListedRows
  /** What gave the result. */
  readonly statement: string
  /** Most hits that were looked for. */
  readonly limit: typeof fewHits | typeof mostHits
  /** How long the search took, milliseconds, with the search for more hits that was ended. */
  readonly tookMs: number
}

/**
 * `now`: milliseconds. Where `filters` ask for most hits, those are waited for until the patience of the session is used up. Few
 * are looked for first in the same session, so that there is something to show and no page takes longer than that.
 */
export async function boundedSearch(ask: Ask, filters: Filters, now: () => number): Promise<BoundedSearch> {
  const startedAt = now()
  const search = async (session: ReadSession, limit: BoundedSearch['limit'], withinMs?: number) => {
    const statement = searchStatement(filters, limit)
    const result = await listedRows(session, statement, withinMs)
    return { result, statement, limit, tookMs: now() - startedAt }
  }
  return await ask(async (session) => {
    const few = await search(session, fewHits)
    if (!few.result.isCut || filters.hits === fewHits) return few
    const most = async (withinMs?: number) => await search(session, mostHits, withinMs)
    const more = async () => {
      if (filters.hits === mostHits) return await unlessTooLong(most())
      if (session.canInterrupt) return await inTime(inTimeMs - few.tookMs, most)
      return few.tookMs > embeddedMs ? null : await most()
    }
    return (await more()) ?? { ...few, tookMs: now() - startedAt }
  })
}
