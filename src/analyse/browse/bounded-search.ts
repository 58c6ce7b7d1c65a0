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
    const more = session.canInterrupt
      ? await inTime(inTimeMs - few.tookMs, (withinMs) => search(session, mostHits, withinMs))
      : few.tookMs > embeddedMs
        ? null
        : await search(session, mostHits)
    return more ?? { ...few, tookMs: now() - startedAt }
  })
}
