/**
 * Loads records and isolates those whose rows the database refuses: one bad record must not roll back the transaction of
 * hundreds of others. All are tried at once behind a savepoint; if that fails, each half is, until the bad ones are known.
 */
import { type Kysely, sql } from 'kysely'
import { isRefusedData } from '../database/errors.ts'
import type { Database } from '../database/schema/schema.ts'
import { storableText } from '../model/storable-text.ts'
import { addCounts, nothingLoaded } from './load-counts.ts'
import type { LoadResult } from './load-records.ts'

export interface Refusal<R> {
  readonly record: R
  /** What the database says, as text that can be stored. */
  readonly message: string
  readonly error: unknown
}

export interface IsolatedLoad<R> extends LoadResult {
  /** In the order in which they were given. */
  readonly refused: readonly Refusal<R>[]
}

/** A message may quote a value, however long. */
const maxMessage = 500

/**
 * `load` is called once if nothing is refused, and up to twice the number of records if all are; what it wrote about a
 * refused record is rolled back. Which records share a call does not matter to `loadRecords`. Any other error is thrown.
 *
 * ```ts
 * const { counts, refused } = await loadIsolating(trx, records, (some) => loadRecords(trx, some, pageStateStore))
 * ```
 */
export async function loadIsolating<R>(
  trx: Kysely<Database>,
  records: readonly R[],
  load: (records: readonly R[]) => Promise<LoadResult>,
): Promise<IsolatedLoad<R>> {
  const [record] = records
  if (record === undefined) return { counts: nothingLoaded, rowsByCapture: new Map(), refused: [] }
  await sql`savepoint isolated_load`.execute(trx)
  try {
    const loaded = await load(records)
    await sql`release savepoint isolated_load`.execute(trx)
    return { ...loaded, refused: [] }
  } catch (error) {
    if (!isRefusedData(error)) throw error
    await sql`rollback to savepoint isolated_load`.execute(trx)
    await sql`release savepoint isolated_load`.execute(trx)
    if (records.length === 1) {
      const message = storableText(error.message.slice(0, maxMessage))
      return {
        counts: nothingLoaded,
        rowsByCapture: new Map(),
        refused: [{ record, message, error }],
      }
    }
  }
  const middle = Math.ceil(records.length / 2)
  const first = await loadIsolating(trx, records.slice(0, middle), load)
  const second = await loadIsolating(trx, records.slice(middle), load)
  return {
    counts: addCounts(first.counts, second.counts),
    rowsByCapture: new Map([...first.rowsByCapture, ...second.rowsByCapture]),
    refused: [...first.refused, ...second.refused],
  }
}
