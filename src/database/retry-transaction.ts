/** Runs a transaction; retries on deadlock or serialization failure (40P01, 40001). */
import { type Kysely, sql, type Transaction } from 'kysely'
import { codeOf } from '../model/errors.ts'
import type { Database } from './schema/schema.ts'

const maxTries = 3

/** 40001 serialization_failure, 40P01 deadlock_detected: two transactions met on the same rows. */
const startAgain: ReadonlySet<string | null> = new Set(['40001', '40P01'])

/**
 * Runs the work in a transaction, at most three times; from the second time on while no other retry runs. A failed try
 * leaves nothing in the database; what the work does elsewhere must be safe to repeat.
 */
export async function retryTransaction<T>(
  db: Kysely<Database>,
  work: (trx: Transaction<Database>) => Promise<T>,
  onStartedAgain: (error: unknown) => void = () => undefined,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    let failure: { readonly error: unknown } | null = null
    try {
      return await db.transaction().execute(async (trx) => {
        try {
          await takeTurn(trx, tries)
          return await work(trx)
        } catch (error) {
          failure = { error }
          throw error
        }
      })
    } catch (caught) {
      // On a connection that is lost the rollback fails too, and Kysely tells of that.
      const { error } = failure ?? { error: caught }
      if (tries === maxTries || !startAgain.has(codeOf(error))) throw error
      onStartedAgain(error)
    }
  }
}

/**
 * The first time beside all others, then alone: rows are locked in one order, but what is found under a lock may lead to
 * more of them, and of many loaders of the same questions each pair would deadlock again.
 */
async function takeTurn(trx: Kysely<Database>, tries: number): Promise<void> {
  const turn = sql`hashtext('mondo transaction')`
  await (tries === 1
    ? sql`select pg_advisory_xact_lock_shared(${turn})`
    : sql`select pg_advisory_xact_lock(${turn})`
  ).execute(trx)
}
