/** `mondo work`: a worker; any number of machines can share one Postgres. */
import type { Command } from 'commander'
import { exitCodes } from '../../../app/exit-codes.ts'
import type { WorkContext, WorkSettings } from '../../../app/open-work.ts'
import { closing } from '../../../model/closing.ts'
import { type CommonFlags, commonOptions, withCommonOptions } from '../../options/common-options.ts'
import { countFrom, durationFlag, freeSpace, portNumber } from '../../options/option-values.ts'
import { type SiteFlags, withSites } from '../../options/site-options.ts'
import { stopSignal } from '../../output/stop-signal.ts'
import type { Terminal } from '../../output/terminal.ts'

interface WorkFlags extends CommonFlags, SiteFlags {
  readonly concurrency: number
  /** Seconds. */
  readonly maxTime?: number
  /** Bytes. */
  readonly minFree?: number
  readonly contact?: string
  readonly config?: string
  readonly allowPrivate?: true
  readonly metricsPort?: number
  readonly metricsHost: string
}

export function registerWork(program: Command, terminal: Terminal): void {
  const command = withCommonOptions(program.command('work'), [
    'mondo work --db postgres://user:password@host/mondo --contact you@example.org',
    'mondo work --db postgres://user:password@host/mondo --contact you@example.org --max-time 6h --min-free 2GB',
    'mondo work --db postgres://user:password@host/mondo --contact you@example.org --metrics-port 9464',
  ])
    .summary('work on the crawls of a shared database, until stopped')
    .description(
      'Works on slices of any crawl on the database, with the options that the crawl was started with. However many\n' +
        'workers run, at most one at a time sends requests to a host. Each machine has its own --data folder, or all share\n' +
        'one. A worker survives a restart of the database.\n\n' +
        'It also re-parses files (mondo reparse) of an archive that it has under --data. An embedded database is made only in a\n' +
        'data folder that is there.\n\n' +
        'Exit 0 when --max-time is over; 130 stopped by a signal; 3 the database cannot be reached at the start.',
    )
    .option('--concurrency <n>', 'hosts worked on at once', countFrom(1), 4)
    .option('--max-time <duration>', 'stop after this long, as in 6h', durationFlag)
    .option(
      '--min-free <size>',
      'take no slice while the disk of the archive or of the embedded database has less free space, as in 2GB',
      freeSpace,
    )
    .option(
      '--contact <url-or-mail>',
      'who runs this worker; without it, and without one in the configuration, public hosts are left to others',
    )
    .option(
      '--config <file>',
      'configuration: headers, cookies, proxies, sites and hooks of this worker, and settings of scheduled crawls that name none (default: ./mondo.config.json if it exists)',
    )
    .option('--allow-private', "allow private and loopback addresses at the hosts of a crawl's seeds")
    .option(
      '--metrics-port <n>',
      'serve metrics for Prometheus at /metrics on this port; 0: any free port',
      portNumber,
    )
    .option('--metrics-host <address>', 'serve metrics on this address of the machine', '127.0.0.1')
  withSites(command).action((flags: WorkFlags) => work(flags, terminal))
}

async function work(flags: WorkFlags, terminal: Terminal): Promise<void> {
  const { archiveFolder, dataFolder, databaseUrl, verbose } = commonOptions(flags)
  const { createLogger } = await import('../../output/logger.ts')
  const { logWork } = await import('../../progress/work-progress.ts')
  const { scheduledCrawlOf } = await import('../../options/scheduled-settings.ts')
  const { configPath } = await import('../../../app/config.ts')
  const { configuredHooks } = await import('../../../app/hooks/configured-hooks.ts')
  const { assertContact, exampleContact } = await import('../../../app/settings/contact.ts')
  const { ownContact } = await import('../../../app/settings/own-contact.ts')
  const { configuredAccess } = await import('../../../app/settings/host-access.ts')
  const { commandSites } = await import('../../../app/settings/site-files.ts')
  const { assertDatabase } = await import('../../../database/store.ts')

  const config = configPath(flags.config)
  const contact = (flags.contact ?? '').trim()
  assertContact(contact)
  assertDatabase(databaseUrl, { orIn: dataFolder })
  const { maxTime = null, minFree = null, concurrency } = flags
  const settings = {
    archiveFolder,
    databaseUrl,
    concurrency,
    contact,
    allowPrivate: flags.allowPrivate === true,
    accessFor: configuredAccess(flags.config),
    hooks: configuredHooks(flags.config),
    config,
    maxTime,
    minFree,
    sites: await commandSites(flags),
  }
  using stop = stopSignal()
  const log = await createLogger(terminal, verbose)
  using progress = logWork(log)
  const { observer } = progress
  // What keeps the worker from starting is said instead of this line, not after it.
  const onOpened = () => {
    log.info({ concurrency }, 'working')
    const example = exampleContact(ownContact(contact, config))
    if (example !== null) log.warn({}, example)
    progress.begin()
  }
  const surroundings = { log, signal: stop.signal, crawlOf: scheduledCrawlOf, observer, onOpened }
  await workMeasured(settings, surroundings, flags)
  if (stop.signal.aborted) terminal.exitCode = exitCodes.stopped
}

/** The metrics server starts before the database is opened, so that a port in use is reported at once. */
async function workMeasured(
  settings: WorkSettings,
  surroundings: WorkContext,
  { metricsPort: port, metricsHost: host }: WorkFlags,
): Promise<void> {
  const { workIn } = await import('../../../app/open-work.ts')
  if (port === undefined) return await workIn(settings, surroundings)
  const { CrawlMetrics } = await import('../../../analyse/crawl-metrics.ts')
  const { startMetricsServer } = await import('../../../app/metrics-server.ts')
  const { systemClock: clock } = await import('../../../app/system-clock.ts')
  const { log } = surroundings
  const metrics = new CrawlMetrics({ clock, log, ofProcess: true })
  await using server = closing(await startMetricsServer({ metrics, host, port, log }))
  log.info({ url: server.url }, 'metrics are served')
  await workIn(settings, { ...surroundings, metrics })
}
