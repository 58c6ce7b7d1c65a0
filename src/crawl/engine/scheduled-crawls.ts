/** Runs scheduled crawls, one after another, as their time comes: one loop of a worker, beside that of its slices. */
import { type Clock, slept } from '../../model/clock.ts'
import type { Log } from '../../model/log.ts'
import { leaseSeconds } from '../../queue/job-queue.ts'
import { Lease } from '../../queue/lease.ts'
import type { Schedule, ScheduledCrawl, ScheduledJob } from '../../queue/schedule.ts'
import type { RunSummary } from './summary.ts'

export interface ScheduledCrawlDeps {
  readonly schedule: Schedule
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly log: Log
  /** Runs `mondo crawl` with these arguments to its end, or until the signal stops it. */
  readonly runCrawl: (crawl: ScheduledCrawl, signal: AbortSignal) => Promise<RunSummary>
}

/** A crawl that begins some seconds after its time begins on time. */
const lookedForEveryMs = 5_000

export async function runScheduled(parts: ScheduledCrawlDeps): Promise<void> {
  const { schedule, clock, signal } = parts
  while (!signal.aborted) {
    const job = await schedule.take()
    if (job !== null) await runOne(job, parts)
    else await slept(clock, lookedForEveryMs, signal)
  }
}

async function runOne(
  job: ScheduledJob,
  { schedule, log, signal, runCrawl }: ScheduledCrawlDeps,
): Promise<void> {
  const { name } = job.data
  const lost = new AbortController()
  using _lease = new Lease({
    seconds: leaseSeconds,
    touch: async () => {
      const isOurs = await schedule.touch(job)
      if (!isOurs) lost.abort()
      return isOurs
    },
    onTouchFailed: (error) => log.warn({ err: error, name }, 'lease of the scheduled crawl not confirmed'),
  })
  log.info({ name }, 'scheduled crawl begins')
  try {
    const summary = await runCrawl(job.data, AbortSignal.any([signal, lost.signal]))
    const { runId, result, exitCode } = summary
    log.info({ name, runId, result, exitCode }, 'scheduled crawl ended')
    // Stopped with its worker, it is another worker's to go on with.
    if (signal.aborted) await schedule.giveBack(job)
    else await schedule.complete(job, { runId, result, exitCode })
  } catch (error) {
    log.warn({ err: error, name }, 'scheduled crawl failed: it is tried again when its time comes')
    await schedule.complete(job, { error: String(error) })
  }
}
