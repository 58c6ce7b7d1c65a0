/** Signs of life of a run: its process renews `crawl.run.alive_at` while it works, by the clock of the database. */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../database/schema/schema.ts'
import type { Log } from '../model/log.ts'

/** Well below the shortest lease (10 s), after which a run without a sign of life counts as lost. */
const beatEveryMs = 3_000

export interface RunHeartbeat {
  close(): Promise<void>
}

/** Calls `give` until it is closed. Errors of a beat are ignored: the next beat or the run itself meets the same problem. */
export function startHeartbeat(give: () => Promise<unknown>, log: Log): RunHeartbeat {
  let last: Promise<unknown> | null = null
  const timer = setInterval(() => {
    last ??= give()
      .catch((error: unknown) => log.debug({ err: error }, 'run: no sign of life'))
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

/** For the process that works on these runs. Opens a run again that was marked as lost because no process worked on it. */
export async function beat(db: Kysely<Database>, runIds: readonly string[]): Promise<void> {
  await sql`
    update crawl.run set alive_at = now(), ended_at = null, result = null
    where run_id = any(${runIds}::uuid[]) and (ended_at is null or result = 'lost')
  `.execute(db)
}
