/** Options of the commands that request single URLs as politely as a crawl: `fetch`, `robots`, `fixture add`. */
import type { Command } from 'commander'
import type { Fetching } from '../../app/open-fetching.ts'
import { stopSignal } from '../output/stop-signal.ts'
import { type CommonFlags, commonOptions } from './common-options.ts'
import { requestRate } from './option-values.ts'

export interface PoliteFlags extends CommonFlags {
  readonly contact?: string
  readonly config?: string
  readonly rate?: number | 'unlimited'
  readonly allowPrivate?: true
  readonly site?: string
}

/** Adds --contact, --config and --allow-private. */
export function withPoliteOptions(command: Command): Command {
  return command
    .option(
      '--contact <url-or-mail>',
      'who runs this, for the operator of the site (required for public hosts)',
    )
    .option('--config <file>', 'configuration (default: ./mondo.config.json if it exists)')
    .option('--allow-private', 'allow private and loopback addresses at the hosts of the URLs given')
}

export function withRateOption(command: Command): Command {
  return command.option(
    '--rate <n>',
    'requests a second for a host, or unlimited with --allow-private (default: as configured, else 0.5)',
    requestRate,
  )
}

/**
 * Opens the polite path to `urls`, under the flags and the configuration file, calls `use`, and closes it. Only where it
 * `begins` is a data folder made.
 */
export async function withPoliteFetching<Result>(
  urls: readonly string[],
  flags: PoliteFlags,
  { begins }: { readonly begins: boolean },
  use: (fetching: Fetching, signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const { archiveFolder, databaseUrl } = commonOptions(flags)
  const { configPath } = await import('../../app/config.ts')
  const { withFetching } = await import('../../app/open-fetching.ts')
  const { contact, rate, allowPrivate, site } = flags
  const config = configPath(flags.config)
  const settings = { urls, config, contact, rate, allowPrivate, site }
  using stop = stopSignal()
  const { signal } = stop
  return await withFetching({ settings, archiveFolder, databaseUrl, signal, begins }, (fetching) =>
    use(fetching, signal),
  )
}
