/**
 * Metrics as a file for node_exporter's textfile collector: for crawls, which end before anybody scrapes them. Written
 * while the crawl runs and once more when it has ended, however it ended; always whole, by a rename.
 */
import { rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { CrawlMetrics } from '../analyse/crawl-metrics.ts'
import { databaseError } from '../database/errors.ts'
import { type Clock, slept } from '../model/clock.ts'
import { MondoError } from '../model/errors.ts'
import type { Log } from '../model/log.ts'
import { exitCodeOfError } from './exit-codes.ts'

export interface MetricsFile {
  readonly path: string
  readonly clock: Clock
  readonly log: Log
  /** Name of the schedule that began the crawl; empty where a person did. */
  readonly schedule: string
}

const writtenEveryMs = 15_000

interface CrawlRun {
  readonly summary: { readonly exitCode: number }
}

/** Runs a crawl, and keeps in the metrics when it began, when it ended and with which exit code. */
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

/** Runs a crawl whose metrics go into a file. Throws `usage` where it cannot be written at the start. */
export async function withMetricsFile<T extends CrawlRun>(
  { path, clock, log, schedule }: MetricsFile,
  run: (metrics: CrawlMetrics) => Promise<T>,
): Promise<T> {
  const { CrawlMetrics } = await import('../analyse/crawl-metrics.ts')
  const metrics = new CrawlMetrics({ clock, log, ofProcess: false })
  try {
    await writeWhole(path, await metrics.text())
  } catch (error) {
    throw new MondoError('usage', `metrics-file: cannot be written: ${String(error)}`, {
      cause: error,
      hint: 'Give a path in a folder that is there and that this user may write to',
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

/** The collector reads `*.prom` only: what is being written does not end so. */
async function writeWhole(path: string, text: string): Promise<void> {
  const part = join(dirname(path), `.${basename(path)}.${process.pid}.part`)
  try {
    await writeFile(part, text)
    await rename(part, path)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}
