/** The files of re-parses, as a worker takes part in them: one loop beside that of its slices. */

import type { Store } from '../database/store.ts'
import { parserVersion } from '../parse/parser-version.ts'
import { openFileQueue } from '../queue/file-queue.ts'
import type { FileWorkerDeps } from '../reparse/file-worker.ts'
import { reparseFiles } from '../reparse/reparse-files.ts'
import { pagesOfFile, seesFile } from './archive-pages.ts'

export interface WorkOnFilesDeps extends Pick<FileWorkerDeps, 'clock' | 'signal' | 'log'> {
  readonly store: Store
  readonly archiveFolder: string
  readonly leaseSeconds: number
}

/** A re-parse is minutes of work: some seconds later is soon enough. */
const idleMs = 5_000

/** Until the signal stops it. */
export async function workOnFiles({
  store,
  archiveFolder,
  clock,
  signal,
  log,
  leaseSeconds,
}: WorkOnFilesDeps): Promise<void> {
  // The queue of slices, in this process too, looks after lapsed leases.
  const queue = await openFileQueue({ store, log, leaseSeconds, parserVersion })
  try {
    const archive = { pagesOf: pagesOfFile(archiveFolder), sees: seesFile(archiveFolder) }
    const parts = { db: store.db, queue, clock, signal, log, ...archive }
    await reparseFiles(parts, { idleMs, isOver: () => Promise.resolve(false) })
  } finally {
    await queue.close()
  }
}
