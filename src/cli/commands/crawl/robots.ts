/** `mondo robots`: may this URL be asked for, and which line of robots.txt says so. */
import type { Command } from 'commander'
import { exitCodes } from '../../../app/exit-codes.ts'
import { type CommonFlags, commonOptions, withCommonOptions } from '../../options/common-options.ts'
import { absoluteUrl } from '../../options/option-values.ts'
import { stopSignal } from '../../output/stop-signal.ts'
import type { Terminal } from '../../output/terminal.ts'

interface RobotsFlags extends CommonFlags {
  readonly agent?: string
  readonly contact?: string
  readonly config?: string
  readonly allowPrivate?: true
}

export function registerRobots(program: Command, terminal: Terminal): void {
  withCommonOptions(program.command('robots'), [
    'mondo robots https://okwave.jp/qa/q8165099.html --contact you@example.org',
    'mondo robots https://okwave.jp/search --contact you@example.org --agent Googlebot --json',
  ])
    .summary('explain what robots.txt says of a URL')
    .description(
      'Says whether a URL may be asked for and which line of which group of robots.txt decides, with Crawl-delay and\n' +
        'sitemaps. The copy that a crawl obeys is used while it is in force; else robots.txt is fetched and kept.\n\n' +
        'Exit 0 whatever the decision; 5 when robots.txt is out of reach.',
    )
    .argument('<url>', 'the page', absoluteUrl)
    .option('--agent <token>', 'product token to decide for (default: mondo)')
    .option(
      '--contact <url-or-mail>',
      'who runs this, for the operator of the site (required for public hosts)',
    )
    .option('--config <file>', 'configuration (default: ./mondo.config.json where it is there)')
    .option('--allow-private', 'let private and loopback addresses be asked')
    .action((url: string, flags: RobotsFlags) => robots(url, flags, terminal))
}

async function robots(url: string, flags: RobotsFlags, terminal: Terminal): Promise<void> {
  const { archiveFolder, databaseUrl, json } = commonOptions(flags)
  const { crawlOptions, contacts } = await import('../../../app/crawl-settings.ts')
  const { configPath } = await import('../../../app/read-config.ts')
  const { openFetching } = await import('../../../app/open-fetching.ts')
  const { explainRobots, robotsReport } = await import('../../reports/explain-robots.ts')
  const { productToken } = await import('../../../fetch/user-agent.ts')
  const config = configPath(flags.config)
  const settings = { ...flags, urls: [url], ...(config === undefined ? {} : { config }) }
  const { rate, hostGroups, maxCrawlDelay } = crawlOptions(settings)
  const stop = stopSignal()
  try {
    const fetching = await openFetching({
      ...flags,
      contactFor: contacts(settings),
      rate,
      hostGroups,
      maxCrawlDelay,
      archiveFolder,
      databaseUrl,
      signal: stop.signal,
    })
    try {
      const explanation = await explainRobots(url, flags.agent ?? productToken, fetching)
      await fetching.sync()
      if (json) await terminal.printJson(explanation)
      else await terminal.print(robotsReport(explanation))
      if (explanation.allowed === null) terminal.exitCode = exitCodes.hostParked
    } finally {
      await fetching.close()
    }
  } finally {
    stop.release()
  }
}
