/** A search that answers in the time that a person does not notice: with all hits, or with those found until then. */
import type { ReadSession } from '../read-session.ts'
import { type Ask, tookTooLong } from './ask.ts'
import { type ListedRows, listedRows } from './listed-rows.ts'
import { type Filters, fewHits, mostHits, searchStatement } from './search-filters.ts'

/** Milliseconds for a search, with what it takes to connect. A page within 200 also makes its HTML. */
export const searchMs = 150

/** With less time left than this a search for more hits is not begun. */
const leastMs = 20

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

/** `now`: milliseconds. Where `filters` say how many hits are wanted, those are waited for. */
export async function boundedSearch(ask: Ask, filters: Filters, now: () => number): Promise<BoundedSearch> {
  const startedAt = now()
  const search = async (session: ReadSession, limit: BoundedSearch['limit'], withinMs?: number) => {
    const statement = searchStatement(filters, limit)
    const result = await listedRows(session, statement, withinMs)
    return { result, statement, limit, tookMs: now() - startedAt }
  }
  if (filters.hits === mostHits) {
    return (
      (await unlessTooLong(ask((session) => search(session, mostHits)))) ??
      (await ask((session) => search(session, fewHits)))
    )
  }
  return await ask(async (session) => {
    const few = await search(session, fewHits)
    if (!few.result.isCut || filters.hits === fewHits) return few
    const leftMs = searchMs - few.tookMs
    if (session.canInterrupt ? leftMs < leastMs : few.tookMs > embeddedMs) return few
    const more = await unlessTooLong(search(session, mostHits, leftMs))
    return more ?? { ...few, tookMs: now() - startedAt }
  })
}

/** Null where it took too long. */
async function unlessTooLong<Result>(result: Promise<Result>): Promise<Result | null> {
  try {
    return await result
  } catch (error) {
    if (tookTooLong(error)) return null
    throw error
  }
}
