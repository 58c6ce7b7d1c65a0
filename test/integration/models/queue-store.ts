/** Two workers on one queue of slices, over a database whose clock a test moves. */
import { sql } from 'kysely'
import { fromPglite, PgBoss } from 'pg-boss'
import type { Store } from '../../../src/database/store.ts'
import { openSliceQueue, type SliceQueue } from '../../../src/queue/slice-queue.ts'

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined }

export interface QueueStore {
  readonly store: Store
  workers: SliceQueue[]
  readonly supervisor: PgBoss
  moveTo(now: number): Promise<void>
  close(): Promise<void>
}

export async function openQueueStore(store: Store): Promise<QueueStore> {
  const open = () => openSliceQueue({ store, log, supervises: false })
  const workers = [await open(), await open()]
  const supervisor = new PgBoss({
    ...(store.pglite === null
      ? { connectionString: store.pool?.options.connectionString ?? '', max: 2 }
      : { db: fromPglite(store.pglite), backend: 'pglite' as const }),
    supervise: false,
    schedule: false,
    registerInstance: false,
    reindex: false,
    monitorIntervalSeconds: 1,
    maintenanceIntervalSeconds: 1,
  })
  supervisor.on('error', () => undefined)
  await supervisor.start()
  await sql`create table public.model_clock (at timestamptz not null)`.execute(store.db)
  await sql`insert into public.model_clock values ('2026-03-01')`.execute(store.db)
  await sql`create or replace function pgboss.job_now() returns timestamptz
    as 'select at from public.model_clock' language sql stable`.execute(store.db)
  return {
    store,
    workers,
    supervisor,
    moveTo: async (now) => {
      await sql`update public.model_clock set at = ${new Date(now)}`.execute(store.db)
    },
    close: async () => {
      for (const worker of workers) await worker.close()
      await supervisor.stop({ graceful: false })
    },
  }
}
