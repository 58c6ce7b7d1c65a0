/** `mondo schedule run`: a scheduled crawl now, in this process, as a worker would run it at its time. */
import type { Command } from 'commander'
import type { ExitCode } from '../../../app/exit-codes.ts'
import { type CommonFlags, commonOptions, withCommonOptions } from '../../options/common-options.ts'
import { withPoliteOptions } from '../../options/polite-options.ts'
import { type SiteFlags, withSites } from '../../options/site-options.ts'
import { stopSignal } from '../../output/stop-signal.ts'
import type { Terminal } from '../../output/terminal.ts'

interface RunFlags extends CommonFlags, SiteFlags {
  readonly contact?: string
  readonly config?: string
  readonly allowPrivate?: true
}

/** Adds the command to `mondo schedule`. */
export function registerScheduleRun(schedule: Command, terminal: Terminal): void {
  const command = withCommonOptions(schedule.command('run'), ['mondo schedule run nightly'])
    .summary('run an entry now, in this process')
    .description(
      'Runs the crawl of an entry now, with the configuration of this machine, as mondo work does at its time. Its next\n' +
        'time stays. Exit as of mondo crawl; 2 when there is no such entry, or it runs already: then it runs once more\n' +
        'after that.',
    )
    .argument('<name>', 'name of the entry')
  withSites(withPoliteOptions(command)).action((name: string, flags: RunFlags) =>
    runNow(name, flags, terminal),
  )
}

async function runNow(name: string, flags: RunFlags, terminal: Terminal): Promise<void> {
  const { json, verbose, ...folder } = commonOptions(flags)
  const { configPath } = await import('../../../app/config.ts')
  const { configuredHooks } = await import('../../../app/hooks/configured-hooks.ts')
  const { runEntryNow } = await import('../../../app/open-work.ts')
  const { assertContact } = await import('../../../app/settings/contact.ts')
  const { configuredAccess } = await import('../../../app/settings/host-access.ts')
  const { commandSites } = await import('../../../app/settings/site-files.ts')
  const { scheduledCrawlOf } = await import('../../options/scheduled-settings.ts')
  const { createLogger } = await import('../../output/logger.ts')
  const { crawlReport } = await import('../../reports/crawl-report.ts')
  using stop = stopSignal()
  const contact = (flags.contact ?? '').trim()
  assertContact(contact)
  const settings = {
    ...folder,
    contact,
    allowPrivate: flags.allowPrivate === true,
    accessFor: configuredAccess(flags.config),
    hooks: configuredHooks(flags.config),
    config: configPath(flags.config),
    sites: await commandSites(flags),
  }
  const log = await createLogger(terminal, verbose)
  const summary = await runEntryNow(name, settings, { log, signal: stop.signal, crawlOf: scheduledCrawlOf })
  if (json) await terminal.printJson(summary)
  else await terminal.print(crawlReport(summary))
  terminal.exitCode = summary.exitCode as ExitCode
}
