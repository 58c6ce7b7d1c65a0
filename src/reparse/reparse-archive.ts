/** The whole archive through today's parser, with whoever else works on it: a run, its files, and what they came to. */
import type { Store } from '../database/store.ts'
import type { Clock } from '../model/clock.ts'
import type { Log } from '../model/log.ts'
import { parserVersion } from '../parse/parser-version.ts'
import { openFileQueue } from '../queue/file-queue.ts'
import { type FilesEnd, filesEnd } from './file-progress-store.ts'
import type { FileWorkerDeps } from './file-worker.ts'
import { reparseFiles } from './reparse-files.ts'
import {
  endReparseRun,
  openReparseRun,
  type ReparseRun,
  type ReparseRunOptions,
  stopReparseRun,
} from './reparse-run.ts'
import type { ReparseSummary } from './summary.ts'

export interface ArchiveDeps extends Pick<FileWorkerDeps, 'pagesOf' | 'sees'> {
  readonly store: Store
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly log: Log
  readonly leaseSeconds?: number
  readonly onOpen?: (run: ReparseRun) => void
}

export interface ArchiveEnd extends ReparseSummary, Pick<FilesEnd, 'files' | 'failures'> {
  readonly runId: string
  readonly result: 'done' | 'stopped'
}

const idleMs = 500

export async function reparseArchive(
  options: Omit<ReparseRunOptions, 'now'>,
  { store, onOpen, leaseSeconds, ...rest }: ArchiveDeps,
): Promise<ArchiveEnd> {
  const { db } = store
  const { clock, log } = rest
  const queue = await openFileQueue({
    store,
    log,
    parserVersion,
    supervises: true,
    ...(leaseSeconds === undefined ? {} : { leaseSeconds }),
  })
  try {
    const run = await openReparseRun(db, queue, { ...options, now: clock.now() })
    onOpen?.(run)
    const { runId } = run
    const ended = () => endReparseRun(db, runId, clock.now())
    await reparseFiles({ ...rest, db, queue }, { idleMs, isOver: async () => (await ended()) !== null })
    const result = await ended()
    if (result === null) await stopReparseRun(db, runId, clock.now())
    const { summary, ...files } = await filesEnd(db, runId)
    return { runId, result: result ?? 'stopped', ...summary, ...files }
  } finally {
    await queue.close()
  }
}
