/** `mondo robots`: whether a URL may be requested, and which line of robots.txt decides. */
import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import { exitCodes } from '../../../app/exit-codes.ts'
import { commonOptions, withCommonOptions } from '../../options/common-options.ts'
import { absoluteUrl } from '../../options/option-values.ts'
import { type PoliteFlags, withPoliteFetching, withPoliteOptions } from '../../options/polite-options.ts'
import type { Terminal } from '../../output/terminal.ts'

interface RobotsFlags extends PoliteFlags {
  readonly agent?: string
}

export function registerRobots(program: Command, terminal: Terminal): void {
  const command = withCommonOptions(program.command('robots'), [
    'mondo robots https://okwave.jp/qa/q8165099.html --contact you@example.org',
    'mondo robots https://okwave.jp/search --contact you@example.org --agent Googlebot --json',
  ])
    .summary('explain what robots.txt says about a URL')
    .description(
      'Says whether a URL may be requested and which line of which group of robots.txt decides, with Crawl-delay and\n' +
        'sitemaps. Uses the stored copy that crawls obey; without one it fetches robots.txt, and stores it in\n' +
        'the data folder, if that is there.\n\n' +
        'Exit 0 whatever the decision; 5 when robots.txt is out of reach.',
    )
    .argument('<url>', 'the page', absoluteUrl)
    .option('--agent <token>', 'product token to decide for (default: mondo)')
  withPoliteOptions(command).action((url: string, flags: RobotsFlags) => robots(url, flags, terminal))
}

async function robots(url: string, flags: RobotsFlags, terminal: Terminal): Promise<void> {
  const { json, dataFolder } = commonOptions(flags)
  const { explainRobots, robotsReport } = await import('../../reports/explain-robots.ts')
  const { productToken } = await import('../../../fetch/user-agent.ts')
  await withPoliteFetching([url], flags, { begins: existsSync(dataFolder) }, async (fetching) => {
    const explanation = await explainRobots(url, flags.agent ?? productToken, fetching)
    await fetching.sync()
    if (json) await terminal.printJson(explanation)
    else await terminal.print(robotsReport(explanation))
    if (explanation.allowed === null) terminal.exitCode = exitCodes.hostParked
  })
}
