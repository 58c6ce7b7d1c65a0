/** `mondo status`: the result of the last crawl, and what is waiting. */
import { type Command, Option } from 'commander'
import { exitCodes } from '../../../app/exit-codes.ts'
import { closing } from '../../../model/closing.ts'
import { type CommonFlags, commonOptions, withCommonOptions } from '../../options/common-options.ts'
import { countFrom } from '../../options/option-values.ts'
import { placeFlags } from '../../options/place-flags.ts'
import { stopSignal } from '../../output/stop-signal.ts'
import type { Terminal } from '../../output/terminal.ts'

interface StatusFlags extends CommonFlags {
  /** Seconds. */
  readonly watch?: number
}

export function registerStatus(program: Command, terminal: Terminal): void {
  withCommonOptions(program.command('status'), [
    'mondo status',
    'mondo status --json',
    'mondo status --watch --db postgres://user:password@host/database',
    'mondo status --db postgres://user:password@host/database',
  ])
    .summary('show the result of the last crawl')
    .description(
      'Shows the last crawl: its result, outcomes, what is in the database, which hosts are parked, which pages were\n' +
        'gone, skipped, failed or rejected and why, why the quality gate stopped a host, which slices workers have.\n' +
        'With --json the same object as crawl --json, and `rejects`, `stopped`, `unreached` and `slices` beside it; null\n' +
        'before any crawl. --watch repeats until a signal (exit 130); with --json it prints a line each time.\n' +
        'While a crawl holds the embedded database, this reads through it.\n' +
        'A re-parse of the archive that has not ended is shown with its files, its rate and the time left (`reparse`).',
    )
    .addOption(
      new Option('--watch [seconds]', 'look again every two seconds, or as given, until Ctrl-C')
        .preset('2')
        .argParser(countFrom(1)),
    )
    .action((flags: StatusFlags) => status(flags, terminal))
}

async function status(flags: StatusFlags, terminal: Terminal): Promise<void> {
  const { databaseUrl, json } = commonOptions(flags)
  const { openStatusReader } = await import('../../progress/open-status.ts')
  const { failedCheckLines, parkedLines } = await import('../../reports/crawl-report.ts')
  const { statusReport } = await import('../../reports/status-report.ts')
  const { statusJson, watchStatus } = await import('../../progress/watch-status.ts')
  const { systemClock: clock } = await import('../../../app/system-clock.ts')

  const place = placeFlags(flags)
  if (flags.watch !== undefined) {
    using stop = stopSignal()
    await using looks = closing(await openStatusReader(databaseUrl, clock, stop.signal))
    const { look } = looks
    await watchStatus({
      terminal,
      clock,
      signal: stop.signal,
      everyMs: flags.watch * 1000,
      json,
      place,
      look,
    })
    if (stop.signal.aborted) terminal.exitCode = exitCodes.stopped
    return
  }
  await noteMissing(databaseUrl, terminal)
  await using looks = closing(await openStatusReader(databaseUrl, clock))
  const found = await looks.look()
  if (json) return await terminal.printJson(statusJson(found))
  await terminal.print(statusReport(found, clock.now(), { place, width: terminal.columns }))
  const lastRun = found?.lastRun ?? null
  if (lastRun === null) return
  for (const line of [...parkedLines(lastRun, place), ...failedCheckLines(lastRun, place)])
    terminal.note(line)
}

/** Before the first crawl there is nothing to show, exit 0; a mistyped --data looks the same, so the place is named. */
async function noteMissing(databaseUrl: string, terminal: Terminal): Promise<void> {
  const { missingFolder } = await import('../../../database/store.ts')
  const folder = missingFolder(databaseUrl)
  if (folder !== null) terminal.note(`mondo: there is no database in ${folder} yet`)
}
