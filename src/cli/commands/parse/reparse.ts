/** `mondo reparse`: parses the archive, or given paths, again with today's parser. */
import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import type { ReparseContext } from '../../../app/run-reparse.ts'
import { closing } from '../../../model/closing.ts'
import { type ErrorCode, MondoError } from '../../../model/errors.ts'
import type { RejectFilter } from '../../../reparse/rejected-captures.ts'
import { type CommonFlags, commonOptions, withCommonOptions } from '../../options/common-options.ts'
import { type SiteFlags, withSites } from '../../options/site-options.ts'
import { errorLine, passedOverLine } from '../../output/error-line.ts'
import { stopSignal } from '../../output/stop-signal.ts'
import type { Terminal } from '../../output/terminal.ts'

interface ReparseFlags extends CommonFlags, SiteFlags {
  readonly diff?: true
  readonly dryRun?: true
  readonly site?: string
  readonly rejected?: true
  readonly reason?: string
  readonly afresh?: true
}

export function registerReparse(program: Command, terminal: Terminal): void {
  const command = withCommonOptions(program.command('reparse'), [
    'mondo reparse --diff --dry-run',
    'mondo reparse',
    'mondo reparse mondo-data/archive/20261120-1.warc.gz --diff',
    'mondo reparse saved-pages/ --site okwave --dry-run',
    'mondo reparse --rejected --diff --dry-run',
    'mondo reparse --rejected --reason checks',
  ])
    .summary('parse the archive again with today’s parser')
    .description(
      'Parses saved pages with the parser of today, compares each record with the one in the database and loads it.\n' +
        'Without paths it reads the archive of the data folder. Nothing is fetched. Where there is no\n' +
        'database, it is made where --db says, or in a data folder that is there.\n\n' +
        'A capture older than what is loaded is not compared: at most it changes history. A page in which the parser\n' +
        'finds no question any more is reported; its rows stay. With --diff the report counts changed records by field,\n' +
        'with samples.\n\n' +
        'With --rejected it reads only the captures that gave no record, from their places in the archive. A page that\n' +
        'is a question now is loaded; one that is still rejected gets today’s reason.\n\n' +
        'Without paths it works file by file, together with every mondo work that shares the database and has the\n' +
        'archive. An interrupted run resumes when you run the command again, if the parser version is unchanged. mondo\n' +
        'status shows the progress. After a change of one site definition it reads again only the pages of that site, and\n' +
        'captures that are not in the database; --afresh reads all.\n\n' +
        'Of the whole archive, files that the database knows and the folder lacks are reported (exit 7). What was loaded\n' +
        'from them stays; if any of it is not in the database now, nothing is read.\n\n' +
        'A file that cannot be read is reported and the others are still read, as are the intact captures of a damaged\n' +
        'WARC file (exit 2; 7 for damage).',
    )
    .argument(
      '[path...]',
      'WARC files, HTML files, text renditions, and folders of them (default: the archive)',
    )
    .option('--diff', 'count changed records by field, with samples')
    .option('--dry-run', 'compare and write nothing')
    .option(
      '--site <site>',
      'site of pages that no crawl knows, whatever their URL says; with --rejected only its rejects',
    )
    .option('--rejected', 'only rejected pages')
    .option('--reason <reason>', 'with --rejected: only pages rejected for this reason, as in mondo status')
    .option('--afresh', 'read all files, also those that an interrupted run has read')
  withSites(command).action((paths: string[], flags: ReparseFlags) => reparseCommand(paths, flags, terminal))
}

async function reparseCommand(
  paths: readonly string[],
  flags: ReparseFlags,
  terminal: Terminal,
): Promise<void> {
  const { archiveFolder, dataFolder, databaseUrl, json, verbose } = commonOptions(flags)
  const rejected = rejectFilter(paths, flags)
  const { commandSites } = await import('../../../app/settings/site-files.ts')
  const settings = {
    archiveFolder,
    paths,
    site: flags.site ?? null,
    rejected,
    dryRun: flags.dryRun === true,
    afresh: flags.afresh === true,
    sites: await commandSites(flags),
  }
  const { exitCodeOfReparse, isDistributed, runReparse, storeToReparse } = await import(
    '../../../app/run-reparse.ts'
  )
  if (settings.afresh && !isDistributed(settings)) {
    throw new MondoError('usage', 'reparse: --afresh goes with a re-parse of the whole archive')
  }
  // Before the database: a mistyped --data must not make one.
  if (paths.length === 0) assertArchive(archiveFolder)
  const { setExitCode } = await import('../../../crawl/run-store.ts')
  const { createLogger } = await import('../../output/logger.ts')
  const { onlyLine, resumedLine, whileNotingProgress } = await import('../../progress/reparse-progress.ts')
  const { reparseReport, retriedOf } = await import('../../reports/reparse-report.ts')

  const failures: ErrorCode[] = []
  const noteFailure = (error: MondoError) => {
    terminal.note(errorLine(error))
    failures.push(error.code)
  }
  const log = await createLogger(terminal, verbose)
  using stop = stopSignal()
  await using store = closing(
    await storeToReparse({ dataFolder, databaseUrl, dryRun: settings.dryRun, signal: stop.signal }),
  )
  const onOpen: ReparseContext['onOpen'] = (run, files) => {
    const only = onlyLine(run)
    if (run.resumedFrom !== null) terminal.note(resumedLine(run, files))
    if (only !== null) terminal.note(only)
  }
  const { stdin } = terminal
  const notePassedOver = (files: string) => terminal.note(passedOverLine(files))
  const context = { store, stdin, signal: stop.signal, log, noteFailure, notePassedOver, onOpen }
  const run = () => runReparse(settings, context)
  const end = isDistributed(settings)
    ? await whileNotingProgress({ db: store.db, log, note: (line) => terminal.note(line) }, run)
    : await run()
  terminal.exitCode = exitCodeOfReparse(end, failures)
  if (end.runId !== null) await setExitCode(store.db, end.runId, terminal.exitCode)
  const retried = rejected === null ? null : retriedOf(end, failures.length)
  const more = retried === null ? {} : { retried }
  if (json) await terminal.printJson({ ...end, ...more, exitCode: terminal.exitCode })
  else await terminal.print(reparseReport(end, { withFields: flags.diff === true, retried }))
}

function assertArchive(folder: string): void {
  if (existsSync(folder)) return
  throw new MondoError('unreadable-input', `cannot read ${folder}: no such file or folder`, {
    hint: 'Check --data and its permissions',
  })
}

/** Null without `--rejected`. */
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
