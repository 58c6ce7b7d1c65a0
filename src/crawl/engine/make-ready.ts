/** What a new run does for the host groups it names: parked ones and closed quality gates are tried again. */
import type { Kysely } from 'kysely'
import { retryTransaction } from '../../database/retry-transaction.ts'
import type { Database } from '../../database/schema/schema.ts'
import { reopenGates } from '../drift/coverage-store.ts'
import { unpark } from '../politeness/host-store.ts'

/** A back-off in force stays in force. `acceptLayout`: what the quality gate knows of the hosts' past is forgotten. */
export async function makeReady(
  db: Kysely<Database>,
  groups: readonly string[],
  { acceptLayout = false }: { readonly acceptLayout?: boolean },
): Promise<void> {
  await retryTransaction(db, async (trx) => {
    await reopenGates(trx, groups, { accepts: acceptLayout })
    await unpark(trx, groups)
  })
}
