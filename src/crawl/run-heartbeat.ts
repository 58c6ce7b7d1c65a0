/** Signs of life of a run: its process renews `crawl.run.alive_at` while it works, by the clock of the database. */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../database/schema/schema.ts'

/** Well below the shortest lease (10 s), after which a run without a sign of life counts as lost. */
const beatEveryMs = 3_000

export interface RunHeartbeat {
  close(): Promise<void>
}

/** Calls `give` until it is closed. A beat that fails is left out: the next one, or the run itself, meets the same trouble. */
export function startHeartbeat(give: () => Promise<unknown>): RunHeartbeat {
  let last: Promise<unknown> | null = null
  const timer = setInterval(() => {
    last ??= give()
      .catch(() => undefined)
      .finally(() => {
        last = null
      })
  }, beatEveryMs)
  timer.unref()
  return {
    close: async () => {
      clearInterval(timer)
      await last
    },
  }
}

/** By the run's own process. A run that was taken for lost while the database was away is open again. */
export async function beat(db: Kysely<Database>, runId: string): Promise<void> {
  await sql`
    update crawl.run set alive_at = now(), ended_at = null, result = null
    where run_id = ${runId}::uuid and (ended_at is null or result = 'lost')
  `.execute(db)
}

/** By a worker that goes on with these runs, whether their own process lives or not. */
export async function beatAll(db: Kysely<Database>, runIds: readonly string[]): Promise<void> {
  await sql`
    update crawl.run set alive_at = now() where run_id = any(${runIds}::uuid[]) and ended_at is null
  `.execute(db)
}
