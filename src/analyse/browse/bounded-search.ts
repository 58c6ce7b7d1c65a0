/**
 * Limits the time of a search: it returns up to 1,000 hits if they are found without a noticeable delay, else the first 100.
 */
import type { ReadSession } from '../read-session.ts'
import type { Ask } from './ask.ts'
import { inTime, inTimeMs, unlessTooLong } from './in-time.ts'
import { type ListedRows, listedRows } from './listed-rows.ts'
import { type Filters, fewHits, mostHits, searchStatement } from './search-filters.ts'

/**
 * The embedded database cannot interrupt a statement. It searches for 1,000 hits only if it found the first 100 within this
 * time (milliseconds): ten times as many hits take at most ten times as long.
 */
export const embeddedMs = 50

export interface BoundedSearch {
  readonly result: ListedRows
  /** The SQL that returned the result. */
  readonly statement: string
  /** Limit of the statement. */
  readonly limit: typeof fewHits | typeof mostHits
  /** Duration of the search in milliseconds, including a second search that timed out. */
  readonly tookMs: number
}

/**
 * Searches for the first 100 hits, then in the same session for 1,000. If `filters` request 1,000 hits, the second search may
 * use the whole time limit of the session; if it times out, the first hits are returned.
 *
 * @param now Current time in milliseconds.
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
