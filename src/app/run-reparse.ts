/** Runs a re-parse for command line and library: picks its source, and shares the whole archive with other workers. */
import { Readable } from 'node:stream'
import type { Kysely } from 'kysely'
import { type ArchiveGap, archiveGaps, gapText, questionsLost } from '../analyse/archive-gaps.ts'
import { warnOfChangedDefinitions } from '../crawl/definition-digests.ts'
import { setExitCode } from '../crawl/run-store.ts'
import { databaseError } from '../database/errors.ts'
import type { Database } from '../database/schema/schema.ts'
import { assertDatabase, isMissing, openStore, type Store } from '../database/store.ts'
import { closing } from '../model/closing.ts'
import { type ErrorCode, MondoError } from '../model/errors.ts'
import { type Log, silent } from '../model/log.ts'
import { mondoVersion } from '../model/package-files.ts'
import { type LoadedSites, onlyBundled } from '../parse/site/load-sites.ts'
import { openFileQueue } from '../queue/file-queue.ts'
import { type FileWorkerDeps, workOnFileQueue } from '../reparse/file-worker.ts'
import { type RejectFilter, rejectedCaptures } from '../reparse/rejected-captures.ts'
import { type ReparseEnd, reparseSource } from '../reparse/reparse.ts'
import { type ArchiveDeps, type ArchiveEnd, reparseArchive } from '../reparse/reparse-archive.ts'
import { inGroups } from '../workers/page-groups.ts'
import { ParsePool } from '../workers/parse-pool.ts'
import type { PageReader } from '../workers/tasks.ts'
import { type DataFolder, resolveDataFolder } from './data-folder.ts'
import { type ExitCode, exitCodeOf, exitCodes } from './exit-codes.ts'
import { leaseSeconds } from './lease-seconds.ts'
import { filesOfArchive, hasFile, pagesOfFile, reparseSources, unreadOfArchive } from './reparse-sources.ts'
import { keepSites } from './settings/keep-sites.ts'
import { namedSites } from './settings/site-files.ts'
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
  /** Default: the bundled sites. */
  readonly sites?: LoadedSites
}

export interface ReparseContext extends Pick<ArchiveDeps, 'signal' | 'log' | 'onOpen'> {
  readonly store: Store
  /** Source of the path `-`. */
  readonly stdin: Readable
  /** Called for a file that cannot be read to its end; the others are still read. */
  readonly noteFailure: (error: MondoError) => void
  /** Called for the files of folders that are neither pages nor archives: `2 of *.css, 1 of *.png`. */
  readonly notePassedOver?: (files: string) => void
}

/** Whether other workers take part: only in a re-parse of the whole archive that writes. */
export function isDistributed({
  paths,
  rejected,
  dryRun,
}: Pick<ReparseSettings, 'paths' | 'rejected' | 'dryRun'>): boolean {
  return paths.length === 0 && rejected === null && !dryRun
}

/** Runs a re-parse; an aborted signal stops it cleanly with `result: 'stopped'`. Throws what opening the archive throws. */
export async function runReparse(
  settings: ReparseSettings,
  context: ReparseContext,
): Promise<ReparseEnd | ArchiveEnd> {
  await using pool = closing(new ParsePool({ signal: context.signal, sites: settings.sites ?? onlyBundled }))
  pool.start()
  const reader = inGroups(pool)
  await warnOfChangedDefinitions(context.store.db, reader.sites, context.log)
  if (!settings.dryRun) await keepSites(context.store.db, reader.sites.definitions)
  if (isDistributed(settings)) return await shareArchive(reader, settings, context)
  const { archiveFolder, site, rejected, dryRun } = settings
  const { store, stdin, signal, log, noteFailure, notePassedOver } = context
  const { db } = store
  const isArchive = rejected === null && settings.paths.length === 0
  if (isArchive) await noteGaps(db, settings, noteFailure)
  const paths = isArchive ? [archiveFolder] : settings.paths
  const source =
    rejected === null
      ? reparseSources(paths, { stdin, ...(site === null ? {} : { site }) }, noteFailure, notePassedOver)
      : rejectedCaptures(db, { ...rejected, archiveFolder }, noteFailure)
  const deps = { db, clock, signal, log, reader, mondoVersion: mondoVersion() }
  return await reparseSource(source, { paths, site, rejected, dryRun }, deps)
}

