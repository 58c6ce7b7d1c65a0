/** The arguments behind `--` of `mondo schedule add`, read as `mondo crawl` reads them. */
import { Command } from 'commander'
import type { CrawlSettings } from '../../app/crawl-settings.ts'
import { MondoError } from '../../model/errors.ts'
import { type CrawlFlags, crawlCommand } from '../commands/crawl/crawl.ts'

/** What the worker decides, on whatever machine the crawl comes to run. */
const ofTheWorker = ['data', 'db', 'json', 'verbose', 'urls']

export function scheduledSettings(args: readonly string[]): CrawlSettings {
  const [first, ...rest] = args
  if (first !== 'crawl') {
    throw new MondoError('usage', `schedule: not a crawl: ${args.join(' ')}`, {
      hint: 'Write the crawl behind --, as in: mondo schedule add nightly "0 3 * * *" -- crawl URL',
    })
  }
  const silent = (): void => undefined
  const command = crawlCommand(new Command('crawl'))
    .exitOverride()
    .configureOutput({ writeOut: silent, writeErr: silent, outputError: silent })
  command.parse(rest, { from: 'user' })
  const given = ofTheWorker.find((name) => command.getOptionValueSource(name) === 'cli')
  if (given !== undefined) {
    throw new MondoError('usage', `schedule: --${given} is not for a scheduled crawl`, {
      hint: 'It runs on whichever machine has a worker free: mondo work says where its data and database are',
    })
  }
  if (command.getOptionValueSource('acceptLayout') === 'cli') {
    throw new MondoError('usage', 'schedule: --accept-layout is not for a scheduled crawl', {
      hint: 'It is said once, by a person who has looked at the pages: run the crawl with it by hand',
    })
  }
  const {
    data: _,
    db: _db,
    json: _json,
    urls: _urls,
    verbose: _verbose,
    ...flags
  } = command.opts<CrawlFlags>()
  return { ...flags, urls: command.args }
}
