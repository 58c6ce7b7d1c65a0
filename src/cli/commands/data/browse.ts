/** `mondo browse`: a read-only web page of the database, on this machine alone. */
import { once } from 'node:events'
import type { Command } from 'commander'
import { exitCodes } from '../../../app/exit-codes.ts'
import { closing } from '../../../model/closing.ts'
import { type CommonFlags, commonOptions, withCommonOptions } from '../../options/common-options.ts'
import { portNumber } from '../../options/option-values.ts'
import { type SiteFlags, withSites } from '../../options/site-options.ts'
import { stopSignal } from '../../output/stop-signal.ts'
import type { Terminal } from '../../output/terminal.ts'

interface BrowseFlags extends CommonFlags, SiteFlags {
  readonly port: number
}

const defaultPort = 4747

export function registerBrowse(program: Command, terminal: Terminal): void {
  const command = withCommonOptions(program.command('browse'), [
    'mondo browse',
    'mondo browse --port 8080 --data mondo-demo',
    'mondo browse --db postgres://hanako:password@host/mondo',
  ])
  withSites(command)
    .summary('look at the database in a browser')
    .description(
      'Serves web pages on 127.0.0.1 until Ctrl-C, and prints their URL: search with highlights and facets, threads as the\n' +
        'site showed them, the history of a question side by side, people, each row back to its archived page, data checks,\n' +
        'and the health of the crawl. Every list is also there as CSV and JSON, with its SQL.\n\n' +
        'It only reads, and needs no script in the browser. Requests with another Host header, and what other web pages\n' +
        'load, are refused. On a server the statements of a page end after 5 seconds, those of checks and reports after 30;\n' +
        'the embedded database cannot interrupt one. While a crawl holds the data folder, the pages read through that\n' +
        'crawl until it ends; while the pages hold it, a crawl cannot begin (exit 6).\n\n' +
        'With --json: {"url"}.',
    )
    .option('--port <n>', 'port on 127.0.0.1; 0 for any free one', portNumber, defaultPort)
    .action((flags: BrowseFlags) => browse(flags, terminal))
}

async function browse(flags: BrowseFlags, terminal: Terminal): Promise<void> {
  const { databaseUrl, archiveFolder, json, verbose } = commonOptions(flags)
  const { openStoreToRead } = await import('../../../database/store.ts')
  const { serveBrowser } = await import('../../../app/pages/serve-browser.ts')
  const { commandSites } = await import('../../../app/settings/site-files.ts')
  const { createLogger } = await import('../../output/logger.ts')

  const sites = await commandSites(flags)
  using stop = stopSignal()
  await using store = closing(
    await openStoreToRead(databaseUrl, process.env, stop.signal, { besideHolder: true }),
  )
  const log = await createLogger(terminal, verbose)
  const serving = { store, archiveFolder, sites, port: flags.port, log }
  await using server = closing(await serveBrowser(serving))
  if (json) await terminal.printJson({ url: server.url })
  else await terminal.print(`${server.url}   (Ctrl-C ends it)`)
  await aborted(stop.signal)
  terminal.exitCode = exitCodes.stopped
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort')
}