/** The most severe failure decides; a stop comes before all of them. */
export function exitCodeOfReparse(
  { result }: Pick<ReparseEnd, 'result'>,
  failures: readonly ErrorCode[],
): ExitCode {
  const codes = failures.map(exitCodeOf)
  if (result === 'stopped') return exitCodes.stopped
  if (codes.includes(exitCodes.archiveDamaged)) return exitCodes.archiveDamaged
  return codes.length > 0 ? exitCodes.usage : exitCodes.done
}

async function shareArchive(
  reader: PageReader,
  { archiveFolder, site, afresh }: ReparseSettings,
  { noteFailure, log, ...context }: ReparseContext,
): Promise<ArchiveEnd> {
  const files = await filesOfArchive(archiveFolder)
  const unread = await unreadOfArchive(archiveFolder)
  if (unread !== null) noteFailure(unread)
  await noteGaps(context.store.db, { archiveFolder, dryRun: false }, noteFailure)
  const own = new Set(files.map(({ file }) => file))
  const end = await reparseArchive(
    { files, site, afresh, mondoVersion: mondoVersion() },
    {
      ...context,
      clock,
      reader,
      log: quiet(log),
      leaseSeconds: leaseSeconds(),
      pagesOf: pagesOfFile(archiveFolder),
      hasFile: async (file) => own.has(file),
    },
  )
  for (const { code, message, hint } of end.failures) {
    // One line a damage of the file.
    for (const what of message.split('\n'))
      noteFailure(new MondoError(code, what, hint === null ? {} : { hint }))
  }
  return end
}

const gapsNamed = 5

/**
 * Reports what the database knows of the archive and the folder lacks. A re-parse removes no rows, but one that writes
 * must not pass for whole where rows are gone that it cannot bring back: then it throws `archive-damaged`.
 */
async function noteGaps(
  db: Kysely<Database>,
  { archiveFolder, dryRun }: Pick<ReparseSettings, 'archiveFolder' | 'dryRun'>,
  noteFailure: (error: MondoError) => void,
): Promise<void> {
  const sizes = (await filesOfArchive(archiveFolder)).map(({ file, bytes }) => [file, bytes] as const)
  const gaps = await archiveGaps(db, new Map(sizes))
  if (gaps.length === 0) return
  const count = dryRun ? 0 : await questionsLost(db, gaps)
  if (count > 0) {
    const what = count === 1 ? 'question is' : 'questions are'
    throw new MondoError(
      'archive-damaged',
      `reparse: ${count} ${what} neither in the database nor in ${archiveFolder}, which lacks ${namesOf(gaps)}`,
      {
        hint: 'Put it back, or restore the database. With the archive as a path, reparse reads what is left',
      },
    )
  }
  noteFailure(
    new MondoError('archive-damaged', `${archiveFolder} lacks what the database knows: ${namesOf(gaps)}`, {
      hint: 'What was loaded from there stays as it is. Put it back, and run it again',
    }),
  )
}

function namesOf(gaps: readonly ArchiveGap[]): string {
  const named = gaps.slice(0, gapsNamed).map(gapText).join(', ')
  return gaps.length > gapsNamed ? `${named} and ${gaps.length - gapsNamed} more files` : named
}

/** Logs files at debug level only: the report lists them anyway. */
function quiet(log: Log): Log {
  return {
    debug: (facts, message) => log.debug(facts, message),
    info: (facts, message) => log.debug(facts, message),
    warn: (facts, message) => log.warn(facts, message),
  }
}

export interface WorkOnFilesDeps extends Pick<FileWorkerDeps, 'clock' | 'signal' | 'log' | 'reader'> {
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
  reader,
}: WorkOnFilesDeps): Promise<void> {
  // This process's slice queue releases the expired leases of all queues.
  await using queue = closing(
    await openFileQueue({ store, log, leaseSeconds, parserVersion: reader.sites.version }),
  )
  const archive = { pagesOf: pagesOfFile(archiveFolder), hasFile: hasFile(archiveFolder) }
  const parts = { db: store.db, queue, clock, signal, log, reader, ...archive }
  await workOnFileQueue(parts, { idleMs: workerIdleMs, isOver: () => Promise.resolve(false) })
}

