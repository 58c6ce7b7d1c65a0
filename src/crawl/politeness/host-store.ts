/** Parked host groups: a run gave them up for now. Their frontier is kept, and a later run tries them again. */
import type { Kysely } from 'kysely'
import type { Database } from '../../database/schema/schema.ts'
import { type DriftReport, endOfGate } from '../../model/drift-report.ts'

/** Why a run stops requesting a host group: it does not let mondo in (`parked`), or its pages are not what they were (`gate`). */
export interface HostGroupEnd {
  readonly kind: 'parked' | 'gate'
  readonly reason: string
  /** Its gate is closed, by the quality gate or the outcome breaker: `crawl.host.gate` says why. */
  readonly isGated?: true
  /** A person holds it: the next run does not try it again, and this run goes on with it once it is let go. */
  readonly isPaused?: true
}

/** The end of a host group whose gate is closed. */
export function gatedEnd(report: DriftReport): HostGroupEnd {
  return { kind: endOfGate(report), reason: report.reason, isGated: true }
}

/** Parks a host group: no worker requests it again until a run that names it starts. */
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

/** Why a host group is parked, and whether its gate is closed; null while it is not. */
export async function parkedBy(db: Kysely<Database>, hostGroup: string): Promise<HostGroupEnd | null> {
  const row = await db
    .selectFrom('crawl.host')
    .select(['parked_reason', 'gate'])
    .where('host_group', '=', hostGroup)
    .where('state', '=', 'parked')
    .executeTakeFirst()
  if (row === undefined) return null
  const reason = row.parked_reason ?? 'parked'
  return row.gate?.reason === reason ? gatedEnd(row.gate) : { kind: 'parked', reason }
}

/** Makes parked host groups ready again; a back-off in force stays in force. */
export async function unpark(trx: Kysely<Database>, groups: readonly string[]): Promise<void> {
  await trx
    .updateTable('crawl.host')
    .set({ state: 'ready', parked_reason: null, parked_at: null })
    .where('host_group', 'in', groups)
    .where('state', '=', 'parked')
    .execute()
}
