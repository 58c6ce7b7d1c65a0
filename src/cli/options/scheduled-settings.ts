/** Reads the arguments after `--` of `mondo schedule add` as `mondo crawl` reads them. */
import { Command, CommanderError } from 'commander'
import type { CrawlSettings } from '../../app/crawl-settings.ts'
import { MondoError } from '../../model/errors.ts'
import { type CrawlFlags, crawlCommand, crawlSettingsOf } from './crawl-flags.ts'

/** Set by the worker, for the machine that runs the crawl. */
const setByWorker = ['data', 'db', 'json', 'verbose', 'urls', 'sites', 'report', 'output', 'dryRun']

/** @throws MondoError `usage` for arguments that are not a crawl, or not one for a schedule */
export function scheduledSettings(args: readonly string[]): CrawlSettings {
  return scheduledCrawlOf(args).settings
}

/** Settings of a scheduled crawl, and the name of the hook that its worker runs at its end. */
export interface ScheduledSettings {
  readonly settings: CrawlSettings
  /** Undefined where the crawl names none: the worker's own `onEnd` runs. */
  readonly onEnd: string | undefined
}

/** @throws MondoError `usage` as `scheduledSettings`, and for a hook that is a path */
export function scheduledCrawlOf(args: readonly string[]): ScheduledSettings {
  const [first, ...rest] = args
  if (first !== 'crawl') {
    throw new MondoError('usage', `schedule: not a crawl: ${args.join(' ')}`, {
      hint: 'Write the crawl after --, as in: mondo schedule add nightly "0 3 * * *" -- crawl URL',
    })
  }
  const silent = (): void => undefined
  const command = crawlCommand(new Command('crawl'))
    .exitOverride()
    .configureOutput({ writeOut: silent, writeErr: silent, outputError: silent })
  try {
    command.parse(rest, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError) || error.exitCode === 0) throw error
    const what = error.message.replace(/^error: /, '')
    throw new MondoError('usage', `schedule: crawl: ${what}`, {
      cause: error,
      hint: 'See mondo crawl --help',
    })
  }
  const given = setByWorker.find((name) => command.getOptionValueSource(name) === 'cli')
  if (given !== undefined) {
    const option = given === 'dryRun' ? 'dry-run' : given
    throw new MondoError('usage', `schedule: --${option} is not for a scheduled crawl`, {
      hint:
        given === 'sites'
          ? 'Name it before the --, as in: mondo schedule add NAME CRON --sites FILE -- crawl URL. Each worker loads its own files'
          : 'Any machine with a free worker may run it; --data and --db of mondo work say where its data and database are',
    })
  }
  if (command.getOptionValueSource('acceptLayout') === 'cli') {
    throw new MondoError('usage', 'schedule: --accept-layout is not for a scheduled crawl', {
      hint: 'It is for one crawl, started by a person who has looked at the pages: run it by hand',
    })
  }
  const flags = command.opts<CrawlFlags>()
  if (flags.onEnd !== undefined && !/^[\w-]+$/.test(flags.onEnd)) {
    throw new MondoError('usage', `schedule: --on-end ${flags.onEnd} is not the name of a hook`, {
      hint: 'A schedule keeps a name alone: put the program into "hooks" of mondo.config.json on each worker, and give its name',
    })
  }
  const { data: _data, ...settings } = crawlSettingsOf(flags, command.args)
  return { settings, onEnd: flags.onEnd }
}
