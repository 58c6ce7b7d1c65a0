/** `mondo reparse`: the archive again through today's parser. */
import type { Command } from 'commander'
import type { ReparseEnd } from '../crawl/reparse.ts'
import type { MondoError } from '../model/errors.ts'
import { type CommonFlags, commonOptions, withCommonOptions } from './common-options.ts'
import { errorLine } from './error-line.ts'
import { type ExitCode, exitCodeOf, exitCodes } from './exit-codes.ts'
import type { Terminal } from './output.ts'
import { stopSignal } from './stop-signal.ts'

interface ReparseFlags extends CommonFlags {
  readonly diff?: true
  readonly dryRun?: true
  readonly site?: string
}

export function registerReparse(program: Command, terminal: Terminal): void {
  withCommonOptions(program.command('reparse'), [
    'mondo reparse --diff --dry-run',
    'mondo reparse',
    'mondo reparse mondo-data/archive/20261120-1.warc.gz --diff',
    'mondo reparse saved-pages/ --site okwave --dry-run',
  ])
    .summary('parse the archive again with today’s parser')
    .description(
      'Reads saved pages again with the parser of today, compares each record with what the database holds and loads\n' +
        'it. Without paths it takes the archive of the data folder. Nothing is fetched.\n\n' +
        'A capture older than what is loaded is not compared: at most it changes history. A page in which the parser\n' +
        'finds no question any more is reported; its rows stay. With --diff it says field by field how many records\n' +
        'changed, with samples.\n\n' +
        'A file that cannot be read is reported and the others are still read (exit 2; 7 for a damaged WARC file).',
    )
    .argument(
      '[path...]',
      'WARC files, HTML files, text renditions, and folders of them (default: the archive)',
    )
    .option('--diff', 'say by field how many records changed, with samples')
    .option('--dry-run', 'compare and write nothing')
    .option('--site <site>', 'the site of pages that no crawl knows, whatever their URL says')
    .action((paths: string[], flags: ReparseFlags) => reparseCommand(paths, flags, terminal))
}

async function reparseCommand(
  given: readonly string[],
  flags: ReparseFlags,
  terminal: Terminal,
): Promise<void> {
  const { archiveFolder, databaseUrl, json } = commonOptions(flags)
  const { openStore } = await import('../load/store.ts')
  const { reparse, setExitCode } = await import('../crawl/reparse.ts')
  const { mondoVersion } = await import('../model/version.ts')
  const { systemClock: clock } = await import('./system-clock.ts')
  const { reparseSources } = await import('./reparse-sources.ts')
  const { reparseReport } = await import('./reparse-report.ts')

  const paths = given.length > 0 ? given : [archiveFolder]
  const failures = new Set<ExitCode>()
  const noteFailure = (error: MondoError) => {
    terminal.note(errorLine(error))
    failures.add(exitCodeOf(error.code))
  }
  const stop = stopSignal()
  try {
    const store = await openStore(databaseUrl)
    try {
      const end = await reparse(
        reparseSources(paths, { ...flags, stdin: terminal.stdin }, noteFailure),
        { paths, site: flags.site ?? null, dryRun: flags.dryRun === true },
        { db: store.db, clock, signal: stop.signal, mondoVersion: mondoVersion() },
      )
      terminal.exitCode = exitCodeOfEnd(end, failures)
      if (end.runId !== null) await setExitCode(store.db, end.runId, terminal.exitCode)
      if (json) await terminal.printJson({ ...end, exitCode: terminal.exitCode })
      else await terminal.print(reparseReport(end, flags.diff === true))
    } finally {
      await store.close()
    }
  } finally {
    stop.release()
  }
}

/** The worst that happened decides. */
function exitCodeOfEnd(end: ReparseEnd, failures: ReadonlySet<ExitCode>): ExitCode {
  if (end.result === 'stopped') return exitCodes.stopped
  if (failures.has(exitCodes.archiveDamaged)) return exitCodes.archiveDamaged
  return failures.size > 0 ? exitCodes.usage : exitCodes.done
}
