/** A slice that holds the second of two rows, and requests the first once another transaction holds it and waits. */
import { type RawBuilder, sql } from 'kysely'
import { expect } from 'vitest'
import { retryTransaction } from '../../../src/database/retry-transaction.ts'
import type { Store } from '../../../src/database/store.ts'

/** Runs work that locks the same rows in order: on Postgres one of the two transactions gets a deadlock error. */
export async function meetingASlice<T>(
  { db }: Store,
  lock: (row: 'first' | 'second') => RawBuilder<unknown>,
  work: () => Promise<T>,
): Promise<T> {
  const met = await retryTransaction(db, async (trx) => {
    await lock('second').execute(trx)
    const result = work()
    // Awaited below; an early rejection must not count as unhandled.
    result.catch(() => undefined)
    await expect.poll(() => waiting(db)).toBe(1)
    await lock('first').execute(trx)
    return { result }
  })
  return await met.result
}

async function waiting(db: Store['db']): Promise<number> {
  const { rows } = await sql`
    select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
  `.execute(db)
  return rows.length
}
