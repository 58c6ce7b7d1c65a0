/** `mondo reparse`: the archive again through today's parser. */
import type { Command } from 'commander'
import { type ExitCode, exitCodeOf, exitCodes } from '../../../app/exit-codes.ts'
import { MondoError } from '../../../model/errors.ts'
import type { RejectFilter } from '../../../reparse/rejected-captures.ts'
import type { ReparseEnd } from '../../../reparse/reparse-paths.ts'
import { type CommonFlags, commonOptions, withCommonOptions } from '../../options/common-options.ts'
import { errorLine } from '../../output/error-line.ts'
import { stopSignal } from '../../output/stop-signal.ts'
import type { Terminal } from '../../output/terminal.ts'

interface ReparseFlags extends CommonFlags {
  readonly diff?: true
  readonly dryRun?: true
  readonly site?: string
  readonly rejected?: true
  readonly reason?: string
  readonly afresh?: true
}

export function registerReparse(program: Command, terminal: Terminal): void {
  withCommonOptions(program.command('reparse'), [
    'mondo reparse --diff --dry-run',
    'mondo reparse',
    'mondo reparse mondo-data/archive/20261120-1.warc.gz --diff',
    'mondo reparse saved-pages/ --site okwave --dry-run',
    'mondo reparse --rejected --diff --dry-run',
    'mondo reparse --rejected --reason checks',
  ])
    .summary('parse the archive again with today’s parser')
    .description(
      'Reads saved pages again with the parser of today, compares each record with what the database holds and loads\n' +
        'it. Without paths it takes the archive of the data folder. Nothing is fetched.\n\n' +
        'A capture older than what is loaded is not compared: at most it changes history. A page in which the parser\n' +
        'finds no question any more is reported; its rows stay. With --diff it says field by field how many records\n' +
        'changed, with samples.\n\n' +
        'With --rejected it reads only the captures that gave no record, from their places in the archive. What is a\n' +
        'question now is loaded and is a reject no more; what is still rejected keeps today’s reason.\n\n' +
        'Without paths it works file by file, with every mondo work that shares the database and sees the archive. Killed\n' +
        'or stopped, it goes on where it was when it is run again, as long as the parser is the same. mondo status says\n' +
        'how far it is.\n\n' +
        'A file that cannot be read is reported and the others are still read (exit 2; 7 for a damaged WARC file).',
    )
    .argument(
      '[path...]',
      'WARC files, HTML files, text renditions, and folders of them (default: the archive)',
    )
    .option('--diff', 'say by field how many records changed, with samples')
    .option('--dry-run', 'compare and write nothing')
    .option(
      '--site <site>',
      'the site of pages that no crawl knows, whatever their URL says; with --rejected only its rejects',
    )
    .option('--rejected', 'try the rejected pages again, no others')
    .option('--reason <reason>', 'with --rejected: only what was rejected for it, as mondo status says')
    .option('--afresh', 'read all files again, also those that a stopped re-parse has read')
    .action((paths: string[], flags: ReparseFlags) => reparseCommand(paths, flags, terminal))
}

async function reparseCommand(
  given: readonly string[],
  flags: ReparseFlags,
  terminal: Terminal,
): Promise<void> {
  const { archiveFolder, databaseUrl, json, verbose } = commonOptions(flags)
  const rejected = rejectFilter(given, flags)
  const dryRun = flags.dryRun === true
  const isShared = given.length === 0 && rejected === null && !dryRun
  if (flags.afresh && !isShared) {
    throw new MondoError('usage', 'reparse: --afresh goes with a re-parse of the whole archive')
  }
  const { openStore } = await import('../../../database/store.ts')
  const { setExitCode } = await import('../../../reparse/reparse-paths.ts')
  const { reparseReport, retriedOf } = await import('../../reports/reparse-report.ts')
  const { reparseDistributed } = await import('../../progress/reparse-archive.ts')
  const { reparseLocally } = await import('./reparse-here.ts')

  const failures: ExitCode[] = []
  const noteFailure = (error: MondoError) => {
    terminal.note(errorLine(error))
    failures.push(exitCodeOf(error.code))
  }
  const stop = stopSignal()
  try {
    const store = await openStore(databaseUrl, process.env)
    try {
      const common = { archiveFolder, site: flags.site ?? null, signal: stop.signal }
      const archive = { ...common, afresh: flags.afresh === true, verbose }
      const end = isShared
        ? await reparseDistributed(store, archive, terminal, noteFailure)
        : await reparseLocally(store, { ...common, paths: given, rejected, dryRun }, terminal, noteFailure)
      terminal.exitCode = exitCodeOfEnd(end, failures)
      if (end.runId !== null) await setExitCode(store.db, end.runId, terminal.exitCode)
      const retried = rejected === null ? null : retriedOf(end, failures.length)
      const more = retried === null ? {} : { retried }
      if (json) await terminal.printJson({ ...end, ...more, exitCode: terminal.exitCode })
      else await terminal.print(reparseReport(end, { withFields: flags.diff === true, retried }))
    } finally {
      await store.close()
    }
  } finally {
    stop.release()
  }
}

/** Null where `--rejected` is not asked for. */
function rejectFilter(paths: readonly string[], flags: ReparseFlags): RejectFilter | null {
  if (flags.rejected === undefined) {
    if (flags.reason === undefined) return null
    throw new MondoError('usage', 'reparse: --reason goes with --rejected')
  }
  if (paths.length === 0) return { reason: flags.reason ?? null, site: flags.site ?? null }
  throw new MondoError('usage', 'reparse: --rejected takes no paths', {
    hint: 'It reads the rejected captures from the archive of the data folder',
  })
}

/** The worst that happened decides. */
function exitCodeOfEnd(end: ReparseEnd, failures: readonly ExitCode[]): ExitCode {
  if (end.result === 'stopped') return exitCodes.stopped
  if (failures.includes(exitCodes.archiveDamaged)) return exitCodes.archiveDamaged
  return failures.length > 0 ? exitCodes.usage : exitCodes.done
}
