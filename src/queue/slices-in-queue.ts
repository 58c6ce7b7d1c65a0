/** The slices that the queue knows of: with a worker, or waiting for one. Read from pg-boss's table, as it stands. */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../database/schema/schema.ts'

export interface QueuedSlice {
  readonly hostGroup: string
  readonly state: 'active' | 'waiting'
  /** Active: when a worker took it. Waiting: from when on one may take it. */
  readonly since: Date
  /** Until when its worker holds it, unless confirmed again; null while it waits. */
  readonly leaseUntil: Date | null
}

/** By host group; none where no crawl has made the queue yet. */
export async function slicesInQueue(db: Kysely<Database>): Promise<QueuedSlice[]> {
  const { rows: made } = await sql<{ isMade: boolean }>`
    select to_regclass('pgboss.job') is not null as "isMade"
  `.execute(db)
  if (made[0]?.isMade !== true) return []
  const { rows } = await sql<QueuedSlice>`
    select data ->> 'hostGroup' as "hostGroup",
      case when state = 'active' then 'active' else 'waiting' end as state,
      case when state = 'active' then started_on else start_after end as since,
      case when state = 'active' then heartbeat_on + heartbeat_seconds * interval '1 second' end as "leaseUntil"
    from pgboss.job
    where name = 'slice' and state in ('created', 'retry', 'active')
    order by 1, 2
  `.execute(db)
  return rows
}
