/** Starts pg-boss on a store: its connections and chores, the settings of one queue, and jobs orphaned by a crash. */
import { sql } from 'kysely'
import { type ConstructorOptions, fromPglite, PgBoss } from 'pg-boss'
import type { Store } from '../database/store.ts'
import type { Log } from '../model/log.ts'
import { defaultLeaseSeconds } from './lease.ts'

export interface QueueSettings {
  /** In pg-boss's tables. */
  readonly name: string
  /** In log lines. */
  readonly title: string
  /** Of jobs with one key: `stately` allows one waiting and one active, `exclusive` one in all. */
  readonly policy: 'stately' | 'exclusive'
  /** Longest time that a job may be active, however well its lease is confirmed. */
  readonly expireInSeconds: number
  /** Days after which pg-boss deletes a job: one that is done, one that is still waiting. */
  readonly retentionDays: { readonly done: number; readonly waiting: number }
}

export interface QueueDeps {
  readonly store: Store
  readonly log: Log
  /** Must be the same for all workers of a database. Default 30; pg-boss takes no less than 10. */
  readonly leaseSeconds?: number
  /**
   * Whether this process releases jobs of all queues whose lease has lapsed; one queue of a process is enough. Default
   * false; on PGlite no process does.
   */
  readonly supervises?: boolean
  /** Whether this process makes jobs of schedule entries that are due. Default false. */
  readonly fires?: boolean
}

const daySeconds = 24 * 60 * 60

/** By store: when the last pg-boss that was asked for will have started. */
const starts = new WeakMap<object, Promise<unknown>>()

/**
 * Two processes may start at once: pg-boss's migrations take an advisory lock. On PGlite all statements share one
 * connection, where a migration that failed on another's tables would abort the transactions of both: there they start one
 * after the other.
 */
export async function startBoss(settings: QueueSettings, deps: QueueDeps): Promise<PgBoss> {
  const { pglite } = deps.store
  if (pglite === null) return await start(settings, deps)
  const before = starts.get(pglite) ?? Promise.resolve()
  const started = before.then(() => start(settings, deps))
  starts.set(
    pglite,
    started.catch(() => undefined),
  )
  return await started
}

async function start(
  { name, title, policy, expireInSeconds, retentionDays }: QueueSettings,
  { store, log, leaseSeconds = defaultLeaseSeconds, supervises = false, fires = false }: QueueDeps,
): Promise<PgBoss> {
  const boss = new PgBoss({
    ...connectionOf(store),
    schedule: fires,
    supervise: supervises && store.kind === 'postgres',
    // No rows about instances: a crawl's own run row says who works.
    registerInstance: false,
    reindex: false,
    // The defaults of 60 s would block a killed worker's host for a minute longer than its lease.
    monitorIntervalSeconds: Math.min(10, leaseSeconds / 5),
    superviseIntervalSeconds: Math.min(10, leaseSeconds / 5),
  })
  boss.on('error', warnOnce(log, `${title}: background work failed`))
  boss.on('warning', (warning) => log.debug({ warning }, `${title}: warning`))
  await boss.start()
  await boss.createQueue(name, {
    policy,
    heartbeatSeconds: leaseSeconds,
    expireInSeconds,
    // The rows that a job works on say what is left to do; the queue must never give a job up.
    retryLimit: 1_000_000,
    retryDelay: 0,
    deleteAfterSeconds: retentionDays.done * daySeconds,
    retentionSeconds: retentionDays.waiting * daySeconds,
  })
  if (store.kind === 'pglite') await releaseOrphanedJobs(boss, name, store)
  return boss
}

/** While the database is away every timer of pg-boss fails in the same way: one warning, then debug messages. */
function warnOnce(log: Log, message: string): (error: Error) => void {
  const seen = new Set<string>()
  return (error) => {
    if (seen.has(error.message)) log.debug({ err: error }, message)
    else log.warn({ err: error }, message)
    seen.add(error.message)
  }
}

/** On Postgres a pool of its own: `touch` must get through while every slice holds a connection in its transaction. */
function connectionOf({ pglite, pool }: Store): ConstructorOptions {
  if (pglite !== null) return { db: fromPglite(pglite), backend: 'pglite' }
  if (pool?.options.connectionString === undefined)
    throw new Error('a store is either PGlite or a pool with a connection string')
  // Made like the store's connections: with the same encryption and the same watchdog.
  const { connectionString, ssl, Client } = pool.options
  const like = { connectionString, ...(ssl === undefined ? {} : { ssl }), Client }
  return { ...like, max: 3, application_name: 'mondo queue' }
}

/** On PGlite the holder of the folder's lock is alone: an active job belongs to a process that is gone. */
async function releaseOrphanedJobs(boss: PgBoss, queueName: string, { db }: Store): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select id from pgboss.job where name = ${queueName} and state = 'active'
  `.execute(db)
  const ids = rows.map(({ id }) => id)
  if (ids.length > 0) await boss.fail(queueName, ids)
  // No supervisor runs on PGlite, so that no timer outlives a command: old jobs are deleted here.
  await boss.supervise(queueName)
}
