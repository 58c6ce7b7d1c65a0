/** Runs scheduled crawls one after another when they are due: a loop of a worker, beside the one for slices. */
import { type Clock, slept } from '../../model/clock.ts'
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
