/**
 * The queue of a re-parse: pg-boss, one job a WARC file, in a queue for each version of the parser, so that no worker is
 * given what another parser is to read. The policy `exclusive`, keyed by run and file, is a unique index: a file waits
 * or is read once. A thin wrapper: nothing here queues, leases or retries.
 */
import type { Kysely } from 'kysely'
import { fromKysely, type Job, type PgBoss } from 'pg-boss'
import type { Database } from '../database/schema/schema.ts'
import type { Store } from '../database/store.ts'
import { MondoError } from '../model/errors.ts'
import type { Log } from '../model/log.ts'
import { parserVersion } from '../parse/parser-version.ts'
import { affected, attempt, startQueue } from './job-queue.ts'

const queueName = `reparse-${parserVersion}`

export interface FileData {
  readonly runId: string
  /** Name of the WARC file within the archive folder. */
  readonly file: string
}

export type FileJob = Job<FileData>

export class FileQueue {
  readonly #boss: PgBoss

  private constructor(boss: PgBoss) {
    this.#boss = boss
  }

  /** `supervises`: whether this process looks after lapsed leases; a worker's queue of slices does so for all queues. */
  static async open(
    store: Store,
    log: Log,
    { supervises }: { readonly supervises: boolean },
  ): Promise<FileQueue> {
    const kind = {
      name: queueName,
      title: 're-parse',
      policy: 'exclusive',
      expireInSeconds: 23 * 60 * 60,
      keptDays: { done: 1 / 24, waiting: 365 },
    } as const
    return new FileQueue(await startQueue(store, log, kind, { supervises }))
  }

  /** With the caller's transaction. A file that waits already, or is being read, is left as it is. */
  async enqueue(runId: string, files: readonly string[], db: Kysely<Database>): Promise<void> {
    const jobs = files.map((file) => ({
      data: { runId, file } satisfies FileData,
      singletonKey: `${runId} ${file}`,
      group: { id: runId },
    }))
    if (jobs.length > 0) await this.#boss.insert(queueName, jobs, { db: fromKysely(db) })
  }

  /** Claims a file, of any run but those. */
  async take(except: ReadonlySet<string>): Promise<FileJob | null> {
    const [job] = await this.#boss.fetch<FileData>(queueName, { batchSize: 1, ignoreGroups: [...except] })
    return job ?? null
  }

  /** Confirms the lease; false when the job is no longer this worker's. */
  async touch(job: FileJob): Promise<boolean> {
    return affected(await this.#boss.touch(queueName, attempt(job))) === 1
  }

  /** The same with the caller's transaction: nobody else takes the job over before that has ended. */
  async hold(job: FileJob, trx: Kysely<Database>): Promise<boolean> {
    return affected(await this.#boss.touch(queueName, attempt(job), { db: fromKysely(trx) })) === 1
  }

  /** Gives a file back for others to take at once. */
  async giveBack(job: FileJob): Promise<void> {
    await this.#boss.fail(queueName, attempt(job))
  }

  /** Completes the job with the caller's transaction; throws `lease-lost`, which rolls it back, when it is not ours. */
  async complete(job: FileJob, trx: Kysely<Database>): Promise<void> {
    const done = await this.#boss.complete(queueName, attempt(job), null, { db: fromKysely(trx) })
    if (affected(done) === 1) return
    throw new MondoError('lease-lost', `another worker has taken over ${job.data.file}`)
  }

  async close(): Promise<void> {
    await this.#boss.stop({ graceful: false })
  }
}
