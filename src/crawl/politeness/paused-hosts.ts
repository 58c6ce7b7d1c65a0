/**
 * Paused host groups: a person holds them, and no crawl or worker requests anything of them until a person lets them go on.
 * Unlike a parked group, a paused one is not tried again by the next run.
 */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../../database/schema/schema.ts'
import type { HostGroupEnd } from './host-store.ts'

/** Who paused a host group, when, and why. */
export interface HostPause {
  readonly at: Date
  readonly by: string
  /** Null where none was given. */
  readonly reason: string | null
}

/** Pauses a host group, known or not; a group that is paused keeps its time, and takes the new reason. */
export async function pauseHost(
  db: Kysely<Database>,
  hostGroup: string,
  { at, by, reason }: HostPause,
): Promise<void> {
  const pause = { paused_at: at, paused_by: by, pause_reason: reason }
  await db
    .insertInto('crawl.host')
    .values({ host_group: hostGroup, ...pause })
    .onConflict((conflict) =>
      conflict.column('host_group').doUpdateSet({
        ...pause,
        paused_at: sql<Date>`coalesce(host.paused_at, excluded.paused_at)`,
      }),
    )
    .execute()
}

/** Lets a host group go on; false where it was not paused. */
export async function resumeHost(db: Kysely<Database>, hostGroup: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('crawl.host')
    .set({ paused_at: null, paused_by: null, pause_reason: null })
    .where('host_group', '=', hostGroup)
    .where('paused_at', 'is not', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Why a run must not request anything of a host group; null while it is not paused. */
export async function pausedEnd(db: Kysely<Database>, hostGroup: string): Promise<HostGroupEnd | null> {
  const row = await db
    .selectFrom('crawl.host')
    .select(['paused_at', 'paused_by', 'pause_reason'])
    .where('host_group', '=', hostGroup)
    .executeTakeFirst()
  const pause = row === undefined ? null : pauseOf(row)
  return pause === null ? null : { kind: 'parked', reason: pauseText(pause), isPaused: true }
}

/** The pause in a row of `crawl.host`. */
export function pauseOf(row: {
  readonly paused_at: Date | null
  readonly paused_by: string | null
  readonly pause_reason: string | null
}): HostPause | null {
  const { paused_at: at, paused_by: by, pause_reason: reason } = row
  return at === null ? null : { at, by: by ?? 'someone', reason }
}

/** As in `paused by ops@crawler-1 since 2026-11-29T18:00:00.000Z: they move servers`. */
export function pauseText({ at, by, reason }: HostPause): string {
  return `paused by ${by} since ${at.toISOString()}${reason === null ? '' : `: ${reason}`}`
}

/**
 * The host group that a name or a host with its port stands for, as the database knows it: a group of that name, the group
 * whose robots.txt was read from that host, or the named group of a recent crawl that has the host. Null for a host that no
 * crawl has named.
 */
export async function knownHostGroup(db: Kysely<Database>, nameOrHost: string): Promise<string | null> {
  const { rows } = await sql<{ hostGroup: string }>`
    select host_group as "hostGroup" from (
      select 1 as rank, host_group from crawl.host where host_group = ${nameOrHost}
      union all
      select 2, host_group from crawl.robots where origin in (${`https://${nameOrHost}`}, ${`http://${nameOrHost}`})
      union all
      select 3, hosts ->> 'name' from (
        select options from crawl.run where kind = 'crawl' order by started_at desc limit 50
      ) as recent, jsonb_array_elements(coalesce(options -> 'hostGroups', '[]')) as hosts
      where hosts ->> 'name' = ${nameOrHost} or hosts -> 'hosts' @> ${JSON.stringify([nameOrHost])}::jsonb
      union all
      select 4, named from (
        select options from crawl.run where kind = 'crawl' order by started_at desc limit 50
      ) as recent, jsonb_array_elements_text(coalesce(options -> 'groups', '[]')) as named
      where named = ${nameOrHost}
    ) as found order by rank limit 1
  `.execute(db)
  return rows[0]?.hostGroup ?? null
}
