/** A distributed re-parse of the whole archive: opens or resumes its run, and works on its files beside other workers. */
import { endRun } from '../crawl/run-store.ts'
import type { Store } from '../database/store.ts'
import type { Clock } from '../model/clock.ts'
import { closing } from '../model/closing.ts'
import type { Log } from '../model/log.ts'
import { openFileQueue } from '../queue/file-queue.ts'
import { type FilesResult, filesResult } from './file-progress-store.ts'
import { type FileWorkerDeps, workOnFileQueue } from './file-worker.ts'
import type { ReparseEnd } from './reparse.ts'
import { endIfAllRead, openReparseRun, type ReparseRun, type ReparseRunOptions } from './reparse-run.ts'

export interface ArchiveDeps extends Pick<FileWorkerDeps, 'pagesOf' | 'hasFile' | 'reader'> {
  readonly store: Store
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly log: Log
  readonly leaseSeconds?: number
  /** `files`: how many the archive has. */
  readonly onOpen?: (run: ReparseRun, files: number) => void
}

export interface ArchiveEnd extends ReparseEnd, Pick<FilesResult, 'files' | 'failures'> {
  readonly runId: string
}

const idleMs = 500

export async function reparseArchive(
  options: Omit<ReparseRunOptions, 'now' | 'parserVersion' | 'sites'>,
  { onOpen, ...deps }: ArchiveDeps,
): Promise<ArchiveEnd> {
  const { store, clock } = deps
  const { db } = store
  const parserVersion = deps.reader.sites.version
  await using queue = closing(await openFileQueue({ ...deps, parserVersion, supervises: true }))
  const { sites } = deps.reader
  const run = await openReparseRun(db, queue, { ...options, sites, parserVersion, now: clock.now() })
  onOpen?.(run, options.files.length)
  const { runId } = run
  const ended = () => endIfAllRead(db, runId, clock.now())
  await workOnFileQueue({ ...deps, db, queue }, { idleMs, isOver: async () => (await ended()) !== null })
  const result = (await ended()) ?? 'stopped'
  if (result === 'stopped') await endRun(db, runId, { now: clock.now(), result })
  const { summary, ...files } = await filesResult(db, runId)
  return { runId, result, ...summary, ...files }
}
