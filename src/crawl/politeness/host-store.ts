/** Parked hosts: what a run gave up for now. Their frontier is kept, and a later run tries them again. */
import type { Kysely } from 'kysely'
import { inTransaction } from '../../database/retry-transaction.ts'
import type { Database } from '../../database/schema/schema.ts'
import { reopenGates } from '../drift/coverage-store.ts'
import type { ScopeState } from '../engine/scope-state.ts'

export async function park(
  db: Kysely<Database>,
  host: { readonly scope: string; readonly reason: string; readonly now: Date },
): Promise<void> {
  await db
    .insertInto('crawl.host')
    .values({ scope: host.scope, state: 'parked', parked_reason: host.reason, parked_at: host.now })
    .onConflict((conflict) =>
      conflict
        .column('scope')
        .doUpdateSet({ state: 'parked', parked_reason: host.reason, parked_at: host.now }),
    )
    .execute()
}

/** Why a scope is parked, and whether the parse gate did it; null while it is not. */
export async function parkedBy(db: Kysely<Database>, scope: string): Promise<ScopeState['end']> {
  const row = await db
    .selectFrom('crawl.host')
    .select(['parked_reason', 'gate'])
    .where('scope', '=', scope)
    .where('state', '=', 'parked')
    .executeTakeFirst()
  if (row === undefined) return null
  const reason = row.parked_reason ?? 'parked'
  return { kind: row.gate?.reason === reason ? 'gate' : 'parked', reason }
}

/** A run that names a host tries it again. Its block, if it has one, goes on. */
export async function makeReady(
  db: Kysely<Database>,
  scopes: readonly string[],
  { acceptLayout = false }: { readonly acceptLayout?: boolean },
): Promise<void> {
  await inTransaction(db, async (trx) => {
    await reopenGates(trx, scopes, { accepts: acceptLayout })
    await trx
      .updateTable('crawl.host')
      .set({ state: 'ready', parked_reason: null, parked_at: null })
      .where('scope', 'in', scopes)
      .where('state', '=', 'parked')
      .execute()
  })
}
