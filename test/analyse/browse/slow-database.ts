/** A database with a clock of its own: a search for more hits takes longer, and is ended like a statement of a server. */
import { type Ask, patienceMs } from '../../../src/analyse/browse/ask.ts'
import type { ReadSession, SqlResult } from '../../../src/analyse/read-session.ts'

const columns = ['site', 'question_id', 'title', 'status', 'categories', 'answers']

export interface SlowDatabase {
  readonly ask: Ask
  readonly now: () => number
  /** Limits of the statements that were begun, and their time limits in milliseconds. */
  readonly begun: readonly (readonly [rows: number, withinMs: number | undefined])[]
}

/** `hits` that can be found, each of another question; `msOf` says how long it takes to find so many. Sessions are patient as of a page. */
export function slowDatabase(
  hits: number,
  msOf: (hits: number) => number,
  { canInterrupt = true } = {},
): SlowDatabase {
  let time = 1_000_000
  const begun: [number, number | undefined][] = []
  let leftMs = patienceMs
  const all = async (statement: string, withinMs?: number): Promise<SqlResult> => {
    const limit = Number(/limit (\d+)$/.exec(statement)?.[1])
    begun.push([limit, withinMs])
    const ms = msOf(limit - 1)
    const mostMs = Math.min(withinMs ?? leftMs, leftMs)
    leftMs -= Math.min(ms, mostMs)
    if (canInterrupt && ms > mostMs) {
      time += mostMs
      throw Object.assign(new Error('canceling statement due to statement timeout'), { code: '57014' })
    }
    time += ms
    const rows = Array.from({ length: Math.min(hits, limit) }, (_, id) => [
      'sample',
      String(id),
      'title',
      'open',
      [],
      id % 2,
    ])
    return { columns, rows }
  }
  const session = { all, canInterrupt } as unknown as ReadSession
  const ask: Ask = async (read) => {
    leftMs = patienceMs
    return await read(session)
  }
  return { ask, now: () => time, begun }
}
