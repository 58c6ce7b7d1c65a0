/** Parked hosts: what a run gave up for now. Their frontier is kept, and a later run tries them again. */
import type { Kysely } from 'kysely'
import { retryTransaction } from '../../database/retry-transaction.ts'
import type { Database } from '../../database/schema/schema.ts'
import { reopenGates } from '../drift/coverage-store.ts'
import type { HostGroupState } from '../engine/host-group-state.ts'

export async function park(
  db: Kysely<Database>,
  host: { readonly hostGroup: string; readonly reason: string; readonly now: Date },
): Promise<void> {
  await db
    .insertInto('crawl.host')
    .values({ host_group: host.hostGroup, state: 'parked', parked_reason: host.reason, parked_at: host.now })
    .onConflict((conflict) =>
      conflict
        .column('host_group')
        .doUpdateSet({ state: 'parked', parked_reason: host.reason, parked_at: host.now }),
    )
    .execute()
}

/** Why a host group is parked, and whether the parse gate did it; null while it is not. */
export async function parkedBy(db: Kysely<Database>, hostGroup: string): Promise<HostGroupState['end']> {
  const row = await db
    .selectFrom('crawl.host')
    .select(['parked_reason', 'gate'])
    .where('host_group', '=', hostGroup)
    .where('state', '=', 'parked')
    .executeTakeFirst()
  if (row === undefined) return null
  const reason = row.parked_reason ?? 'parked'
  return { kind: row.gate?.reason === reason ? 'gate' : 'parked', reason }
}

/** A run that names a host tries it again. Its block, if it has one, goes on. */
export async function makeReady(
  db: Kysely<Database>,
  groups: readonly string[],
  { acceptLayout = false }: { readonly acceptLayout?: boolean },
): Promise<void> {
  await retryTransaction(db, async (trx) => {
    await reopenGates(trx, groups, { accepts: acceptLayout })
    await trx
      .updateTable('crawl.host')
      .set({ state: 'ready', parked_reason: null, parked_at: null })
      .where('host_group', 'in', groups)
      .where('state', '=', 'parked')
      .execute()
  })
}
