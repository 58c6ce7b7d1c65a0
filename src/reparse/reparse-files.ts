/** A worker of re-parses: it takes files from the queue, one after another, for as long as it is let. */
import { slept } from '../model/clock.ts'
import type { FileJob } from '../queue/file-queue.ts'
import { type FileWorkerDeps, reparseFile } from './file-worker.ts'
import { endReparseRun } from './reparse-run.ts'

export interface FileLoop {
  /** Between two looks at an empty queue. */
  readonly idleMs: number
  /** Whether there is nothing left to wait for; asked when the queue is empty, and after each file. */
  readonly isOver: () => Promise<boolean>
}

/** A run whose archive this process does not see is looked at again after this. */
const foreignRunRetryMs = 60_000

export async function reparseFiles(parts: FileWorkerDeps, { idleMs, isOver }: FileLoop): Promise<void> {
  const { queue, clock, signal } = parts
  const left = new Map<string, number>()
  while (!signal.aborted) {
    for (const [runId, until] of left) if (until <= clock.now().getTime()) left.delete(runId)
    const [job] = await queue.take(1, new Set(left.keys()))
    if (job !== undefined && (await read(job, parts)) === 'left') {
      left.set(job.data.runId, clock.now().getTime() + foreignRunRetryMs)
    }
    if (await isOver()) return
    if (job === undefined && !(await slept(clock, idleMs, signal))) return
  }
}

async function read(job: FileJob, parts: FileWorkerDeps) {
  const { db, queue, clock, log } = parts
  const { runId, file } = job.data
  try {
    const outcome = await reparseFile(job, parts)
    if (outcome === 'left')
      log.warn({ file, runId }, 'file left to others: it is not in the archive of this worker')
    else await endReparseRun(db, runId, clock.now())
    return outcome
  } catch (error) {
    // The next run need not wait for the lease of one that failed. Where this fails too, the lease runs out.
    await queue.giveBack(job).catch((again: unknown) => log.warn({ err: again, file }, 'file not given back'))
    throw error
  }
}
