/** `mondo try`: one page, politely, and what mondo makes of it. Nothing is kept. */
import type { Command } from 'commander'
import { exitCodes } from '../../../app/exit-codes.ts'
import type { Follow } from '../../../crawl/options.ts'
import { commonOptions, withCommonOptions } from '../../options/common-options.ts'
import { absoluteUrl, followFlag } from '../../options/option-values.ts'
import { type PoliteFlags, withPoliteOptions, withRateOption } from '../../options/polite-options.ts'
import { type SiteFlags, withSites } from '../../options/site-options.ts'
import { stopSignal } from '../../output/stop-signal.ts'
import type { Terminal } from '../../output/terminal.ts'

interface TryFlags extends PoliteFlags, SiteFlags {
  readonly follow?: readonly Follow[]
  readonly include?: readonly string[]
  readonly exclude?: readonly string[]
}

export function registerTry(program: Command, terminal: Terminal): void {
  const command = withCommonOptions(program.command('try'), [
    'mondo try https://okwave.jp/qa/q8165099.html --contact you@example.org',
    "mondo try https://okwave.jp/list/new_question --contact you@example.org --exclude '/search*' --json",
  ])
    .summary('fetch one page and show what mondo makes of it')
    .description(
      'Fetches one page as politely as a crawl, and shows its record, its checks, its links, and for the page and each\n' +
        'link which line of robots.txt and which rule of the scope decides. Nothing is archived or loaded.\n\n' +
        'Exit 0 when there is a response; 5 when there is none.',
    )
    .argument('<url>', 'the page', absoluteUrl)
    .option(
      '--follow <kinds>',
      'decide on links as a crawl with this option (default: related,list)',
      followFlag,
    )
    .option('--include <glob>', 'as of mondo crawl; may be repeated', repeated)
    .option('--exclude <glob>', 'as of mondo crawl; may be repeated', repeated)
    .option('--site <name>', 'site whose pages the host serves (mirrors, saved copies)')
  withSites(withPoliteOptions(withRateOption(command))).action((url: string, flags: TryFlags) =>
    tryUrl(url, flags, terminal),
  )
}

const repeated = (value: string, given: readonly string[] = []): readonly string[] => [...given, value]

async function tryUrl(url: string, flags: TryFlags, terminal: Terminal): Promise<void> {
  const { json, databaseUrl, dataFolder } = commonOptions(flags)
  const { configPath } = await import('../../../app/config.ts')
  const { resolveCrawl } = await import('../../../app/crawl-settings.ts')
  const { commandSites } = await import('../../../app/settings/site-files.ts')
  const { tryPage } = await import('../../../app/try/try-page.ts')
  const { triedReport } = await import('../../reports/tried-report.ts')
  using stop = stopSignal()
  const sites = await commandSites(flags)
  const { contact, rate, allowPrivate, site, follow, include, exclude } = flags
  const given = { contact, rate, allowPrivate, site, follow, include, exclude }
  const options = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  const config = configPath(flags.config)
  const settings = { urls: [url], config, data: dataFolder, db: databaseUrl, ...options }
  const page = await tryPage(url, resolveCrawl(settings, [], sites.sites), { sites, signal: stop.signal })
  if (json) await terminal.printJson(page)
  else await terminal.print(triedReport(page))
  if (stop.signal.aborted) terminal.exitCode = exitCodes.stopped
  else if (page.status === null) terminal.exitCode = exitCodes.hostParked
}
