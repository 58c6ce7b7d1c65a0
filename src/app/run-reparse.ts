/** Runs a re-parse for command line and library: picks its source, and shares the whole archive with other workers. */
import type { Readable } from 'node:stream'
import type { Store } from '../database/store.ts'
import { MondoError } from '../model/errors.ts'
import type { Log } from '../model/log.ts'
import { mondoVersion } from '../model/version.ts'
import { parserVersion } from '../parse/parser-version.ts'
import { openFileQueue } from '../queue/file-queue.ts'
import { type FileWorkerDeps, workOnFileQueue } from '../reparse/file-worker.ts'
import { type RejectFilter, rejectedCaptures } from '../reparse/rejected-captures.ts'
import { type ReparseEnd, reparse } from '../reparse/reparse.ts'
import { type ArchiveDeps, type ArchiveEnd, reparseArchive } from '../reparse/reparse-archive.ts'
import { leaseSeconds } from './lease-seconds.ts'
import { filesOfArchive, hasFile, pagesOfFile, reparseSources } from './reparse-sources.ts'
import { systemClock as clock } from './system-clock.ts'

export interface ReparseSettings {
  readonly archiveFolder: string
  /** WARC files, HTML files, text renditions, and folders of them; empty: the whole archive. */
  readonly paths: readonly string[]
  /** Site of pages that no crawl knows. */
  readonly site: string | null
  /** Only captures that were rejected; null: all. */
  readonly rejected: RejectFilter | null
  /** Compares and counts without writing. */
  readonly dryRun: boolean
  /** Reads all files again instead of resuming an interrupted run. */
  readonly afresh: boolean
}

export interface ReparseContext extends Pick<ArchiveDeps, 'signal' | 'log' | 'onOpen'> {
  readonly store: Store
  /** Source of the path `-`. */
  readonly stdin: Readable
  /** Called for a file that cannot be read to its end; the others are still read. */
  readonly noteFailure: (error: MondoError) => void
}

/** Whether other workers take part: only in a re-parse of the whole archive that writes. */
export function isDistributed({ paths, rejected, dryRun }: Omit<ReparseSettings, 'afresh'>): boolean {
  return paths.length === 0 && rejected === null && !dryRun
}

/** Runs a re-parse; an aborted signal stops it cleanly with `result: 'stopped'`. Throws what opening the archive throws. */
export async function runReparse(
  settings: ReparseSettings,
  context: ReparseContext,
): Promise<ReparseEnd | ArchiveEnd> {
  if (isDistributed(settings)) return await shareArchive(settings, context)
  const { archiveFolder, site, rejected, dryRun } = settings
  const { store, stdin, signal, noteFailure } = context
  const { db } = store
  const isArchive = rejected === null && settings.paths.length === 0
  const paths = isArchive ? [archiveFolder] : settings.paths
  const source =
    rejected === null
      ? reparseSources(paths, { stdin, ...(site === null ? {} : { site }) }, noteFailure)
      : rejectedCaptures(db, { ...rejected, archiveFolder }, noteFailure)
  const deps = { db, clock, signal, mondoVersion: mondoVersion() }
  return await reparse(source, { paths, site, rejected, dryRun }, deps)
}

async function shareArchive(
  { archiveFolder, site, afresh }: ReparseSettings,
  { noteFailure, log, ...context }: ReparseContext,
): Promise<ArchiveEnd> {
  const files = await filesOfArchive(archiveFolder)
  const own = new Set(files.map(({ file }) => file))
  const end = await reparseArchive(
    { files, site, afresh, mondoVersion: mondoVersion() },
    {
      ...context,
      clock,
      log: quiet(log),
      leaseSeconds: leaseSeconds(),
      pagesOf: pagesOfFile(archiveFolder),
      hasFile: async (file) => own.has(file),
    },
  )
  for (const { code, message, hint } of end.failures) {
    noteFailure(new MondoError(code, message, hint === null ? {} : { hint }))
  }
  return end
}

/** Logs files at debug level only: the report lists them anyway. */
function quiet(log: Log): Log {
  return {
    debug: (facts, message) => log.debug(facts, message),
    info: (facts, message) => log.debug(facts, message),
    warn: (facts, message) => log.warn(facts, message),
  }
}

export interface WorkOnFilesDeps extends Pick<FileWorkerDeps, 'clock' | 'signal' | 'log'> {
  readonly store: Store
  readonly archiveFolder: string
  readonly leaseSeconds: number
}

/** Polling interval; a re-parse takes minutes, so a few seconds of delay do not matter. */
const workerIdleMs = 5_000

/** Re-parses files from the queue until the signal aborts: a loop of a worker, beside the one for slices. */
export async function workOnFiles({
  store,
  archiveFolder,
  clock,
  signal,
  log,
  leaseSeconds,
}: WorkOnFilesDeps): Promise<void> {
  // This process's slice queue releases the expired leases of all queues.
  const queue = await openFileQueue({ store, log, leaseSeconds, parserVersion })
  try {
    const archive = { pagesOf: pagesOfFile(archiveFolder), hasFile: hasFile(archiveFolder) }
    const parts = { db: store.db, queue, clock, signal, log, ...archive }
    await workOnFileQueue(parts, { idleMs: workerIdleMs, isOver: () => Promise.resolve(false) })
  } finally {
    await queue.close()
  }
}
