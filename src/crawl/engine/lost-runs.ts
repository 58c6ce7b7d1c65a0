/** Ends the runs of processes that no longer exist, for example because they were killed. */
import { sql } from 'kysely'
import type { Store } from '../../database/store.ts'

/**
 * Ends lost runs as `lost`, at their last sign of life, and returns their ids. Only one process can open the embedded
 * database, so for this process every run that has not ended is lost. On a server a run is lost when neither its process nor a
 * worker gave a sign of life for the length of a lease. A worker that continues a lost run opens it again. A re-parse of the
 * archive belongs to all workers and is never lost.
 */
export async function endLostRuns(
  { db, kind }: Store,
  { leaseSeconds }: { readonly leaseSeconds: number },
): Promise<readonly string[]> {
  const { rows } = await sql<{ runId: string }>`
    update crawl.run set result = 'lost', ended_at = greatest(started_at, alive_at,
      (select max(visited_at) from crawl.visit where visit.run_id = run.run_id))
    where ended_at is null
      and (${kind === 'pglite'}::boolean or alive_at < now() - ${leaseSeconds}::float8 * interval '1 second')
      and options ->> 'archive' is distinct from 'true'
    returning run_id as "runId"
  `.execute(db)
  return rows.map(({ runId }) => runId)
}
