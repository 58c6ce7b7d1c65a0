/** `mondo load`: loads records, or the outcome lines of `mondo parse`, into the database. */
import { type FileHandle, open } from 'node:fs/promises'
import type { Command } from 'commander'
import type { LoadCounts } from '../../../load/load-counts.ts'
import { closing } from '../../../model/closing.ts'
import { MondoError } from '../../../model/errors.ts'
import type { OffSite, SkippedLines } from '../../input/load-inputs.ts'
import type { RefusedLine } from '../../input/record-lines.ts'
import { type CommonFlags, commonOptions, withCommonOptions } from '../../options/common-options.ts'
import { isoTime } from '../../options/option-values.ts'
import { type SiteFlags, withSites } from '../../options/site-options.ts'
import { stopSignal } from '../../output/stop-signal.ts'
import { renderTable } from '../../output/table.ts'
import type { Terminal } from '../../output/terminal.ts'

interface LoadFlags extends CommonFlags, SiteFlags {
  readonly capturedAt?: Date
  readonly rejects?: string
}

export function registerLoad(program: Command, terminal: Terminal): void {
  const command = withCommonOptions(program.command('load'), [
    'mondo load outcomes.jsonl',
    'mondo parse saved-pages/ | mondo load -',
    'mondo load records.jsonl --rejects rejects.jsonl',
    'mondo load records.jsonl --captured-at 2026-11-20T09:00:00+09:00 --db postgres://localhost/mondo',
  ])
    .summary('load records into the database')
    .description(
      'Loads records into the database: one JSON value a line, either a record or a line that mondo parse printed.\n' +
        'Lines of pages that are no question (rejected, not-found, not-a-question) are counted and skipped.\n' +
        'Makes the database where there is none.\n\n' +
        'All input is validated before the first row is written: a damaged line anywhere is named with its file, line\n' +
        'and field (exit 2), and nothing is loaded. Then records are upserted in transactions of up to 1000; loading\n' +
        'the same records again changes no row, so a load that was stopped, or whose database went away (exit 3), is simply\n' +
        'run again.\n\n' +
        'mondo trusts the site that a record names. If the site has a definition (bundled or from --sites), a warning\n' +
        'counts the records whose URL is not on one of its hosts, mirrors or partners.\n\n' +
        'With --rejects the lines that cannot be loaded, or whose rows the database refuses, are written to a file, one JSON\n' +
        'object a line: {"source","line","reason","text"}. All other lines are loaded.',
    )
    .argument('<path...>', 'files of JSON lines; a folder means its *.jsonl and *.ndjson; - is stdin')
    .option(
      '--captured-at <time>',
      'when the pages were captured whose lines do not say it (default: now); an older capture never overwrites a newer one',
      isoTime,
    )
    .option('--rejects <file>', 'write lines that cannot be loaded to this file, and load the others')
  withSites(command).action((paths: string[], flags: LoadFlags) => load(paths, flags, terminal))
}

async function load(paths: readonly string[], flags: LoadFlags, terminal: Terminal): Promise<void> {
  const { readableInputs } = await import('../../input/load-inputs.ts')
  const { databaseUrl, json } = commonOptions(flags)
  const { commandSites } = await import('../../../app/settings/site-files.ts')
  const { sites } = await commandSites(flags)
  using stop = stopSignal()
  await using inputs = closing(await readableInputs(paths, terminal.stdin, stop.signal, sites))
  await using rejects = flags.rejects === undefined ? null : closing(await openRejects(flags.rejects))
  const { records: total, skipped, offSite } = await inputs.validate(rejects?.write)
  for (const line of offSiteWarning(offSite)) terminal.note(line)
  const { openDatabase } = await import('../../../app/open-database.ts')
  const { loadPages } = await import('../../../app/load-pages.ts')
  const db = await openDatabase(databaseUrl, {
    signal: stop.signal,
    definitions: sites.definitions,
  })
  const counts = await loadPages(db, inputs.records(), {
    capturedAt: flags.capturedAt ?? new Date(),
    originOf: inputs.originOf,
    total,
    ...(rejects === null
      ? {}
      : { onRefused: (page, reason) => rejects.write(inputs.refusedLine(page, reason)) }),
  }).finally(() => db.destroy())
  if (json) await terminal.printJson(counts)
  else await terminal.print(loadReport(counts, skipped))
  if (rejects !== null && rejects.count > 0) {
    const lines = rejects.count === 1 ? '1 line was' : `${rejects.count} lines were`
    terminal.note(`${lines} not loaded: ${flags.rejects} has them, each with its reason`)
  }
}

function offSiteWarning({ count, first }: OffSite): string[] {
  if (first === null) return []
  const { href } = new URL(first.url)
  const records = count === 1 ? '1 record names a site' : `${count} records name a site`
  return [`warning: ${records} and a URL on none of its hosts, the first ${first.site} and ${href}`]
}

/** The file of `--rejects`, replaced if it is there. @throws MondoError `usage` where it cannot be written */
async function openRejects(path: string) {
  let file: FileHandle
  try {
    file = await open(path, 'w')
  } catch (cause) {
    throw new MondoError('usage', `--rejects ${path} cannot be written: ${String(cause)}`, {
      cause,
      hint: 'Nothing was loaded. Name a file in a folder that is there and can be written',
    })
  }
  const rejects = {
    count: 0,
    write: async (refused: RefusedLine): Promise<void> => {
      rejects.count += 1
      await file.write(`${JSON.stringify(refused)}\n`)
    },
    close: () => file.close(),
  }
  return rejects
}

const tables = ['question', 'answer', 'reply', 'related'] as const
const columns = ['inserted', 'changed', 'unchanged', 'gone', 'stale'] as const

function loadReport(counts: LoadCounts, skipped: SkippedLines): string {
  const table = renderTable(
    ['', ...columns],
    tables.map((name) => [name, ...columns.map((column) => counts[name][column])]),
  )
  const lines = [...skipped].map(([kind, count]) => `${count} ${kind}`)
  return lines.length === 0 ? table : `${table}\nskipped lines: ${lines.join(', ')}`
}
