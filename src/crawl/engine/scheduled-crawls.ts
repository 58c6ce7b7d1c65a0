/** Runs scheduled crawls one after another when they are due: a loop of a worker, beside the one for slices. */
import type { Kysely } from 'kysely'
import type { Database } from '../../database/schema/schema.ts'
import { type Clock, slept } from '../../model/clock.ts'
import { MondoError } from '../../model/errors.ts'
import type { Log } from '../../model/log.ts'
import type { JobQueue } from '../../queue/job-queue.ts'
import type { ScheduledCrawl, ScheduledJob } from '../../queue/schedule.ts'
import type { RunSummary } from './summary.ts'

export interface ScheduledCrawlDeps {
  readonly queue: JobQueue<ScheduledCrawl>
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly log: Log
  /** Why this worker must not run the crawl, such as a missing site definition; null if it may. */
  readonly refuses: (crawl: ScheduledCrawl) => string | null
  /** Runs `mondo crawl` with these arguments to its end, or until the signal stops it. */
  readonly runCrawl: (crawl: ScheduledCrawl, signal: AbortSignal) => Promise<RunSummary>
}

/** Polling interval; schedules are in minutes, so a few seconds of delay do not matter. */
const lookedForEveryMs = 5_000
/** When to look at a refused crawl again, because its entry may have been replaced. */
const refusedRetryMs = 60_000

/** Resolves when the signal aborts. A crawl that fails is logged, and retried at its next time. */
export async function runScheduled(parts: ScheduledCrawlDeps): Promise<void> {
  const { queue, clock, signal, log, refuses } = parts
  const refused = new Map<string, number>()
  const warned = new Set<string>()
  while (!signal.aborted) {
    const now = clock.now().getTime()
    for (const [name, until] of refused) if (until <= now) refused.delete(name)
    const [job] = await queue.take(1, new Set(refused.keys()))
    if (job === undefined) {
      await slept(clock, lookedForEveryMs, signal)
      continue
    }
    const why = refuses(job.data)
    if (why === null) {
      await runOne(job, parts)
      continue
    }
    const { name } = job.data
    refused.set(name, now + refusedRetryMs)
    if (!warned.has(`${name} ${why}`)) log.warn({ name, why }, 'scheduled crawl left to others')
    warned.add(`${name} ${why}`)
    await queue.giveBack(job)
  }
}

/**
 * Runs one crawl now. It is a job like that of its time, so the two never overlap, and `mondo schedule list` has its result.
 *
 * @throws MondoError `usage` where the crawl runs already; what the crawl throws
 */
export async function runScheduledNow(
  { name, args, definitions }: ScheduledCrawl,
  parts: Omit<ScheduledCrawlDeps, 'refuses'> & { readonly db: Kysely<Database> },
): Promise<RunSummary> {
  const { queue, db, runCrawl, signal, log } = parts
  await queue.enqueue({ name, args, definitions }, 0, db)
  const others = new Set<string>()
  for (;;) {
    const [job] = await queue.take(1, others)
    if (job === undefined) {
      throw new MondoError('usage', `schedule: ${name} runs already`, {
        hint: 'It runs once more when it has ended: mondo schedule list shows its result',
      })
    }
    if (job.data.name !== name) {
      // Its turn comes with a worker.
      others.add(job.data.name)
      await queue.giveBack(job)
      continue
    }
    const lost = new AbortController()
    using _lease = queue.hold(job, () => lost.abort())
    log.info({ name }, 'scheduled crawl begins')
    try {
      const summary = await runCrawl(job.data, AbortSignal.any([signal, lost.signal]))
      const { runId, result, exitCode } = summary
      log.info({ name, runId, result, exitCode }, 'scheduled crawl ended')
      await queue.completeIfHeld(job, { runId, result, exitCode })
      return summary
    } catch (error) {
      await queue.completeIfHeld(job, { error: String(error) })
      throw error
    }
  }
}

async function runOne(
  job: ScheduledJob,
  { queue, log, signal, runCrawl }: ScheduledCrawlDeps,
): Promise<void> {
  const { name } = job.data
  const lost = new AbortController()
  using _lease = queue.hold(job, () => lost.abort())
  log.info({ name }, 'scheduled crawl begins')
  try {
    const summary = await runCrawl(job.data, AbortSignal.any([signal, lost.signal]))
    const { runId, result, exitCode } = summary
    log.info({ name, runId, result, exitCode }, 'scheduled crawl ended')
    // A crawl that was stopped with its worker is resumed by another worker.
    if (signal.aborted) await queue.giveBack(job)
    else await queue.completeIfHeld(job, { runId, result, exitCode })
  } catch (error) {
    log.warn({ err: error, name }, 'scheduled crawl failed: it is retried at its next time')
    await queue.completeIfHeld(job, { error: String(error) })
  }
}
