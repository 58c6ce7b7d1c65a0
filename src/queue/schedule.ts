/**
 * Scheduled crawls, kept in the queue's own schedule: `mondo work` runs them. Of what came due while no worker was up,
 * the last is run once; a crawl that is still running when its time comes again is followed by one more, never two.
 */
import type { Job, PgBoss } from 'pg-boss'
import { z } from 'zod'
import type { Store } from '../database/store.ts'
import { MondoError } from '../model/errors.ts'
import type { Log } from '../model/log.ts'
import { affected, attempt, startQueue } from './job-queue.ts'

const queueName = 'scheduled-crawl'

const scheduledCrawl = z.object({ name: z.string(), args: z.array(z.string()) })

/** What is run: the arguments of `mondo crawl`, as a person gave them. */
export type ScheduledCrawl = z.output<typeof scheduledCrawl>

export interface ScheduleEntry extends ScheduledCrawl {
  readonly cron: string
  readonly tz: string
  readonly next: Date | null
}

export type ScheduledJob = Job<ScheduledCrawl>

export class Schedule {
  readonly #boss: PgBoss

  /** `fires`: whether this process makes jobs of what comes due. */
  static async open(store: Store, log: Log, { fires }: { readonly fires: boolean }): Promise<Schedule> {
    const kind = {
      name: queueName,
      title: 'schedule',
      // By the name of the entry: one waits at most, and one runs.
      policy: 'stately',
      expireInSeconds: 23 * 60 * 60,
      keptDays: { done: 30, waiting: 30 },
    } as const
    // The queue of slices looks after lapsed leases, of all queues.
    return new Schedule(await startQueue(store, log, kind, { supervises: false, fires }))
  }

  private constructor(boss: PgBoss) {
    this.#boss = boss
  }

  /** Adds an entry, or puts it in the place of the one of that name. Throws `usage` for what is no cron expression. */
  async add({ name, args, cron, tz }: Omit<ScheduleEntry, 'next'>): Promise<void> {
    if (!/^[\w.-]+$/.test(name)) {
      throw new MondoError('usage', `schedule: not a name: ${name}`, {
        hint: 'Use letters, digits, dots, dashes and underscores',
      })
    }
    this.#next(cron, tz)
    await this.#boss.schedule(
      queueName,
      cron,
      { name, args },
      { tz, key: name, singletonKey: name, missed: 'once' },
    )
  }

  #next(cron: string, tz: string): Date | null {
    try {
      return this.#boss.previewSchedule(cron, { tz, count: 1 })[0] ?? null
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      throw new MondoError('usage', `schedule: not a time: "${cron}" in ${tz}: ${why}`, {
        cause: error,
        hint: 'Write it as cron does, as in "0 3 * * *" for three in the morning, and the zone as in Asia/Tokyo',
      })
    }
  }

  /** By name. */
  async list(): Promise<ScheduleEntry[]> {
    const entries = await this.#boss.getSchedules(queueName)
    return entries
      .map(({ cron, timezone: tz, data }) => {
        return { ...scheduledCrawl.parse(data), cron, tz, next: this.#next(cron, tz) }
      })
      .sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  /** False when there is none of that name. */
  async remove(name: string): Promise<boolean> {
    if ((await this.#boss.getSchedule(queueName, name)) === null) return false
    await this.#boss.unschedule(queueName, name)
    return true
  }

  /** Asks for a run at once, as the cron does when it is time. */
  async fire({ name, args }: ScheduledCrawl): Promise<void> {
    await this.#boss.send(queueName, { name, args }, { singletonKey: name })
  }

  async take(): Promise<ScheduledJob | null> {
    const [job] = await this.#boss.fetch<ScheduledCrawl>(queueName, { batchSize: 1 })
    return job === undefined ? null : { ...job, data: scheduledCrawl.parse(job.data) }
  }

  /** Confirms the lease; false when the job is no longer this worker's. */
  async touch(job: ScheduledJob): Promise<boolean> {
    return affected(await this.#boss.touch(queueName, attempt(job))) === 1
  }

  async complete(job: ScheduledJob, output: object): Promise<void> {
    await this.#boss.complete(queueName, attempt(job), output)
  }

  /** For another worker to go on with. */
  async giveBack(job: ScheduledJob): Promise<void> {
    await this.#boss.fail(queueName, attempt(job))
  }

  async close(): Promise<void> {
    await this.#boss.stop({ graceful: false })
  }
}
