/**
 * Scheduled crawls, stored in pg-boss's schedule and run by `mondo work`. An entry that was missed while no worker was
 * running runs once. If a crawl is still running when it comes due again, one more run follows it, never two.
 */
import type { PgBoss } from 'pg-boss'
import { z } from 'zod'
import { MondoError } from '../model/errors.ts'
import { type QueueDeps, startBoss } from './boss.ts'
import { cronTimes } from './cron-times.ts'
import { JobQueue, type LeasedJob, type QueueDescription } from './job-queue.ts'

const scheduledCrawl = z.object({
  name: z.string(),
  /** The arguments of `mondo crawl`, as the user gave them, without paths of definition files. */
  args: z.array(z.string()),
  /** The site definitions that it needs, as `NAME.VERSION`. */
  definitions: z.array(z.string()).default([]),
})

/** A crawl to run. */
export type ScheduledCrawl = z.output<typeof scheduledCrawl>
export type ScheduledJob = LeasedJob<ScheduledCrawl>

export interface ScheduleEntry extends ScheduledCrawl {
  /** Five fields; `H` only in what is added. */
  readonly cron: string
  readonly tz: string
  readonly next: Date | null
}

const scheduledCrawls: QueueDescription<ScheduledCrawl> = {
  name: 'scheduled-crawl',
  title: 'schedule',
  // By the name of the entry: at most one waits and one runs.
  policy: 'stately',
  data: scheduledCrawl,
  keyOf: ({ name }) => name,
  groupOf: ({ name }) => name,
  subjectOf: ({ name }) => `the scheduled crawl ${name}`,
  expireInSeconds: 23 * 60 * 60,
  retentionDays: { done: 30, waiting: 30 },
}

export class Schedule {
  /** The crawls that are due. */
  readonly queue: JobQueue<ScheduledCrawl>
  readonly #boss: PgBoss

  private constructor(boss: PgBoss, deps: QueueDeps) {
    this.#boss = boss
    this.queue = new JobQueue(boss, scheduledCrawls, deps)
  }

  static async open(deps: Omit<QueueDeps, 'supervises'>): Promise<Schedule> {
    return new Schedule(await startBoss(scheduledCrawls, deps), deps)
  }

  /** Adds an entry, or replaces the one of that name. Throws `usage` for an invalid name, time or time zone. */
  async add({ name, args, definitions, cron: written, tz }: Omit<ScheduleEntry, 'next'>): Promise<void> {
    if (!/^[\w.-]+$/.test(name)) {
      throw new MondoError('usage', `schedule: not a name: ${name}`, {
        hint: 'Use letters, digits, dots, dashes and underscores',
      })
    }
    const cron = cronTimes(written, name)
    this.#next(cron, tz)
    // The group is that of `take`'s `except`: pg-boss never leaves out a job that has none.
    const options = { tz, key: name, group: { id: name }, singletonKey: name, missed: 'once' } as const
    await this.#boss.schedule(scheduledCrawls.name, cron, { name, args, definitions }, options)
  }

  #next(cron: string, tz: string): Date | null {
    try {
      return this.#boss.previewSchedule(cron, { tz, count: 1 })[0] ?? null
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      throw new MondoError('usage', `schedule: not a time: "${cron}" in ${tz}: ${why}`, {
        cause: error,
        hint: 'Write a cron expression, such as "0 3 * * *" for three in the morning, and a zone such as Asia/Tokyo',
      })
    }
  }

  /** By name. */
  async list(): Promise<ScheduleEntry[]> {
    const entries = await this.#boss.getSchedules(scheduledCrawls.name)
    return entries
      .map(({ cron, timezone: tz, data }) => {
        return { ...scheduledCrawl.parse(data), cron, tz, next: this.#next(cron, tz) }
      })
      .sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  /** False if there is none of that name. */
  async remove(name: string): Promise<boolean> {
    if ((await this.#boss.getSchedule(scheduledCrawls.name, name)) === null) return false
    await this.#boss.unschedule(scheduledCrawls.name, name)
    return true
  }

  async close(): Promise<void> {
    await this.queue.close()
  }
}