/** The options of `reparse()`; none is required. */
export interface ReparseInput {
  /** Data folder: the archive and the embedded database. Default `./mondo-data`. */
  readonly data?: string
  /** Database: `postgres://…` or `pglite:DIR`. Default `$DATABASE_URL`, else the embedded one in `data`. */
  readonly db?: string
  /** WARC files, saved pages and folders of them. Default: the whole archive, together with all `mondo work`. */
  readonly paths?: readonly string[]
  /** Files of site definitions, in addition to the bundled ones. They are code, and run with your rights. */
  readonly sites?: readonly string[]
  /** Site of pages that no crawl knows, or the only site of `rejected`. */
  readonly site?: string
  /** Reads only rejected captures, of any reason or of one that `mondo status` shows; not with `paths`. */
  readonly rejected?: true | { readonly reason: string }
  /** Compares and counts without writing. Default false. */
  readonly dryRun?: boolean
  /** Reads all files again instead of resuming an interrupted run. Only for the whole archive. Default false. */
  readonly afresh?: boolean
}

/** How the caller stops and watches a re-parse. */
export interface ReparseHandles {
  /** Stops the re-parse cleanly: what is committed stays, and the next re-parse of the archive resumes. */
  readonly signal?: AbortSignal
  /** Default: nothing is logged. */
  readonly log?: Log
}

/** Counts, changed fields with samples, and what could not be read. */
export interface ReparseReport extends ReparseEnd {
  /** 0 done, 2 a file cannot be read, 7 a file is damaged, 130 stopped. */
  readonly exitCode: ExitCode
  /** `unreadable-input` or `archive-damaged` for each file that was not read to its end. */
  readonly failures: readonly MondoError[]
}

/**
 * Parses archived or saved pages again with today's parser and loads what differs; nothing is fetched. An aborted signal
 * never rejects: the result is `stopped`, the exit code 130.
 *
 * @throws MondoError `usage` for options that contradict each other or without a database, `unreadable-input` without an
 * archive folder; what opening the database throws
 * @example
 * ```ts
 * const { pages, changed, fields } = await reparse({ data: './mondo-data', dryRun: true })
 * ```
 */
export async function reparse(
  input: ReparseInput = {},
  handles: ReparseHandles = {},
): Promise<ReparseReport> {
  const { paths = [], site = null, rejected, dryRun = false, afresh = false } = input
  const { dataFolder, archiveFolder, databaseUrl } = resolveDataFolder(input)
  const filter = rejected === undefined ? null : { site, reason: rejected === true ? null : rejected.reason }
  const sites = await namedSites(input)
  const settings = { archiveFolder, paths, site, rejected: filter, dryRun, afresh, sites }
  if (filter !== null && paths.length > 0) throw new MondoError('usage', 'reparse: rejected takes no paths')
  if (afresh && !isDistributed(settings)) {
    throw new MondoError('usage', 'reparse: afresh goes with a re-parse of the whole archive')
  }

  const failures: MondoError[] = []
  const { signal = new AbortController().signal, log = silent } = handles
  try {
    await using store = closing(await storeToReparse({ dataFolder, databaseUrl, dryRun, signal }))
    const noteFailure = (error: MondoError) => void failures.push(error)
    const end = await runReparse(settings, { store, stdin: Readable.from([]), signal, log, noteFailure })
    const codes = failures.map(({ code }) => code)
    const exitCode = exitCodeOfReparse(end, codes)
    if (end.runId !== null) await setExitCode(store.db, end.runId, exitCode)
    return { ...end, exitCode, failures }
  } catch (error) {
    throw databaseError(error) ?? error
  }
}

/**
 * Opens the database, and creates it if it does not exist: a named database, as `mondo load` does, or the embedded database
 * of an existing data folder. A dry run without a database uses one in memory. Throws `usage` if the data folder does not
 * exist, and the errors of opening a database.
 */
export async function storeToReparse({
  dataFolder,
  databaseUrl,
  dryRun,
  signal,
}: Omit<DataFolder, 'archiveFolder'> & {
  readonly dryRun: boolean
  readonly signal: AbortSignal
}): Promise<Store> {
  const isNamed = databaseUrl !== resolveDataFolder({ data: dataFolder }, {}).databaseUrl
  if (!isNamed) assertDatabase(databaseUrl, { orIn: dataFolder })
  return await openStore(dryRun && isMissing(databaseUrl) ? 'memory:' : databaseUrl, process.env, signal)
}
