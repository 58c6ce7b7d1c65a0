/** `mondo fetch`: URLs politely into the archive, no more. */
import type { Command } from 'commander'
import { exitCodes } from '../../../app/exit-codes.ts'
import type { Fetched } from '../../../app/fetch-into-archive.ts'
import { type CommonFlags, commonOptions, withCommonOptions } from '../../options/common-options.ts'
import { absoluteUrl, requestRate } from '../../options/option-values.ts'
import { stopSignal } from '../../output/stop-signal.ts'
import type { Terminal } from '../../output/terminal.ts'

interface FetchFlags extends CommonFlags {
  readonly contact?: string
  readonly config?: string
  readonly rate?: number | 'unlimited'
  readonly allowPrivate?: true
}

export function registerFetch(program: Command, terminal: Terminal): void {
  withCommonOptions(program.command('fetch'), [
    'mondo fetch https://okwave.jp/qa/q8165099.html --contact you@example.org',
    'mondo fetch http://127.0.0.1:8080/qa/q1.html --allow-private --rate unlimited',
    'mondo parse mondo-data/archive/',
  ])
    .summary('fetch pages into the archive')
    .description(
      'Fetches URLs into the archive: robots.txt and the pace of each host are obeyed, redirects are followed, and every\n' +
        'response is kept as it came. Nothing is parsed or loaded; the database keeps when each host may be asked again.\n\n' +
        'Exit 5 when a URL could not be had (robots.txt forbids it, the host is out of reach or asks for a pause).',
    )
    .argument('<url...>', 'http and https URLs', absoluteUrls)
    .option(
      '--contact <url-or-mail>',
      'who runs this, for the operator of the site (required for public hosts)',
    )
    .option(
      '--rate <n>',
      'requests a second for a host, or unlimited with --allow-private (default: 0.5)',
      requestRate,
    )
    .option('--config <file>', 'configuration (default: ./mondo.config.json where it is there)')
    .option('--allow-private', 'let private and loopback addresses be asked')
    .action((urls: string[], flags: FetchFlags) => fetchUrls(urls, flags, terminal))
}

const absoluteUrls = (value: string, urls: readonly string[] = []): readonly string[] => [
  ...urls,
  absoluteUrl(value),
]

async function fetchUrls(urls: readonly string[], flags: FetchFlags, terminal: Terminal): Promise<void> {
  const { archiveFolder, databaseUrl, json } = commonOptions(flags)
  const { crawlOptions, contacts } = await import('../../../app/crawl-settings.ts')
  const { configPath } = await import('../../../app/read-config.ts')
  const config = configPath(flags.config)
  const settings = { ...flags, urls, ...(config === undefined ? {} : { config }) }
  // A fetch is held to the manners of a crawl.
  const options = crawlOptions(settings)
  const { openFetching } = await import('../../../app/open-fetching.ts')
  const { fetchIntoArchive } = await import('../../../app/fetch-into-archive.ts')
  const stop = stopSignal()
  try {
    const { rate, hostGroups, maxCrawlDelay } = options
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
      for (const url of urls) {
        const fetched = await fetchIntoArchive(url, fetching.parts)
        await fetching.sync()
        if (json) await terminal.printJson(fetched)
        else await terminal.print(lineOf(fetched))
        if (fetched.kind !== 'captured') terminal.exitCode = exitCodes.hostParked
        if (stop.signal.aborted) break
      }
    } finally {
      await fetching.close()
    }
    if (stop.signal.aborted) terminal.exitCode = exitCodes.stopped
  } finally {
    stop.release()
  }
}

function lineOf(fetched: Fetched): string {
  switch (fetched.kind) {
    case 'captured':
      return `${fetched.status} ${fetched.url} ${fetched.at.file}#${fetched.at.offset}`
    case 'blocked':
      return `blocked by ${fetched.by} ${fetched.url} ${fetched.detail}`
    case 'failed':
      return `failed ${fetched.url} ${fetched.detail}`
    case 'wait':
      return `not before ${fetched.until?.toISOString() ?? 'a person decides'} ${fetched.url} ${fetched.detail}`
    case 'stopped':
      return `stopped before ${fetched.url}`
  }
}
