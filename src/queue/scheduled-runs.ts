/** The last run of each schedule entry, read from pg-boss's table: what its job was completed with. */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../database/schema/schema.ts'

export interface ScheduledRun {
  readonly name: string
  readonly startedAt: Date
  /** Null while it runs. */
  readonly endedAt: Date | null
  /** Result of the crawl; `failed` where it could not run, null while it runs. */
  readonly result: string | null
  readonly exitCode: number | null
  readonly runId: string | null
  /** Why it could not run. */
  readonly error: string | null
}

/** By name. Jobs are kept for thirty days after their end, and runs for good (`mondo runs`). */
export async function lastScheduledRuns(db: Kysely<Database>): Promise<ReadonlyMap<string, ScheduledRun>> {
  const { rows } = await sql<ScheduledRun>`
    select distinct on (data ->> 'name') data ->> 'name' as name, started_on as "startedAt", completed_on as "endedAt",
      case when output ->> 'error' is not null then 'failed' else output ->> 'result' end as result,
      (output ->> 'exitCode')::int as "exitCode", output ->> 'runId' as "runId", output ->> 'error' as error
    from pgboss.job
    where name = 'scheduled-crawl' and started_on is not null and state in ('active', 'completed')
    order by data ->> 'name', started_on desc
  `.execute(db)
  return new Map(rows.map((row) => [row.name, row]))
}
