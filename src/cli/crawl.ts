/** `mondo crawl`: until done or the budget is spent; run again, it goes on. */
import { type Command, InvalidArgumentError } from 'commander'
import { type CommonFlags, commonOptions, withCommonOptions } from './common-options.ts'
import type { CrawlSettings } from './crawl-settings.ts'
import { requestRate } from './option-values.ts'
import type { Terminal } from './output.ts'
import { stopSignal } from './stop-signal.ts'

type CrawlFlags = CommonFlags & Omit<CrawlSettings, 'urls' | 'data' | 'db'>

export function registerCrawl(program: Command, terminal: Terminal): void {
  withCommonOptions(program.command('crawl'), [
    'mondo crawl https://okwave.jp/list/new_question --contact you@example.org --max-pages 200',
    'mondo crawl https://okwave.jp/qa/q8165099.html --contact you@example.org --follow none',
    'mondo crawl http://127.0.0.1:8080/ --allow-private --rate unlimited --site okwave --json',
  ])
    .summary('crawl a site into archive and database')
    .description(
      'Crawls from list or question pages until nothing is due or the budget is spent; run again, it goes on where it\n' +
        'stopped. Robots.txt and the pace of each host are obeyed, every response is archived before it is loaded.\n\n' +
        'Exit 0 done or budget spent; 4 too many pages were rejected; 5 a host is parked (out of reach, or it asked for\n' +
        'a long pause): the frontier is kept, run it again later; 130 stopped by a signal.',
    )
    .argument('<url...>', 'where to start: list pages or question pages')
    .option('--follow <kinds>', 'related, list, sitemap (comma-separated), or none', 'related,list')
    .option('--max-pages <n>', 'visit at most this many pages (default: 1000 on a public host)', wholeNumber)
    .option('--max-time <duration>', 'stop after this long, as in 30m')
    .option(
      '--rate <n>',
      'requests a second for a host scope, or unlimited with --allow-private',
      requestRate,
      0.5,
    )
    .option(
      '--concurrency <n>',
      'hosts worked on at once; with --rate unlimited also requests per host',
      wholeNumber,
      4,
    )
    .option(
      '--contact <url-or-mail>',
      'who runs this, for the operator of the site (required for public hosts)',
    )
    .option('--site <name>', 'which site the hosts speak as (mirrors, saved copies)')
    .option('--host-scope <name>', 'count the hosts of all URLs as one for politeness')
    .option(
      '--revisit-after <duration>',
      'make visited pages due again after this, in place of the revisit rule',
    )
    .option('--allow-private', 'let private and loopback addresses be asked')
    .action((urls: string[], flags: CrawlFlags) => crawl({ ...flags, urls }, flags, terminal))
}

async function crawl(settings: CrawlSettings, flags: CrawlFlags, terminal: Terminal): Promise<void> {
  const { json, verbose } = commonOptions(flags)
  const { crawlOptions } = await import('./crawl-settings.ts')
  const { crawlIn } = await import('./open-crawl.ts')
  const { createLogger } = await import('./logger.ts')
  const { announcement, crawlReport, parkedLines } = await import('./crawl-report.ts')
  const { showProgress } = await import('./crawl-progress.ts')

  // Refused here rather than after the announcement.
  const options = crawlOptions(settings)
  terminal.note(announcement(options))
  const log = await createLogger(terminal, verbose)
  const progress = showProgress(terminal, options.maxPages, log)
  const stop = stopSignal()
  try {
    const { summary } = await crawlIn({ log, signal: stop.signal, onProgress: progress.update }, settings)
    progress.end()
    for (const line of parkedLines(summary)) terminal.note(line)
    if (json) await terminal.printJson(summary)
    else await terminal.print(crawlReport(summary))
    terminal.exitCode = summary.exitCode
  } finally {
    progress.end()
    stop.release()
  }
}

function wholeNumber(value: string): number {
  const number = Number(value)
  if (!Number.isSafeInteger(number) || number < 1)
    throw new InvalidArgumentError('Give a whole number from 1.')
  return number
}
