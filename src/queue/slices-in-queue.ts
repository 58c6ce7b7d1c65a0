/** Slices that are waiting or active, read from pg-boss's table directly: `status` need not load pg-boss for it. */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../database/schema/schema.ts'

export interface QueuedSlice {
  readonly hostGroup: string
  readonly state: 'active' | 'waiting'
  /** Active: when a worker took it. Waiting: from when on a worker may take it. */
  readonly since: Date
  /** When the lease expires unless it is confirmed; null while the slice waits. */
  readonly leaseUntil: Date | null
}

/** Ids of the runs that have a slice in the queue, waiting or held by a worker. */
export async function runsInQueue(db: Kysely<Database>): Promise<readonly string[]> {
  if (!(await hasQueue(db))) return []
  const { rows } = await sql<{ runId: string }>`
    select distinct data ->> 'runId' as "runId" from pgboss.job
    where name = 'slice' and state in ('created', 'retry', 'active')
  `.execute(db)
  return rows.map(({ runId }) => runId)
}

async function hasQueue(db: Kysely<Database>): Promise<boolean> {
  const { rows } = await sql<{ exists: boolean }>`
    select to_regclass('pgboss.job') is not null as "exists"
  `.execute(db)
  return rows[0]?.exists === true
}

/** By host group; empty before the first crawl has created the queue. */
export async function slicesInQueue(db: Kysely<Database>): Promise<QueuedSlice[]> {
  if (!(await hasQueue(db))) return []
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
