/**
 * What all queues of ours have in common: pg-boss on the store, jobs that are leased and never given up, and the fence
 * against a worker whose lease has lapsed. Nothing here queues, leases or retries.
 */
import { type ConstructorOptions, fromPglite, type Job, PgBoss } from 'pg-boss'
import type { Store } from '../database/store.ts'
import type { Log } from '../model/log.ts'
import { releaseOrphanedJobs } from './release-orphaned-jobs.ts'

/** Long enough for a garbage collection or a slow disk, short enough that a killed worker's host is soon crawled on. */
const defaultLeaseSeconds = 30
/** pg-boss takes no shorter one. */
const shortestLeaseSeconds = 10

/** `$MONDO_LEASE_SECONDS`, alike for all workers of a database. */
export const leaseSeconds = leaseOf(process.env['MONDO_LEASE_SECONDS'])

function leaseOf(text: string | undefined): number {
  const seconds = Number(text ?? defaultLeaseSeconds)
  return Number.isInteger(seconds) && seconds >= shortestLeaseSeconds ? seconds : defaultLeaseSeconds
}

/** Whether a process does more on the queue's behalf than to take jobs. */
export interface Chores {
  /** StatusReader after lapsed leases, of all queues; one queue of a process is enough. Nobody does on PGlite. */
  readonly supervises: boolean
  /** Makes jobs of what comes due. */
  readonly fires?: boolean
}

export interface LeasedQueue {
  readonly name: string
  /** In log lines. */
  readonly title: string
  readonly policy: 'stately' | 'exclusive'
  /** Whatever its heartbeats say, a job is somebody else's after this. */
  readonly expireInSeconds: number
  readonly keptDays: { readonly done: number; readonly waiting: number }
}

/** Starts pg-boss on the store; two processes may do so at once, its migrations take an advisory lock. */
export async function startQueue(
  store: Store,
  log: Log,
  { name, title, policy, expireInSeconds, keptDays }: LeasedQueue,
  { supervises, fires = false }: Chores,
): Promise<PgBoss> {
  const boss = new PgBoss({
    ...placeOf(store),
    schedule: fires,
    supervise: supervises && store.kind === 'postgres',
    // No rows about instances: a crawl's own run row says who works.
    registerInstance: false,
    reindex: false,
    // The defaults of 60 s would leave a killed worker's host alone for a minute longer than its lease.
    monitorIntervalSeconds: Math.min(10, leaseSeconds / 5),
    superviseIntervalSeconds: Math.min(10, leaseSeconds / 5),
  })
  boss.on('error', saidOnce(log, `${title}: background work failed`))
  boss.on('warning', (warning) => log.debug({ warning }, `${title}: warning`))
  await boss.start()
  await boss.createQueue(name, {
    policy,
    heartbeatSeconds: leaseSeconds,
    expireInSeconds,
    // What a job is for says what is left to do; the queue must never give it up.
    retryLimit: 1_000_000,
    retryDelay: 0,
    deleteAfterSeconds: keptDays.done * daySeconds,
    retentionSeconds: keptDays.waiting * daySeconds,
  })
  if (store.kind === 'pglite') await releaseOrphanedJobs(boss, name, store.db)
  return boss
}

const daySeconds = 24 * 60 * 60

/** While the database is away every timer of pg-boss fails in turn, each time alike: said once, then for --verbose only. */
function saidOnce(log: Log, message: string): (error: Error) => void {
  const said = new Set<string>()
  return (error) => {
    if (said.has(error.message)) log.debug({ err: error }, message)
    else log.warn({ err: error }, message)
    said.add(error.message)
  }
}

/** On Postgres a pool of its own: `touch` must get through while every slice holds a connection in its transaction. */
function placeOf({ pglite, pool }: Store): ConstructorOptions {
  if (pglite !== null) return { db: fromPglite(pglite), backend: 'pglite' }
  if (pool?.options.connectionString === undefined)
    throw new Error('a store is either PGlite or a pool with a connection string')
  // Its own connections, made as those of the store are: encrypted alike, and watched alike.
  const { connectionString, ssl, Client } = pool.options
  const way = { connectionString, ...(ssl === undefined ? {} : { ssl }), Client }
  return { ...way, max: 3, application_name: 'mondo queue' }
}

/** The attempt as it was fetched: the fence against a worker whose claim has lapsed. */
export function attempt({ id, retryCount }: Pick<Job, 'id' | 'retryCount'>): {
  id: string
  retryCount: number
} {
  return { id, retryCount }
}

/** pg-boss answers with `affected`, which its types do not tell. */
export function affected(response: object): number {
  return 'affected' in response && typeof response.affected === 'number' ? response.affected : 0
}
