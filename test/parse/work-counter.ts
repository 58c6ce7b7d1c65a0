/**
 * Counts the work of parsing instead of its time: how often V8 ran each block of the code, libraries included. The same
 * page gives the same count on any machine. A native call counts as one step, whatever it is given.
 *
 * The counters exist only in code that is compiled after they are switched on, so a thread of its own loads the parser.
 */
import { Worker } from 'node:worker_threads'

/** The outcome of a page, and the steps that it took. */
export interface Counted {
  readonly outcome: string
  readonly steps: number
}

/** By name of the construct, the work of its pages of each size. */
export async function workOfPages(
  sizes: readonly number[],
): Promise<ReadonlyMap<string, readonly Counted[]>> {
  const worker = new Worker(new URL('work-counter-thread.ts', import.meta.url), { workerData: sizes })
  try {
    return await new Promise((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
    })
  } finally {
    await worker.terminate()
  }
}
