/**
 * The queue of slices: pg-boss, on Postgres and on PGlite alike. A job is "some due pages of this host group". The
 * policy `stately`, keyed by host group, is a unique index over (queue, state, key): one job waiting and one active for a
 * host group in the whole cluster, whatever the number of workers. A thin wrapper: nothing here queues, leases or retries.
 */
import type { Kysely } from 'kysely'
import { fromKysely, type Job, type PgBoss } from 'pg-boss'
import type { Database } from '../database/schema/schema.ts'
import type { Store } from '../database/store.ts'
import { MondoError } from '../model/errors.ts'
import type { Log } from '../model/log.ts'
import { affected, attempt, startQueue } from './job-queue.ts'

const queueName = 'slice'

export interface SliceData {
  readonly hostGroup: string
  /** The run that asked for the slice; whoever takes it works for its own run. */
  readonly runId: string
}

export type SliceJob = Job<SliceData>

export class SliceQueue {
  readonly #boss: PgBoss

  private constructor(boss: PgBoss) {
    this.#boss = boss
  }

  static async open(store: Store, log: Log): Promise<SliceQueue> {
    const kind = {
      name: queueName,
      title: 'queue',
      policy: 'stately',
      // A slice is seconds of fetching, but its first page may wait for a long Crawl-delay at every redirect.
      expireInSeconds: 60 * 60,
      keptDays: { done: 1 / 24, waiting: 365 },
    } as const
    return new SliceQueue(await startQueue(store, log, kind, { supervises: true }))
  }

  /** Asks for a slice of a host group, in `seconds`, with the caller's transaction; a job that waits already is moved. */
  async enqueue(data: SliceData, seconds: number, db: Kysely<Database>): Promise<void> {
    await this.#boss.upsert(queueName, data, {
      singletonKey: data.hostGroup,
      group: { id: data.hostGroup },
      // Left out, an upsert would keep the start of the job that waits.
      startAfter: Math.max(0, seconds),
      db: fromKysely(db),
    })
  }

  /** Claims up to `limit` jobs, of any host group but those. */
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
    throw new MondoError('lease-lost', `another worker has taken over host group ${job.data.hostGroup}`, {})
  }

  async close(): Promise<void> {
    await this.#boss.stop({ graceful: false })
  }
}
