/** `mondo schedule`: crawls at set times, stored in the database and run by `mondo work`. */
import type { Command } from 'commander'
import type { Store } from '../../../database/store.ts'
import { closing } from '../../../model/closing.ts'
import type { Schedule } from '../../../queue/schedule.ts'
import type { ScheduledRun } from '../../../queue/scheduled-runs.ts'
import {
  type CommonFlags,
  commonOptions,
  examplesText,
  withCommonOptions,
} from '../../options/common-options.ts'
import { type SiteFlags, withSites } from '../../options/site-options.ts'
import type { Terminal } from '../../output/terminal.ts'
import { registerScheduleRun } from './schedule-run.ts'

interface AddFlags extends CommonFlags, SiteFlags {
  readonly tz: string
}

export function registerSchedule(program: Command, terminal: Terminal): void {
  const schedule = program
    .command('schedule')
    .summary('crawls at set times, run by mondo work')
    .description(
      'Stores crawls and their times in the database; any free mondo work runs them. An entry that came due while no\n' +
        'worker was running runs once. If a crawl is still running when it comes due again, the next one starts after it.',
    )
    .addHelpText('after', examplesText(['mondo schedule list', 'mondo schedule run nightly']))
  const command = withCommonOptions(schedule.command('add'), [
    'mondo schedule add nightly "0 3 * * *" --tz Asia/Tokyo -- crawl https://okwave.jp/list/new_question --contact you@example.org',
  ])
    .summary('add an entry, or replace the one with that name')
    .description(
      'Adds an entry, or replaces the one with that name, and prints when it runs next. An embedded database is made only\n' +
        'in a data folder that is there.',
    )
    .argument('<name>', 'letters, digits, dots, dashes and underscores')
    .argument(
      '<cron>',
      'minute, hour, day of month, month, day of week, as in "0 3 * * *"; H is a value that the name decides',
    )
    .argument('<crawl...>', 'after --: crawl, its URLs and options')
    .option('--tz <zone>', 'time zone of the times', 'UTC')
  withSites(command).action((name: string, cron: string, crawl: string[], flags: AddFlags) =>
    add({ name, cron, args: crawl, tz: flags.tz }, flags, terminal),
  )
  withCommonOptions(schedule.command('list'), ['mondo schedule list', 'mondo schedule list --json'])
    .summary('show the entries with their next and last runs')
    .description(
      'Shows the entries, when each runs next and last, and with which result; times are in the zone of the entry.',
    )
    .action((flags: CommonFlags) => list(flags, terminal))
  registerScheduleRun(schedule, terminal)
  withCommonOptions(schedule.command('remove'), ['mondo schedule remove nightly'])
    .summary('remove an entry; a crawl that is running continues')
    .argument('<name>', 'name of the entry')
    .action((name: string, flags: CommonFlags) => remove(name, flags, terminal))
}

async function add(
  entry: {
    readonly name: string
    readonly cron: string
    readonly args: readonly string[]
    readonly tz: string
  },
  flags: AddFlags,
  terminal: Terminal,
): Promise<void> {
  const { scheduledSettings } = await import('../../options/scheduled-settings.ts')
  const { resolveCrawl } = await import('../../../app/crawl-settings.ts')
  const { commandSites } = await import('../../../app/settings/site-files.ts')
  const { seedsOf } = await import('../../../crawl/scope/seeds.ts')
  const { idUrl } = await import('../../../crawl/scope/id-source.ts')
  const { definitionsInScope } = await import('../../../crawl/scope/crawl-scope.ts')
  const { cronTimes } = await import('../../../queue/cron-times.ts')
  const { sites } = await commandSites(flags)
  // An invalid entry is refused now, not when it first runs at night.
  cronTimes(entry.cron, entry.name)
  const { options } = resolveCrawl(scheduledSettings(entry.args), [], sites)
  const ofIds = options.ids === null ? [] : [idUrl(options.ids, options.ids.first)]
  const definitions = [...definitionsInScope(seedsOf({ ...options, sites }, ofIds).crawlScope)]
  await withSchedule(
    flags,
    terminal,
    async (schedule) => {
      await schedule.add({ ...entry, args: [...entry.args], definitions })
      const added = (await schedule.list()).find(({ name }) => name === entry.name)
      if (flags.json === true) return await terminal.printJson(added ?? null)
      const { zonedTime } = await import('../../output/zoned-time.ts')
      const next = added?.next ?? null
      await terminal.print(`${entry.name}: next ${next === null ? 'never' : zonedTime(next, entry.tz)}`)
    },
    'make',
  )
}

async function list(flags: CommonFlags, terminal: Terminal): Promise<void> {
  const { lastScheduledRuns } = await import('../../../queue/scheduled-runs.ts')
  const { zonedTime } = await import('../../output/zoned-time.ts')
  await withSchedule(flags, terminal, async (schedule, { db }) => {
    const lastRuns = await lastScheduledRuns(db)
    const entries = (await schedule.list()).map((entry) => ({
      ...entry,
      last: lastRuns.get(entry.name) ?? null,
    }))
    if (flags.json === true) return await terminal.printJson(entries)
    if (entries.length === 0)
      return await terminal.print('No crawl is scheduled. Add one with: mondo schedule add')
    const { fittedTable } = await import('../../output/fitted-table.ts')
    const rows = entries.map(({ name, cron, tz, next, last, args }) => [
      name,
      cron,
      tz,
      next === null ? '' : zonedTime(next, tz),
      last === null ? 'never' : zonedTime(last.startedAt, tz),
      last === null ? '' : resultText(last),
      args.join(' '),
    ])
    const head = ['name', 'cron', 'zone', 'next', 'last', 'result', 'runs']
    await terminal.print(fittedTable(head, rows, { width: terminal.columns }))
  })
}

function resultText({ endedAt, result, exitCode, error }: ScheduledRun): string {
  if (error !== null) return `failed: ${error}`
  if (endedAt === null) return 'running'
  return exitCode === null ? (result ?? '') : `${result}, exit ${exitCode}`
}

async function remove(name: string, flags: CommonFlags, terminal: Terminal): Promise<void> {
  const { MondoError } = await import('../../../model/errors.ts')
  await withSchedule(flags, terminal, async (schedule) => {
    if (await schedule.remove(name)) return
    throw new MondoError('usage', `schedule: no entry ${name}`, { hint: 'See mondo schedule list' })
  })
}

async function withSchedule(
  flags: CommonFlags,
  terminal: Terminal,
  use: (schedule: Schedule, store: Store) => Promise<void>,
  open: 'read' | 'make' = 'read',
): Promise<void> {
  const { databaseUrl, dataFolder, verbose } = commonOptions(flags)
  const { assertDatabase, openStore, openStoreToRead } = await import('../../../database/store.ts')
  const { Schedule } = await import('../../../queue/schedule.ts')
  const { createLogger } = await import('../../output/logger.ts')
  const { leaseSeconds } = await import('../../../app/lease-seconds.ts')
  // An entry in a mistyped folder would be one that no worker ever runs.
  if (open === 'make') assertDatabase(databaseUrl, { orIn: dataFolder })
  const log = await createLogger(terminal, verbose)
  const opening = open === 'make' ? openStore : openStoreToRead
  await using store = closing(await opening(databaseUrl, process.env))
  await using schedule = closing(await Schedule.open({ store, log, leaseSeconds: leaseSeconds() }))
  await use(schedule, store)
}
