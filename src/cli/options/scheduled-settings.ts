/** Reads the arguments after `--` of `mondo schedule add` as `mondo crawl` reads them. */
import { Command } from 'commander'
import type { CrawlSettings } from '../../app/crawl-settings.ts'
import { MondoError } from '../../model/errors.ts'
import { type CrawlFlags, crawlCommand, crawlSettingsOf } from './crawl-flags.ts'

/** Set by the worker, for the machine that runs the crawl. */
const setByWorker = ['data', 'db', 'json', 'verbose', 'urls', 'sites', 'report']

/** @throws MondoError `usage` for arguments that are not a crawl, or not one for a schedule */
export function scheduledSettings(args: readonly string[]): CrawlSettings {
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
  command.parse(rest, { from: 'user' })
  const given = setByWorker.find((name) => command.getOptionValueSource(name) === 'cli')
  if (given !== undefined) {
    throw new MondoError('usage', `schedule: --${given} is not for a scheduled crawl`, {
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
  const { data: _data, ...settings } = crawlSettingsOf(command.opts<CrawlFlags>(), command.args)
  return settings
}
