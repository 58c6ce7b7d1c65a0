/** `mondo crawl`: until done or the budget is spent; run again, it goes on. */
import type { Command } from 'commander'
import type { CrawlSettings } from '../../../app/crawl-settings.ts'
import { type CommonFlags, commonOptions, withCommonOptions } from '../../options/common-options.ts'
import { countFrom, requestRate } from '../../options/option-values.ts'
import { stopSignal } from '../../output/stop-signal.ts'
import type { Terminal } from '../../output/terminal.ts'

export type CrawlFlags = CommonFlags &
  Omit<CrawlSettings, 'urls' | 'data' | 'db'> & {
    /** `--urls FILE`. */
    readonly urls?: string
  }

export function registerCrawl(program: Command, terminal: Terminal): void {
  crawlCommand(program.command('crawl')).action((urls: string[], flags: CrawlFlags) =>
    crawl({ ...flags, urls }, flags, terminal),
  )
}

/** The arguments and options of a crawl, wherever they are given. */
export function crawlCommand(command: Command): Command {
  return withCommonOptions(command, [
    'mondo crawl https://okwave.jp/list/new_question --contact you@example.org --max-pages 200',
    'mondo crawl https://okwave.jp/qa/q8165099.html --contact you@example.org --follow none',
    "mondo crawl 'https://okwave.jp/qa/q{id}.html' --ids 8165000-8166000 --contact you@example.org",
    "mondo crawl https://okwave.jp/ --follow sitemap --include '/qa/*' --contact you@example.org",
    'mondo crawl --urls seeds.txt --follow none --contact you@example.org',
    'mondo crawl http://127.0.0.1:8080/ --allow-private --rate unlimited --site okwave --json',
  ])
    .summary('crawl a site into archive and database')
    .description(
      'Crawls from list or question pages until nothing is due or the budget is spent; run again, it goes on where it\n' +
        'stopped. Robots.txt and the pace of each host are obeyed, every response is archived before it is loaded.\n\n' +
        'The data checks (mondo check) run over the database at the end.\n\n' +
        'Exit 0 done or budget spent; 4 the pages of a host have lost a field or are rejected (mondo status says which),\n' +
        'or a data check failed; 5 a host is parked (out of reach, or it asked for a long pause): the frontier is kept,\n' +
        'run it again later; 130 stopped by a signal.',
    )
    .argument('[url...]', 'where to start: list pages or question pages')
    .option('--urls <file>', 'more of them, one a line; - for stdin')
    .option(
      '--ids <first-last>',
      "question ids, put into the site's URL of a question or into a URL with {id}",
    )
    .option('--follow <kinds>', 'related, list, sitemap (comma-separated), or none (default: related,list)')
    .option('--include <glob>', 'only pages whose path matches, as in /qa/*; may be repeated', repeated)
    .option('--exclude <glob>', 'no page whose path matches; may be repeated', repeated)
    .option('--depth <n>', 'links from a seed, at most', countFrom(0))
    .option('--max-pages <n>', 'visit at most this many pages (default: 1000 on a public host)', countFrom(1))
    .option('--max-time <duration>', 'stop after this long, as in 30m')
    .option('--max-bytes <size>', 'stop when this much has been received, as in 500MB')
    .option('--min-free <size>', 'stop when less is free on the disk of the archive, as in 2GB')
    .option(
      '--rate <n>',
      'requests a second for a host group, or unlimited with --allow-private (default: 0.5)',
      requestRate,
    )
    .option(
      '--concurrency <n>',
      'hosts worked on at once; with --rate unlimited also requests per host (default: 4)',
      countFrom(1),
    )
    .option(
      '--contact <url-or-mail>',
      'who runs this, for the operator of the site (required for public hosts)',
    )
    .option('--site <name>', 'which site the hosts speak as (mirrors, saved copies)')
    .option('--host-group <name>', 'count the hosts of all URLs as one for politeness')
    .option(
      '--revisit-after <duration>',
      'when pages that this run visits are due again, in place of the revisit rule; those visited before keep their time: mondo frontier requeue makes them due now',
    )
    .option(
      '--metrics-file <path>',
      'write metrics for the textfile collector of node_exporter here, as in mondo.prom',
    )
    .option('--accept-layout', "the hosts' pages are right as they are: the parse gate forgets their past")
    .option('--no-check', 'do not run the data checks at the end')
    .option('--config <file>', 'configuration (default: ./mondo.config.json where it is there)')
    .option('--allow-private', 'let private and loopback addresses be asked')
}

async function crawl(settings: CrawlSettings, flags: CrawlFlags, terminal: Terminal): Promise<void> {
  const { json, verbose } = commonOptions(flags)
  const { crawlOptions } = await import('../../../app/crawl-settings.ts')
  const { crawlIn } = await import('../../../app/open-crawl.ts')
  const { createLogger } = await import('../../output/logger.ts')
  const { announcement, crawlReport, failedCheckLines, parkedLines } = await import(
    '../../reports/crawl-report.ts'
  )
  const { gateReports } = await import('../../reports/drift-report.ts')
  const { showProgress } = await import('../../progress/crawl-progress.ts')
  const { systemClock: clock } = await import('../../../app/system-clock.ts')
  const { openUrlFile } = await import('../../input/url-file.ts')
  const { configPath } = await import('../../../app/read-config.ts')

  const config = configPath(flags.config)
  const configured = { ...settings, ...(config === undefined ? {} : { config }) }
  const seedList = flags.urls === undefined ? undefined : await openUrlFile(flags.urls, terminal.stdin)
  const stop = stopSignal()
  let endProgress = () => {}
  try {
    // Refused here rather than after the announcement.
    const options = crawlOptions(configured, seedList?.hosts)
    terminal.note(announcement(options, seedList?.hosts))
    const log = await createLogger(terminal, verbose)
    const progress = showProgress(terminal, log, { clock, ...options })
    endProgress = progress.end
    const surroundings = { log, signal: stop.signal, onProgress: progress.update, observer: progress }
    const { summary } = await crawlIn(
      { ...surroundings, ...(seedList === undefined ? {} : { seedList }) },
      configured,
    )
    progress.end()
    for (const line of [...parkedLines(summary), ...failedCheckLines(summary)]) terminal.note(line)
    for (const report of gateReports(summary.hosts)) terminal.note(`mondo: ${report}`)
    if (json) await terminal.printJson(summary)
    else await terminal.print(crawlReport(summary))
    terminal.exitCode = summary.exitCode
  } finally {
    endProgress()
    stop.release()
    await seedList?.close()
  }
}

const repeated = (value: string, given: readonly string[] = []): readonly string[] => [...given, value]
