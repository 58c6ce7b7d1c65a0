/** Gauges of the whole database, for all processes that crawl on it: pages due, hosts waiting, jobs in the queue. */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../database/schema/schema.ts'
import { slicesInQueue } from '../queue/slices-in-queue.ts'

export interface FrontierGauges {
  readonly hosts: readonly HostGauges[]
  readonly activeSlices: number
  readonly waitingSlices: number
}

export interface HostGauges {
  readonly hostGroup: string
  readonly due: number
  readonly isParked: boolean
  readonly backoffUntil: Date | null
}

export async function readFrontierGauges(db: Kysely<Database>, now: Date): Promise<FrontierGauges> {
  // Scope by scope: grouped, it would read all that is ever due.
  const { rows } = await sql<Omit<HostGauges, 'due'> & { readonly due: string | number }>`
    select host_group as "hostGroup", (state = 'parked' or paused_at is not null) as "isParked", backoff_until as "backoffUntil",
      (select count(*) from crawl.page where page.host_group = host.host_group and due_at <= ${now}::timestamptz) as due
    from crawl.host
    order by host_group
  `.execute(db)
  const slices = await slicesInQueue(db)
  const activeSlices = slices.filter(({ state }) => state === 'active').length
  return {
    hosts: rows.map((row) => ({ ...row, due: Number(row.due) })),
    activeSlices,
    waitingSlices: slices.length - activeSlices,
  }
}
