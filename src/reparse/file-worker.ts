/** A worker of distributed re-parses: takes WARC files from the queue and reads each under the lease of its job. */
import type { Kysely } from 'kysely'
import { retryTransaction } from '../database/retry-transaction.ts'
import type { Database } from '../database/schema/schema.ts'
import { type Clock, slept } from '../model/clock.ts'
import { MondoError } from '../model/errors.ts'
import type { Log } from '../model/log.ts'
import type { FileJob, FileQueue } from '../queue/file-queue.ts'
import {
  type BegunFile,
  beginFile,
  endFile,
  type FileFailure,
  joinFailures,
  saveProgress,
} from './file-progress-store.ts'
import { type Checkpoint, type ReparsePagesOptions, reparsePages } from './reparse-pages.ts'
import { endIfAllRead } from './reparse-run.ts'
import type { SourcePage } from './source.ts'

export interface FileWorkerDeps extends Pick<ReparsePagesOptions, 'reader'> {
  readonly db: Kysely<Database>
  readonly queue: FileQueue
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly log: Log
  /** The pages of a file behind the capture that begins at `behind`. */
  readonly pagesOf: (
    of: { readonly file: string; readonly behind: number | null; readonly site: string | null },
    noteFailure: (failure: FileFailure) => void,
  ) => AsyncIterable<SourcePage>
  /** Whether this process has the file, at least as large as it was when the run was opened. */
  readonly hasFile: (file: string, bytes: number) => Promise<boolean>
}

export interface FileLoop {
  /** Milliseconds between two looks at an empty queue. */
  readonly idleMs: number
  /** Whether there is nothing left to wait for; asked when the queue is empty, and after each file. */
  readonly isOver: () => Promise<boolean>
}

/** `missing`: this process does not have the archive of the run. */
export type FileOutcome = 'done' | 'missing' | 'stopped'

/** How long to ignore a run whose archive this process does not have. */
const foreignRunRetryMs = 60_000

/** Reads files one after another, until `isOver` or the signal. */
export async function workOnFileQueue(deps: FileWorkerDeps, { idleMs, isOver }: FileLoop): Promise<void> {
  const { queue, clock, signal } = deps
  const ignoredRuns = new Map<string, number>()
  while (!signal.aborted) {
    for (const [runId, until] of ignoredRuns) if (until <= clock.now().getTime()) ignoredRuns.delete(runId)
    const [job] = await queue.take(1, new Set(ignoredRuns.keys()))
    if (job !== undefined && (await workOnFile(job, deps)) === 'missing') {
      ignoredRuns.set(job.data.runId, clock.now().getTime() + foreignRunRetryMs)
    }
    if (await isOver()) return
    if (job === undefined && !(await slept(clock, idleMs, signal))) return
  }
}

async function workOnFile(job: FileJob, deps: FileWorkerDeps): Promise<FileOutcome> {
  const { db, queue, clock, log } = deps
  const { runId, file } = job.data
  try {
    const outcome = await reparseFile(job, deps)
    if (outcome === 'missing')
      log.warn({ file, runId }, 'file left to other workers: it is not in the archive of this one')
    else await endIfAllRead(db, runId, clock.now())
    return outcome
  } catch (error) {
    // The next run need not wait for the lease of a worker that failed. If this fails too, the lease expires.
    await queue.giveBack(job).catch((again: unknown) => log.warn({ err: again, file }, 'file not given back'))
    throw error
  }
}

export async function reparseFile(job: FileJob, deps: FileWorkerDeps): Promise<FileOutcome> {
  const { db, queue, clock, signal, log, hasFile } = deps
  const { file } = job.data
  using _lease = queue.hold(job)
  try {
    const begun = await beginFile(db, job.data, clock.now())
    if (begun === null) {
      await queue.complete(job, db)
      return 'done'
    }
    if (!(await hasFile(file, begun.bytes))) {
      await queue.giveBack(job)
      return 'missing'
    }
    const failure = await readFile(job, begun, deps)
    if (signal.aborted) {
      await queue.giveBack(job)
      return 'stopped'
    }
    await retryTransaction(db, async (trx) => {
      await queue.complete(job, trx)
      await endFile(trx, job.data, { failure, now: clock.now() })
    })
    log.info({ file, ...(failure === null ? {} : { failure: failure.message }) }, 'file parsed again')
    return 'done'
  } catch (error) {
    if (error instanceof MondoError && error.code === 'lease-lost') {
      log.warn({ file }, `${error.message}; what was loaded of it stays`)
      // If the job is ours after all, because the run was stopped, no worker need wait for the lease.
      await queue.giveBack(job)
      return 'done'
    }
    throw error
  }
}

/** What of the file cannot be read, also by the reading that this one resumes; null if all can. */
async function readFile(
  job: FileJob,
  begun: BegunFile,
  { db, queue, clock, signal, pagesOf, reader }: FileWorkerDeps,
): Promise<FileFailure | null> {
  const { file } = job.data
  let { failure } = begun
  const pages = pagesOf({ file, behind: begun.progress.readTo, site: begun.site }, (noted) => {
    failure = joinFailures(failure, noted)
  })
  const checkpoint = async (trx: Kysely<Database>, progress: Checkpoint) => {
    // The place alone is no fence: captures that share a gzip member have the same one, for batch after batch.
    if ((await queue.touch(job, trx)) && (await saveProgress(trx, job.data, progress, failure))) return
    throw new MondoError('lease-lost', `${file} is no longer this worker's to read`)
  }
  const deps = { db, clock, signal, reader }
  const { only, progress: start } = begun
  await reparsePages(pages, { ...deps, dryRun: false, start, only, checkpoint })
  return failure
}
