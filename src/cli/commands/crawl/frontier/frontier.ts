/** `mondo frontier`: lists known pages and when they are due, requeues or drops them, and moves them by files. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Kysely } from 'kysely'
import type { PageFilter } from '../../../../crawl/frontier/edit-frontier.ts'
import { pageStatuses } from '../../../../crawl/frontier/page-statuses.ts'
import type { Database } from '../../../../database/schema/schema.ts'
import type { ReadStoreOptions } from '../../../../database/store.ts'
import {
  type CommonFlags,
  commonOptions,
  examplesText,
  withCommonOptions,
} from '../../../options/common-options.ts'
import { countFrom } from '../../../options/option-values.ts'
import { counted } from '../../../output/counted.ts'
import type { Terminal } from '../../../output/terminal.ts'
import { registerFrontierFiles } from './frontier-files.ts'

interface FilterFlags extends CommonFlags {
  readonly site?: string
  readonly hostGroup?: string
  readonly status?: string
  readonly reason?: string
  readonly path?: string
  readonly all?: true
  readonly trap?: true
}

export function registerFrontier(program: Command, terminal: Terminal): void {
  const frontier = program
    .command('frontier')
    .summary('list known pages; queue them again, drop or add them')
    .description('The frontier: every page known, what became of it, and when it is due.')
    .addHelpText(
      'after',
      examplesText(['mondo frontier ls --status due', 'mondo frontier requeue --status failed']),
    )
  withFilter(frontier.command('ls'), [
    'mondo frontier ls --status rejected',
    'mondo frontier ls --status due --json',
  ])
    .summary('list pages, those due first')
    .option('--limit <n>', 'at most this many', countFrom(1), 100)
    .action((flags: FilterFlags & { readonly limit: number }) => list(flags, terminal))
  withFilter(frontier.command('requeue'), [
    'mondo frontier requeue --status failed --reason timeout',
    "mondo frontier requeue --path '/qa/q81*' --site okwave",
    'mondo frontier requeue --trap',
  ])
    .summary('make pages due now, as if never tried')
    .option('--all', 'every page, where no other option narrows it')
    .action((flags: FilterFlags) => change('requeued', flags, terminal))
  withFilter(frontier.command('drop'), ["mondo frontier drop --path '/search*'"])
    .summary('ask for pages no more; what was loaded from them stays')
    .option('--all', 'every page, where no other option narrows it')
    .action((flags: FilterFlags) => change('dropped', flags, terminal))
  registerFrontierFiles(frontier, terminal)
}

function withFilter(command: Command, examples: readonly string[]): Command {
  return withCommonOptions(command, examples)
    .option('--site <name>', 'pages of this site')
    .option('--host-group <name>', 'pages asked for under this host group')
    .addOption(
      new Option('--status <status>', 'pages of this status').choices(pageStatuses).argParser(pageStatus),
    )
    .option('--reason <reason>', 'reason of the last outcome, as mondo frontier ls shows it')
    .option('--path <glob>', 'path and query; * matches any characters')
    .option('--trap', 'list pages that were put off because they led to no new question')
}

function pageStatus(value: string): string {
  if (pageStatuses.some((status) => status === value)) return value
  throw new InvalidArgumentError(`There are: ${pageStatuses.join(', ')}.`)
}

async function list(flags: FilterFlags & { readonly limit: number }, terminal: Terminal): Promise<void> {
  const { listPages } = await import('../../../../crawl/frontier/edit-frontier.ts')
  const { fittedTable } = await import('../../../output/fitted-table.ts')
  const { systemClock } = await import('../../../../app/system-clock.ts')
  const read = (db: Kysely<Database>) =>
    listPages(db, filterOf(flags), { now: systemClock.now(), limit: flags.limit })
  const pages = await withDatabase(flags, read, { besideHolder: true })
  if (flags.json === true) return await terminal.printJson(pages)
  const rows = pages.map(({ hostGroup, path, kind, outcome, reason, dueAt }) => [
    hostGroup,
    path,
    kind,
    outcome,
    reason,
    dueAt === null ? 'never' : `${dueAt.toISOString().slice(0, 19)}Z`,
  ])
  await terminal.print(
    fittedTable(['host group', 'path', 'kind', 'last outcome', 'reason', 'due'], rows, {
      maxCellWidth: 80,
      width: terminal.columns,
      spared: ['kind', 'host group'],
    }),
  )
  if (pages.length === flags.limit) terminal.note(`mondo: the first ${flags.limit}; more with --limit`)
}

async function change(what: 'requeued' | 'dropped', flags: FilterFlags, terminal: Terminal): Promise<void> {
  const { dropPages, requeuePages } = await import('../../../../crawl/frontier/edit-frontier.ts')
  const { MondoError } = await import('../../../../model/errors.ts')
  const { systemClock } = await import('../../../../app/system-clock.ts')
  const filter = filterOf(flags)
  if (Object.values(filter).every((one) => one === undefined) && flags.all !== true) {
    throw new MondoError('usage', 'frontier: no pages are named', {
      hint: 'Narrow it by --status, --reason, --path, --trap, --site or --host-group, or say --all',
    })
  }
  const work = what === 'dropped' ? dropPages : requeuePages
  const pages = await withDatabase(flags, (db) => work(db, filter, systemClock.now()))
  if (flags.json === true) return await terminal.printJson({ [what]: pages })
  await terminal.print(`${counted(pages, 'page')} ${what}`)
}

function filterOf({ site, hostGroup, status, reason, path, trap }: FilterFlags): PageFilter {
  return { site, hostGroup, status, reason, path, trap }
}

async function withDatabase<T>(
  flags: CommonFlags,
  use: (db: Kysely<Database>) => Promise<T>,
  options: ReadStoreOptions = {},
): Promise<T> {
  const { readStore } = await import('../../../../database/store.ts')
  return await readStore(
    commonOptions(flags).databaseUrl,
    process.env,
    ({ db }) => use(db),
    undefined,
    options,
  )
}
