/** One WARC file of a re-parse, under the lease of its job: batch by batch, each with how far it has come. */
import type { Kysely } from 'kysely'
import { retryTransaction } from '../database/retry-transaction.ts'
import type { Database } from '../database/schema/schema.ts'
import type { Clock } from '../model/clock.ts'
import { MondoError } from '../model/errors.ts'
import type { Log } from '../model/log.ts'
import type { FileJob, FileQueue } from '../queue/file-queue.ts'
import type { Lease } from '../queue/lease.ts'
import { reparseBatch } from './batch.ts'
import { beginFile, endFile, type FileFailure, type FileProgress, noteRead } from './file-progress-store.ts'
import { batchesOf } from './reparse-batches.ts'
import type { SourcePage } from './source.ts'
import { addSummaries } from './summary.ts'

/** A page of a WARC file. */
export interface PlacedSource extends SourcePage {
  /** Behind the capture that begins here is what is left to read after this page. */
  readonly offset: number | null
}

export interface FileWorkerDeps {
  readonly db: Kysely<Database>
  readonly queue: FileQueue
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly log: Log
  /** The pages of a file behind the capture that begins at `behind`. */
  readonly pagesOf: (
    of: { readonly file: string; readonly behind: number | null; readonly site: string | null },
    noteFailure: (failure: FileFailure) => void,
  ) => AsyncIterable<PlacedSource>
  /** Whether this process sees the file, as large as it was given out. */
  readonly sees: (file: string, bytes: number) => Promise<boolean>
}

/** `left`: this process does not see the archive of the run. */
export type FileOutcome = 'done' | 'left' | 'stopped'

export async function reparseFile(job: FileJob, parts: FileWorkerDeps): Promise<FileOutcome> {
  const { db, queue, clock, signal, log, sees } = parts
  const { file } = job.data
  using lease = queue.hold(job)
  try {
    const begun = await beginFile(db, job.data, clock.now())
    if (begun === null) {
      await queue.complete(job, db)
      return 'done'
    }
    if (!(await sees(file, begun.bytes))) {
      await queue.giveBack(job)
      return 'left'
    }
    const failure = await readOn(job, begun, lease, parts)
    if (signal.aborted) {
      await queue.giveBack(job)
      return 'stopped'
    }
    await retryTransaction(db, async (trx) => {
      await queue.complete(job, trx)
      await endFile(trx, job.data, { failure, now: clock.now() })
    })
    log.info({ file, ...(failure === null ? {} : { failure: failure.message }) }, 'file read again')
    return 'done'
  } catch (error) {
    if (error instanceof MondoError && error.code === 'lease-lost') {
      log.warn({ file }, `${error.message}; what was loaded of it stays`)
      // Where it is ours after all, because the run was stopped, nobody need wait for the lease.
      await queue.giveBack(job)
      return 'done'
    }
    throw error
  }
}

/** Why the file cannot be read to its end; null where it can. */
async function readOn(
  job: FileJob,
  begun: FileProgress & { readonly site: string | null },
  lease: Lease,
  { db, queue, clock, signal, pagesOf }: FileWorkerDeps,
): Promise<FileFailure | null> {
  const { data } = job
  const { file } = data
  const lost = () => new MondoError('lease-lost', `${file} is no longer this worker's to read`)
  let progress: FileProgress = begun
  let failure: FileFailure | null = null
  const pages = pagesOf({ file, behind: begun.readTo, site: begun.site }, (noted) => {
    failure = noted
  })
  for await (const batch of batchesOf(pages, signal)) {
    if (!lease.holds) throw lost()
    const from = progress
    const now = clock.now()
    const alongside = async (trx: Kysely<Database>, summary: FileProgress['summary']) => {
      const to = {
        readTo: batch.at(-1)?.offset ?? from.readTo,
        summary: addSummaries(from.summary, summary),
      }
      // The place alone does not tell: captures that share a gzip member have the same one, for batch after batch.
      if (!(await queue.touch(job, trx)) || !(await noteRead(trx, data, { from, to, now }))) throw lost()
      progress = to
    }
    await reparseBatch(db, batch, { dryRun: false, now, alongside })
  }
  return failure
}
