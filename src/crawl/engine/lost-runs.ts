/** Ends the runs of processes that are gone: killed, or out of memory or power. */
import { sql } from 'kysely'
import type { Store } from '../../database/store.ts'
import { runsWithWorker } from '../../queue/slices-in-queue.ts'

export interface LostRunsOptions {
  readonly leaseSeconds: number
  /** Also a re-parse of the whole archive, which a worker goes on with. */
  readonly endsReparse: boolean
}

/**
 * Returns the ids of the runs it ended, as `lost` at their last sign of life. The embedded database has one process: for the
 * one that has just opened it, every run without an end is lost. On a server a run is lost when it gave no sign of life for
 * the length of a lease and no worker holds a slice of it; a re-parse of the archive belongs to all workers and never is.
 */
export async function endLostRuns(
  { db, kind }: Store,
  { leaseSeconds, endsReparse }: LostRunsOptions,
): Promise<readonly string[]> {
  const isAlone = kind === 'pglite'
  const worked = isAlone ? [] : await runsWithWorker(db)
  const { rows } = await sql<{ runId: string }>`
    update crawl.run set result = 'lost', ended_at = greatest(started_at, alive_at,
      (select max(visited_at) from crawl.visit where visit.run_id = run.run_id))
    where ended_at is null
      and (${isAlone}::boolean
        or alive_at < now() - ${leaseSeconds}::float8 * interval '1 second' and run_id <> all (${worked}::uuid[]))
      and (${isAlone && endsReparse}::boolean or options ->> 'archive' is distinct from 'true')
    returning run_id as "runId"
  `.execute(db)
  return rows.map(({ runId }) => runId)
}
