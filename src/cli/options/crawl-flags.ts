/** The arguments and options of a crawl, as `mondo crawl` and `mondo schedule add` read them. */
import type { Command } from 'commander'
import type { CrawlSettings } from '../../app/crawl-settings.ts'
import { type CommonFlags, withCommonOptions } from './common-options.ts'
import {
  byteCount,
  countFrom,
  durationFlag,
  followFlag,
  freeSpace,
  idRangeFlag,
  requestRate,
} from './option-values.ts'
import { withSites } from './site-options.ts'

export type CrawlFlags = CommonFlags &
  Omit<CrawlSettings, 'urls' | 'data' | 'db'> & {
    /** `--urls FILE`. */
    readonly urls?: string
    /** `--report FILE`. */
    readonly report?: string
    /** `-o FILE`. */
    readonly output?: string
    readonly dryRun?: true
    /** A program, or the name of a hook. */
    readonly onEnd?: string
  }

/** Converts flags into the settings of the library. */
export function crawlSettingsOf(flags: CrawlFlags, urls: readonly string[]): CrawlSettings {
  const { json: _json, verbose: _verbose, urls: _file, report: _report, output: _output, ...rest } = flags
  const { dryRun: _dryRun, onEnd: _onEnd, logFormat: _logFormat, ...settings } = rest
  return { ...settings, urls }
}

/** Adds the arguments and options of a crawl. */
export function crawlCommand(command: Command): Command {
  withCommonOptions(command, [
    'mondo crawl https://okwave.jp/list/new_question --contact you@example.org --max-pages 200',
    'mondo crawl https://okwave.jp/qa/q8165099.html --contact you@example.org --follow none',
    "mondo crawl 'https://okwave.jp/qa/q{id}.html' --ids 8165000-8166000 --contact you@example.org",
    "mondo crawl https://okwave.jp/ --follow sitemap --include '/qa/*' --contact you@example.org",
    'mondo crawl --urls seeds.txt --follow none --contact you@example.org',
    'mondo crawl https://okwave.jp/list/new_question --contact you@example.org --dry-run',
    'mondo crawl https://okwave.jp/list/new_question --contact you@example.org -o new.jsonl --on-end ./notify.sh',
    'mondo crawl http://127.0.0.1:8080/ --allow-private --rate unlimited --site okwave --json',
  ])
    .summary('crawl a site into archive and database')
    .description(
      'Crawls from list or question pages until nothing is due or the budget is used up. Run it again to continue where it\n' +
        'stopped. It obeys robots.txt and the rate of each host, and archives every response before loading it. Makes\n' +
        'the data folder where there is none, and says so.\n\n' +
        'The data checks (mondo check) run over the database at the end.\n\n' +
        'Exit 0 done or budget used up; 4 the pages of a host have lost a field, are rejected or have vanished (mondo\n' +
        'status says which), a sitemap breaks off, or a data check failed; 5 a host is parked (it cannot be reached, asked for a long pause, or\n' +
        'refuses its pages): the frontier is kept, run it again later; 130 stopped by a signal.',
    )
    .argument('[url...]', 'seeds: list pages or question pages')
    .option('--urls <file>', 'more seeds, one a line; - for stdin')
    .option(
      '--ids <first-last>',
      "question ids, put into the site's URL of a question or into a URL with {id}; follows no links unless --follow is given",
      idRangeFlag,
    )
    .option(
      '--follow <kinds>',
      'related, list, sitemap, feed (comma-separated), or none (default: related,list)',
      followFlag,
    )
    .option('--include <glob>', 'only pages whose path matches, as in /qa/*; may be repeated', repeated)
    .option('--exclude <glob>', 'no page whose path matches; may be repeated', repeated)
    .option('--depth <n>', 'links from a seed, at most', countFrom(0))
    .option('--max-pages <n>', 'visit at most this many pages (default: 1000 on a public host)', countFrom(1))
    .option('--max-time <duration>', 'stop after this long, as in 30m', durationFlag)
    .option('--max-bytes <size>', 'stop when this much has been received, as in 500MB', byteCount)
    .option(
      '--db-wait <duration>',
      'wait this long for a database that went away (default: 2m)',
      durationFlag,
    )
    .option(
      '--min-free <size>',
      'stop when the disk of the archive or of the embedded database has less free space, as in 2GB',
      freeSpace,
    )
    .option(
      '--rate <n>',
      'requests a second for a host group, or unlimited with --allow-private (default: 0.5)',
      requestRate,
    )
    .option(
      '--concurrency <n>',
      'host groups crawled at once; with --rate unlimited also requests per host group (default: 4)',
      countFrom(1),
    )
    .option(
      '--contact <url-or-mail>',
      'who runs this, for the operator of the site (required for public hosts)',
    )
    .option('--site <name>', 'site whose pages the hosts serve (mirrors, saved copies)')
    .option('--host-group <name>', 'count the hosts of all URLs as one for politeness')
    .option(
      '--revisit-after <duration>',
      'when pages that this run visits are due again, in place of the revisit rule; pages visited earlier keep their time: mondo frontier requeue makes them due now',
      durationFlag,
    )
    .option(
      '--metrics-file <path>',
      'write metrics for the textfile collector of node_exporter here, as in mondo.prom',
    )
    .option(
      '--accept-layout',
      'the pages are right as they are: the quality gate forgets the past of their hosts',
    )
    .option(
      '--dry-run',
      'ask for robots.txt at most: show what would be asked for, at what pace, how long it takes, and what not and why',
    )
    .option(
      '-o, --output <file>',
      'also write the new and changed questions of this run: .jsonl, .csv or .parquet; - for JSON lines on stdout',
    )
    .option(
      '--on-end <command>',
      'run this program when the crawl has ended, or a hook of the configuration by its name',
    )
    .option('--no-check', 'do not run the data checks at the end')
    .option('--report <file>', 'write a report of the crawl here when it has ended (see mondo report)')
    .option('--config <file>', 'configuration (default: ./mondo.config.json if it exists)')
    .option('--allow-private', 'allow private and loopback addresses at the hosts of the seeds')
  return withSites(command)
}

const repeated = (value: string, given: readonly string[] = []): readonly string[] => [...given, value]
