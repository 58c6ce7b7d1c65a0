/**
 * Prunes the change log, which otherwise grows with every row that is written. How far it was pruned is kept beside it, so that
 * an export with an older cursor is refused instead of missing changes.
 */
import { sql } from 'kysely'
import type { Store } from '../../database/store.ts'
import { codeOf, MondoError } from '../../model/errors.ts'
import { prunedElsewhere, readCursor } from './export-cursor.ts'

export interface PrunedLog {
  /** Transaction from which on the log still has every change. */
  readonly prunedBefore: number
  readonly removed: number
  readonly kept: number
}

/**
 * Removes what all these cursors have read: changes by transactions below the lowest of them. Without cursors it removes
 * everything that an export could read now, and every cursor from before is refused.
 *
 * Throws `usage` for a cursor file that is missing, damaged or of another database, and for a login that may not write.
 */
export async function pruneChangeLog(store: Store, cursorFiles: readonly string[]): Promise<PrunedLog> {
  const cursors = await Promise.all(
    cursorFiles.map(async (path) => ({ path, cursor: await readCursor(path) })),
  )
  try {
    const pruned = await store.db.transaction().execute(async (trx) => {
      // A login's time limit is meant for queries: a long log would never be pruned.
      await sql`set local statement_timeout = 0`.execute(trx)
      // The row lock puts two prunings one after the other.
      const { rows } = await sql<{ epoch: string; readable: string; prunedBefore: string }>`
        select qa.change_epoch() as epoch, pg_snapshot_xmin(pg_current_snapshot())::text as readable,
          pruned_before::text as "prunedBefore"
        from crawl.change_epoch for update`.execute(trx)
      const epoch = rows[0]?.epoch ?? ''
      const readable = Number(rows[0]?.readable)
      const prunedBefore = Number(rows[0]?.prunedBefore)
      if (prunedBefore > readable) throw prunedElsewhere()
      const read = cursors.map(({ path, cursor }) => {
        if (cursor === null) throw unusable(path, 'is not there')
        if (cursor.epoch !== epoch || cursor.before > readable) throw unusable(path, 'is of another database')
        return cursor.before
      })
      const before = Math.max(prunedBefore, Math.min(readable, ...read))
      const removed = await sql`delete from crawl.change_log where transaction_id < ${before}`.execute(trx)
      await sql`update crawl.change_epoch set pruned_before = ${before}`.execute(trx)
      const { rows: left } = await sql<{ kept: number }>`
        select count(*)::int as kept from crawl.change_log`.execute(trx)
      return { prunedBefore: before, removed: Number(removed.numAffectedRows ?? 0), kept: left[0]?.kept ?? 0 }
    })
    await vacuum(store)
    return pruned
  } catch (error) {
    throw codeOf(error) === '42501' ? mayNotWrite(error) : error
  }
}

/** Postgres gives the room to new rows only then; the embedded database has no autovacuum. */
async function vacuum({ db }: Store): Promise<void> {
  await db.connection().execute(async (one) => {
    await sql`set statement_timeout = 0`.execute(one)
    try {
      await sql`vacuum crawl.change_log`.execute(one)
    } finally {
      await sql`reset statement_timeout`.execute(one)
    }
  })
}

/**
 * Gives the change log a new identity, and forgets how far it was pruned: for a database whose files were copied back while it
 * was stopped, which nothing in it can tell. Every cursor from before is then refused. Throws `usage` for a login that may not.
 */
export async function renewChangeLog({ db }: Store): Promise<string> {
  try {
    await sql`update crawl.change_epoch set epoch = gen_random_uuid(), pruned_before = 0`.execute(db)
  } catch (error) {
    throw codeOf(error) === '42501' ? mayNotWrite(error) : error
  }
  const { rows } = await sql<{ epoch: string }>`select qa.change_epoch() as epoch`.execute(db)
  return rows[0]?.epoch ?? ''
}

function unusable(path: string, why: string): MondoError {
  return new MondoError('usage', `The cursor ${path} ${why}: nothing was pruned.`, {
    hint: 'Name cursor files of exports from this database, all that are in use.',
  })
}

function mayNotWrite(cause: unknown): MondoError {
  return new MondoError('usage', 'This login may not change the change log.', {
    cause,
    hint: 'Connect as the owner of the database.',
  })
}
