/**
 * The queue of slices: pg-boss, on Postgres and on PGlite alike. A job is "some due pages of this host scope". The
 * policy `stately`, keyed by scope, is a unique index over (queue, state, key): one job waiting and one active for a
 * scope in the whole cluster, whatever the number of workers. A thin wrapper: nothing here queues, leases or retries.
 */
import type { Kysely } from 'kysely'
import { type ConstructorOptions, fromKysely, fromPglite, type Job, PgBoss } from 'pg-boss'
import type { Database } from '../load/schema.ts'
import type { Store } from '../load/store.ts'
import { MondoError } from '../model/errors.ts'
import type { Log } from './log.ts'
import { takeOver } from './take-over.ts'

const queueName = 'slice'

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

export interface SliceData {
  readonly scope: string
  /** The run that asked for the slice; whoever takes it works for its own run. */
  readonly runId: string
}

export type SliceJob = Job<SliceData>

export class SliceQueue {
  readonly #boss: PgBoss

  private constructor(boss: PgBoss) {
    this.#boss = boss
  }

  /** Starts pg-boss on the store; two processes may do so at once, its migrations take an advisory lock. */
  static async open(store: Store, log: Log): Promise<SliceQueue> {
    const boss = new PgBoss({ ...placeOf(store), ...leaseWatch, supervise: store.kind === 'postgres' })
    boss.on('error', saidOnce(log, 'queue: background work failed'))
    boss.on('warning', (warning) => log.debug({ warning }, 'queue: warning'))
    await boss.start()
    await boss.createQueue(queueName, {
      policy: 'stately',
      heartbeatSeconds: leaseSeconds,
      // A slice is seconds of fetching, but its first page may wait for a long Crawl-delay at every redirect.
      expireInSeconds: 60 * 60,
      // The frontier decides what is tried again and when; the queue must never give up a host.
      retryLimit: 1_000_000,
      retryDelay: 0,
      deleteAfterSeconds: 60 * 60,
      retentionSeconds: 365 * 24 * 60 * 60,
    })
    const queue = new SliceQueue(boss)
    if (store.kind === 'pglite') await takeOver(boss, queueName, store.db)
    return queue
  }

  /** Asks for a slice of a scope, in `seconds`, with the caller's transaction; a job that waits already is moved. */
  async enqueue(data: SliceData, seconds: number, db: Kysely<Database>): Promise<void> {
    await this.#boss.upsert(queueName, data, {
      singletonKey: data.scope,
      group: { id: data.scope },
      // Left out, an upsert would keep the start of the job that waits.
      startAfter: Math.max(0, seconds),
      db: fromKysely(db),
    })
  }

  /** Claims up to `limit` jobs, of any scope but those. */
  async take(limit: number, except: ReadonlySet<string>): Promise<SliceJob[]> {
    return await this.#boss.fetch<SliceData>(queueName, { batchSize: limit, ignoreGroups: [...except] })
  }

  /** Confirms the lease; false when the job is no longer this worker's. */
  async touch(job: SliceJob): Promise<boolean> {
    return affected(await this.#boss.touch(queueName, attempt(job))) === 1
  }

  /** Gives a job back for others to take at once. */
  async giveBack(job: SliceJob): Promise<void> {
    await this.#boss.fail(queueName, attempt(job))
  }

  /** Completes a job that nobody waits for; where another worker has it by now, that one will. */
  async drop(job: SliceJob): Promise<void> {
    await this.#boss.complete(queueName, attempt(job))
  }

  /** Completes the job with the slice's transaction; throws `lease-lost`, which rolls it back, when it is not ours. */
  async complete(job: SliceJob, trx: Kysely<Database>): Promise<void> {
    const done = await this.#boss.complete(queueName, attempt(job), null, { db: fromKysely(trx) })
    if (affected(done) === 1) return
    throw new MondoError('lease-lost', `another worker has taken over host scope ${job.data.scope}`, {
      scope: 'host',
    })
  }

  async close(): Promise<void> {
    await this.#boss.stop({ graceful: false })
  }
}

/** Of every queue whose jobs are leased. */
export const leaseWatch = {
  // No cron here, and no rows about instances: a crawl's own run row says who works.
  schedule: false,
  registerInstance: false,
  reindex: false,
  // The defaults of 60 s would leave a killed worker's host alone for a minute longer than its lease.
  monitorIntervalSeconds: Math.min(10, leaseSeconds / 5),
  superviseIntervalSeconds: Math.min(10, leaseSeconds / 5),
} satisfies ConstructorOptions

/** While the database is away every timer of pg-boss fails in turn, each time alike: said once, then for --verbose only. */
export function saidOnce(log: Log, message: string): (error: Error) => void {
  const said = new Set<string>()
  return (error) => {
    if (said.has(error.message)) log.debug({ err: error }, message)
    else log.warn({ err: error }, message)
    said.add(error.message)
  }
}

/** On Postgres a pool of its own: `touch` must get through while every slice holds a connection in its transaction. */
export function placeOf({ pglite, pool }: Store): ConstructorOptions {
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
