/**
 * Writes the metrics of a crawl to a file for node_exporter's textfile collector, because a crawl may end before it is
 * scraped. The file is replaced atomically while the crawl runs and once more when it has ended, whatever the result.
 */
import type { CrawlMetrics } from '../analyse/crawl-metrics.ts'
import { databaseError } from '../database/errors.ts'
import { type Clock, slept } from '../model/clock.ts'
import { MondoError } from '../model/errors.ts'
import type { Log } from '../model/log.ts'
import { exitCodeOfError } from './exit-codes.ts'
import { writeWhole } from './results/whole-file.ts'

export interface MetricsFile {
  readonly path: string
  readonly clock: Clock
  readonly log: Log
  /** Name of the schedule that started the crawl; empty if a person started it. */
  readonly schedule: string
}

const writtenEveryMs = 15_000

interface CrawlRun {
  readonly summary: { readonly exitCode: number }
}

/** Runs a crawl and records its start, its end and its exit code in the metrics. */
export async function measuredRun<T extends CrawlRun>(
  metrics: CrawlMetrics,
  schedule: string,
  run: () => Promise<T>,
): Promise<T> {
  metrics.runStarted(schedule)
  try {
    const end = await run()
    metrics.runEnded(schedule, end.summary.exitCode)
    return end
  } catch (error) {
    metrics.runEnded(schedule, exitCodeOfError(databaseError(error) ?? error))
    throw error
  }
}

/** Runs a crawl and writes its metrics to a file. Throws `usage` if the file cannot be written at the start. */
export async function withMetricsFile<T extends CrawlRun>(
  { path, clock, log, schedule }: MetricsFile,
  run: (metrics: CrawlMetrics) => Promise<T>,
): Promise<T> {
  const { CrawlMetrics } = await import('../analyse/crawl-metrics.ts')
  const metrics = new CrawlMetrics({ clock, log, ofProcess: false })
  try {
    await writeWhole(path, await metrics.text())
  } catch (error) {
    throw new MondoError('usage', `metrics-file: ${path} cannot be written: ${String(error)}`, {
      cause: error,
      hint: 'Give a path in an existing folder that this user can write to',
    })
  }
  const write = async (): Promise<void> => {
    try {
      await writeWhole(path, await metrics.text())
    } catch (error) {
      log.warn({ err: error }, 'metrics: the file was not written')
    }
  }
  const over = new AbortController()
  const writing = (async () => {
    while (await slept(clock, writtenEveryMs, over.signal)) await write()
  })()
  try {
    return await measuredRun(metrics, schedule, () => run(metrics))
  } finally {
    over.abort()
    await writing
    await write()
  }
}
