/** `mondo reparse` without paths: the archive, file by file, with whatever workers are there. */

import { filesOfArchive, pagesOfFile } from '../../app/archive-pages.ts'
import { leaseSeconds } from '../../app/lease-seconds.ts'
import { systemClock as clock } from '../../app/system-clock.ts'
import type { Store } from '../../database/store.ts'
import { MondoError } from '../../model/errors.ts'
import { mondoVersion } from '../../model/version.ts'
import { type ArchiveEnd, reparseArchive } from '../../reparse/reparse-archive.ts'
import type { ReparseRun } from '../../reparse/reparse-run.ts'
import { createLogger } from '../output/logger.ts'
import type { Terminal } from '../output/terminal.ts'
import { noteProgress } from './reparse-progress-line.ts'

export interface ReparseArchiveOptions {
  readonly archiveFolder: string
  readonly site: string | null
  readonly afresh: boolean
  readonly verbose: boolean
  readonly signal: AbortSignal
}

export async function reparseDistributed(
  store: Store,
  { archiveFolder, site, afresh, verbose, signal }: ReparseArchiveOptions,
  terminal: Terminal,
  noteFailure: (error: MondoError) => void,
): Promise<ArchiveEnd> {
  const files = await filesOfArchive(archiveFolder)
  const own = new Set(files.map(({ file }) => file))
  const { debug, warn } = await loggerOf(terminal, verbose)
  const over = new AbortController()
  const noting = noteProgress({
    db: store.db,
    clock,
    signal: over.signal,
    note: (line) => terminal.note(`mondo: ${line}`),
  })
  const working = reparseArchive(
    { files, site, afresh, mondoVersion: mondoVersion() },
    {
      store,
      clock,
      signal,
      leaseSeconds: leaseSeconds(),
      // What comes of each file stands in the report.
      log: { debug, info: debug, warn },
      pagesOf: pagesOfFile(archiveFolder),
      sees: async (file) => own.has(file),
      onOpen: (run) => noteGoingOn(run, files.length, terminal),
    },
  ).finally(() => over.abort())
  const [worked, noted] = await Promise.allSettled([working, noting])
  if (worked.status === 'rejected') throw worked.reason
  if (noted.status === 'rejected') warn({ err: noted.reason }, 'how far it is could not be read any more')
  const end = worked.value
  for (const { code, message, hint } of end.failures) {
    noteFailure(new MondoError(code, message, hint === null ? {} : { hint }))
  }
  return end
}

async function loggerOf(terminal: Terminal, verbose: boolean) {
  const log = await createLogger(terminal, verbose)
  return {
    debug: (facts: object, message: string) => log.debug(facts, message),
    warn: (facts: object, message: string) => log.warn(facts, message),
  }
}

function noteGoingOn({ goesOnFrom, left }: ReparseRun, files: number, terminal: Terminal): void {
  if (goesOnFrom === null) return
  const begun = goesOnFrom.toISOString()
  terminal.note(
    `mondo: going on with the re-parse of ${begun}: ${left} of ${files} files are left. --afresh reads all again`,
  )
}
