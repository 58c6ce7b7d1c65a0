/**
 * The one job queue of mondo: leased jobs on pg-boss, on Postgres and PGlite alike. Slices, files of a re-parse and
 * scheduled crawls are descriptions of it. pg-boss queues, leases and retries; this adds the caller's transaction and the
 * fence against a worker whose lease has lapsed.
 */
import type { Kysely } from 'kysely'
import { fromKysely, type PgBoss } from 'pg-boss'
import type { z } from 'zod'
import type { Database } from '../database/schema/schema.ts'
import { MondoError } from '../model/errors.ts'
import { type QueueDeps, type QueueSettings, startBoss } from './boss.ts'
import { defaultLeaseSeconds, Lease } from './lease.ts'

/** What sets one queue apart from the others. */
export interface QueueDescription<Data> extends QueueSettings {
  /** Validates the data of a job that is taken. */
  readonly data: z.ZodType<Data>
  readonly keyOf: (data: Data) => string
  /** Jobs that a worker may leave to others together, by `take`'s `except`. */
  readonly groupOf: (data: Data) => string
  /** Names what a job works on, in errors and log lines. */
  readonly subjectOf: (data: Data) => string
}

/** A job that a worker has taken: the id and the attempt are the fence of its lease. */
export interface LeasedJob<Data> {
  readonly id: string
  /** How many workers have taken it before. */
  readonly retryCount: number
  readonly data: Data
}

const noGroups: ReadonlySet<string> = new Set()

export class JobQueue<Data extends object> {
  /** How long a lease lasts unless it is confirmed. */
  readonly leaseSeconds: number
  readonly #boss: PgBoss
  readonly #of: QueueDescription<Data>
  readonly #log: QueueDeps['log']

  /** See `openQueue`. */
  constructor(boss: PgBoss, description: QueueDescription<Data>, deps: QueueDeps) {
    this.#boss = boss
    this.#of = description
    this.#log = deps.log
    this.leaseSeconds = deps.leaseSeconds ?? defaultLeaseSeconds
  }

  /** Adds a job that starts in `seconds`, in the caller's transaction. A waiting job with the same key is replaced. */
  async enqueue(data: Data, seconds: number, db: Kysely<Database>): Promise<void> {
    await this.#boss.upsert(this.#of.name, data, {
      singletonKey: this.#of.keyOf(data),
      group: { id: this.#of.groupOf(data) },
      // Left out, an upsert would keep the start of the waiting job.
      startAfter: Math.max(0, seconds),
      db: fromKysely(db),
    })
  }

  /** Adds jobs in one statement, in the caller's transaction. A job with the same key stays as it is. */
  async enqueueMissing(jobs: readonly Data[], db: Kysely<Database>): Promise<void> {
    if (jobs.length === 0) return
    const rows = jobs.map((data) => ({
      data,
      singletonKey: this.#of.keyOf(data),
      group: { id: this.#of.groupOf(data) },
    }))
    await this.#boss.insert(this.#of.name, rows, { db: fromKysely(db) })
  }

  /** Takes up to `limit` jobs that are ready, of any group but `except`. */
  async take(limit: number, except: ReadonlySet<string> = noGroups): Promise<LeasedJob<Data>[]> {
    const jobs = await this.#boss.fetch(this.#of.name, { batchSize: limit, ignoreGroups: [...except] })
    return jobs.map(({ id, retryCount, data }) => ({ id, retryCount, data: this.#of.data.parse(data) }))
  }

  /** Keeps the lease of a job confirmed until it is disposed. `onLost`: another worker has the job. */
  hold(job: LeasedJob<Data>, onLost?: () => void): Lease {
    const { title, subjectOf } = this.#of
    return new Lease({
      seconds: this.leaseSeconds,
      touch: async () => {
        const isHeld = await this.touch(job)
        if (!isHeld) onLost?.()
        return isHeld
      },
      onTouchFailed: (error) =>
        this.#log.warn({ err: error }, `${title}: lease on ${subjectOf(job.data)} not confirmed`),
    })
  }

  /**
   * Confirms the lease; false when another worker has the job. In a transaction it also locks the job: no worker takes it
   * over before the transaction ends.
   */
  async touch(job: LeasedJob<Data>, trx?: Kysely<Database>): Promise<boolean> {
    return affected(await this.#boss.touch(this.#of.name, attemptOf(job), within(trx))) === 1
  }

  /** Completes the job in the caller's transaction; throws `lease-lost`, which rolls it back, if another worker has it. */
  async complete(job: LeasedJob<Data>, trx: Kysely<Database>): Promise<void> {
    const done = await this.#boss.complete(this.#of.name, attemptOf(job), null, within(trx))
    if (affected(done) !== 1) throw this.#leaseLost(job)
  }

  /** Confirms in the caller's transaction that the job is still held; throws `lease-lost`, which rolls it back, if it is not. */
  async keep(job: LeasedJob<Data>, trx: Kysely<Database>): Promise<void> {
    if (!(await this.touch(job, trx))) throw this.#leaseLost(job)
  }

  #leaseLost({ data }: LeasedJob<Data>): MondoError {
    return new MondoError('lease-lost', `another worker has taken over ${this.#of.subjectOf(data)}`)
  }

  /** Completes the job outside any transaction; does nothing if another worker has it. */
  async completeIfHeld(job: LeasedJob<Data>, output: object | null = null): Promise<void> {
    await this.#boss.complete(this.#of.name, attemptOf(job), output)
  }

  /** Returns the job to the queue, where any worker may take it at once; does nothing if another worker has it. */
  async giveBack(job: LeasedJob<Data>): Promise<void> {
    await this.#boss.fail(this.#of.name, attemptOf(job))
  }

  async close(): Promise<void> {
    await this.#boss.stop({ graceful: false })
  }
}

/** Opens a queue, and creates it in the database if it is not there. Close it before the store. */
export async function openQueue<Data extends object>(
  description: QueueDescription<Data>,
  deps: QueueDeps,
): Promise<JobQueue<Data>> {
  return new JobQueue(await startBoss(description, deps), description, deps)
}

function attemptOf({ id, retryCount }: LeasedJob<unknown>) {
  return { id, retryCount }
}

function within(trx: Kysely<Database> | undefined) {
  return trx === undefined ? {} : { db: fromKysely(trx) }
}

/** pg-boss answers with `affected`, which its types do not declare. */
function affected(response: object): number {
  return 'affected' in response && typeof response.affected === 'number' ? response.affected : 0
}
