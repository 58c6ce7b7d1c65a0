/** `mondo frontier add`, `export` and `import`: pages into and out of the frontier by files. */
import { stat } from 'node:fs/promises'
import type { Command } from 'commander'
import type { Kysely } from 'kysely'
import type { AddedUrls } from '../../../../app/frontier/add-urls.ts'
import type { FrontierLine } from '../../../../crawl/frontier/frontier-file.ts'
import type { Database } from '../../../../database/schema/schema.ts'
import type { Store } from '../../../../database/store.ts'
import { closing } from '../../../../model/closing.ts'
import { MondoError } from '../../../../model/errors.ts'
import { type CommonFlags, commonOptions, withCommonOptions } from '../../../options/common-options.ts'
import { type SiteFlags, withSites } from '../../../options/site-options.ts'
import { stopSignal } from '../../../output/stop-signal.ts'
import type { Terminal } from '../../../output/terminal.ts'

interface AddFlags extends CommonFlags, SiteFlags {
  readonly run: string
}

/** Adds the three commands to `mondo frontier`. */
export function registerFrontierFiles(frontier: Command, terminal: Terminal): void {
  const add = withCommonOptions(frontier.command('add'), [
    'mondo frontier add urls.txt',
    'printf "%s\\n" https://okwave.jp/qa/q8165099.html | mondo frontier add -',
  ])
    .summary('add URLs, by the scope of the last crawl')
    .description(
      'Adds the URLs of a file, one a line, as if a seed of the last crawl linked to them: they are due now, unless its\n' +
        'hosts, --include, --exclude or --depth, or the address guard, refuse them. Known pages keep their time: mondo\n' +
        'frontier requeue makes those due. The next crawl or worker requests them.',
    )
    .argument('<file>', 'URLs, one a line; - for stdin')
    .option('--run <id>', 'by the scope of this crawl, as mondo runs shows it', 'last')
  withSites(add).action((file: string, flags: AddFlags) => addFile(file, flags, terminal))
  withCommonOptions(frontier.command('export'), ['mondo frontier export > frontier.jsonl'])
    .summary('print every known page as a JSON line')
    .action((flags: CommonFlags) => exportPages(flags, terminal))
  withCommonOptions(frontier.command('import'), [
    'mondo frontier import frontier.jsonl',
    'mondo frontier export --data old | mondo frontier import - --data new',
  ])
    .summary('add the pages of mondo frontier export')
    .description(
      'Adds pages that are not known with the time at which they are due. Known pages stay as they are. A line that is no\n' +
        'page ends the import with exit 2; lines before it are kept. Makes the database where there is none.',
    )
    .argument('<file>', 'lines of mondo frontier export; - for stdin')
    .action((file: string, flags: CommonFlags) => importPages(file, flags, terminal))
}

async function addFile(file: string, flags: AddFlags, terminal: Terminal): Promise<void> {
  const { addUrls } = await import('../../../../app/frontier/add-urls.ts')
  const { commandSites } = await import('../../../../app/settings/site-files.ts')
  const { systemClock } = await import('../../../../app/system-clock.ts')
  const { openUrlFile } = await import('../../../input/url-file.ts')
  const { readStore } = await import('../../../../database/store.ts')
  const { sites } = await commandSites(flags)
  await using urls = closing(await openUrlFile(file, terminal.stdin))
  const add = async ({ db, holder }: Store) => {
    const runId = await crawlNamed(db, flags.run)
    const now = systemClock.now()
    if (holder === null) return await addUrls(db, urls.urls(), { runId, sites, now })
    const all: string[] = []
    for await (const url of urls.urls()) all.push(url)
    const input = { runId, urls: all, now }
    return (await holder.command('frontier add', input)) as AddedUrls
  }
  const { databaseUrl } = commonOptions(flags)
  const done = await readStore(databaseUrl, process.env, add, undefined, { besideHolder: true })
  if (flags.json === true) await terminal.printJson(done)
  else await terminal.print(`${done.added} added, ${done.known} known before`)
  for (const { reason, count, example } of done.refused)
    terminal.note(`mondo: ${count} refused, ${reason}: ${example}`)
}

async function crawlNamed(db: Kysely<Database>, id: string): Promise<string> {
  const { findCrawls } = await import('../../../../analyse/runs/run-history.ts')
  const runs = await findCrawls(db, id)
  const [run] = runs
  if (run !== undefined && runs.length === 1) return run
  throw new MondoError('usage', `frontier: ${run === undefined ? 'no crawl' : 'several crawls'}: ${id}`, {
    hint: 'The scope of a crawl says what may be added: mondo runs lists them, mondo crawl URL starts one',
  })
}

async function exportPages(flags: CommonFlags, terminal: Terminal): Promise<void> {
  const { exportFrontier } = await import('../../../../crawl/frontier/frontier-file.ts')
  const { readStore } = await import('../../../../database/store.ts')
  using stop = stopSignal()
  await readStore(commonOptions(flags).databaseUrl, process.env, async ({ db }) => {
    for await (const pages of exportFrontier(db)) {
      stop.signal.throwIfAborted()
      if (terminal.readerIsGone) return
      await terminal.write(pages.map((page) => `${JSON.stringify(page)}\n`).join(''))
    }
  })
}

async function assertReadable(file: string): Promise<void> {
  const found = await stat(file).catch(() => null)
  if (found?.isFile() === true) return
  throw new MondoError(
    'unreadable-input',
    `${file} cannot be read: ${found === null ? 'there is no such file' : 'it is no file'}`,
    {
      hint: 'Give a file of mondo frontier export, or - for stdin',
    },
  )
}

const linesPerStatement = 1_000

async function importPages(file: string, flags: CommonFlags, terminal: Terminal): Promise<void> {
  const { importFrontier, readFrontierLine } = await import('../../../../crawl/frontier/frontier-file.ts')
  const { openFile } = await import('../../../../app/input-files.ts')
  const { openStore } = await import('../../../../database/store.ts')
  const { jsonLines } = await import('../../../input/json-lines.ts')
  const name = file === '-' ? 'stdin' : file
  if (file !== '-') await assertReadable(file)
  const stream = file === '-' ? terminal.stdin : openFile(file)
  // A frontier may be the first thing that a database is given; a file that cannot be read makes none.
  let opened: Store | null = null
  await using _store = closing({ close: async () => await opened?.close() })
  let [added, all] = [0, 0]
  let pages: FrontierLine[] = []
  const flush = async (): Promise<void> => {
    if (pages.length === 0) return
    opened ??= await openStore(commonOptions(flags).databaseUrl, process.env)
    added += await importFrontier(opened.db, pages)
    pages = []
  }
  for await (const line of jsonLines(stream, name)) {
    const page = readFrontierLine(line.value())
    if (typeof page === 'string') {
      await flush()
      throw new MondoError('invalid-record', `${name} line ${line.number}: ${page}`, {
        hint: 'Give lines of mondo frontier export; those before it are in the frontier',
      })
    }
    all += 1
    pages.push(page)
    if (pages.length >= linesPerStatement) await flush()
  }
  await flush()
  if (flags.json === true) await terminal.printJson({ added, known: all - added })
  else await terminal.print(`${added} added, ${all - added} known before`)
}
