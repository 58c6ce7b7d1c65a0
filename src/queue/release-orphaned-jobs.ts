/** Jobs of a process that is gone, on PGlite: the holder of the folder's lock is alone, so whatever is active is its own. */
import { type Kysely, sql } from 'kysely'
import type { PgBoss } from 'pg-boss'
import type { Database } from '../database/schema/schema.ts'

export async function releaseOrphanedJobs(
  boss: PgBoss,
  queueName: string,
  db: Kysely<Database>,
): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select id from pgboss.job where name = ${queueName} and state = 'active'
  `.execute(db)
  const ids = rows.map(({ id }) => id)
  if (ids.length > 0) await boss.fail(queueName, ids)
  // No supervisor runs on PGlite, so that no timer outlives a command: old jobs are deleted here.
  await boss.supervise(queueName)
}
