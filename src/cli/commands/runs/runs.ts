/** `mondo runs` and `mondo run`: what crawls and re-parses did, now and before, and the log of one, line by line. */
import type { Command } from 'commander'
import type { RunRow } from '../../../analyse/runs/run-history.ts'
import type { Store } from '../../../database/store.ts'
import { MondoError } from '../../../model/errors.ts'
import { type CommonFlags, commonOptions, withCommonOptions } from '../../options/common-options.ts'
import { countFrom } from '../../options/option-values.ts'
import { stopSignal } from '../../output/stop-signal.ts'
import type { Terminal } from '../../output/terminal.ts'

interface RunsFlags extends CommonFlags {
  readonly limit: number
}

interface RunFlags extends CommonFlags {
  readonly log?: true
}

export function registerRuns(program: Command, terminal: Terminal): void {
  withCommonOptions(program.command('runs'), ['mondo runs', 'mondo runs --limit 5 --json'])
    .summary('list crawls and re-parses, the newest first')
    .description(
      'Lists the runs of this database: start, duration, result, exit code, requests, bytes, and how many questions were\n' +
        'new, changed, gone or rejected. These counts are kept for crawls only; other runs show - (null with --json).\n' +
        'A run that has not ended has no result yet.\n' +
        'With --json: an array of objects, which also have `statuses` and `outcomes` ({code: n}), `mimeTypes` and `pace`.',
    )
    .option('--limit <n>', 'at most this many', countFrom(1), 20)
    .action((flags: RunsFlags) => listRuns(flags, terminal))
  withCommonOptions(program.command('run'), [
    'mondo run last',
    'mondo run 3f2a91c0 --json',
    'mondo run last --log > crawl.log',
  ])
    .summary('show one run by host, or its log, one line a fetch')
    .description(
      'Shows one run: what it cost, how it ended, what it brought, and the same for each host group.\n\n' +
        '--log prints one line a visit, in their order: time, HTTP status, bytes, URL, outcome and its reason, media type,\n' +
        'host group, digest of the body, WARC file and offset; - for what there is none of. With --json one object a line.\n' +
        'A page that was not asked for, because robots.txt or the scope forbids it, has a line without a status.',
    )
    .argument('<id>', 'id of the run or its beginning, as mondo runs shows it; last for the newest')
    .option('--log', 'one line a fetch')
    .action((id: string, flags: RunFlags) => showRun(id, flags, terminal))
}

async function listRuns(flags: RunsFlags, terminal: Terminal): Promise<void> {
  const { readRuns } = await import('../../../analyse/runs/run-history.ts')
  const { systemClock: clock } = await import('../../../app/system-clock.ts')
  const { runsReport } = await import('../../reports/run-report.ts')
  const runs = await readDatabase(flags, ({ db }) => readRuns(db, { limit: flags.limit, now: clock.now() }))
  if (flags.json === true) await terminal.printJson(runs)
  else await terminal.print(runsReport(runs, terminal.columns))
}

async function showRun(id: string, flags: RunFlags, terminal: Terminal): Promise<void> {
  const { findRuns } = await import('../../../analyse/runs/run-history.ts')
  const { systemClock: clock } = await import('../../../app/system-clock.ts')
  await readDatabase(flags, async (store) => {
    const run = theOne(await findRuns(store.db, id, clock.now()), id)
    if (flags.log === true) return await printLog(store, run, flags, terminal)
    const { readRunHosts } = await import('../../../analyse/runs/run-hosts.ts')
    const hosts = await readRunHosts(store.db, run.runId)
    if (flags.json === true) return await terminal.printJson({ ...run, hosts })
    const { runReport } = await import('../../reports/run-report.ts')
    await terminal.print(runReport(run, hosts, terminal.columns))
  })
}

async function printLog(
  { db }: Store,
  { runId }: RunRow,
  flags: RunFlags,
  terminal: Terminal,
): Promise<void> {
  const { readRunLog } = await import('../../../analyse/runs/run-log.ts')
  const { logLine } = await import('../../reports/run-report.ts')
  using stop = stopSignal()
  const line = flags.json === true ? JSON.stringify : logLine
  for await (const visits of readRunLog(db, runId)) {
    stop.signal.throwIfAborted()
    if (terminal.readerIsGone) return
    await terminal.write(visits.map((visit) => `${line(visit)}\n`).join(''))
  }
}

function theOne(runs: readonly RunRow[], id: string): RunRow {
  const [run] = runs
  if (run !== undefined && runs.length === 1) return run
  const what = run === undefined ? `there is no run ${id}` : `several runs begin with ${id}`
  throw new MondoError('usage', what, { hint: 'mondo runs lists them; last is the newest' })
}

/** Runs of killed processes are ended first, as `mondo status` does: they would look as if they were running. */
async function readDatabase<Result>(
  flags: CommonFlags,
  read: (store: Store) => Promise<Result>,
): Promise<Result> {
  const { readStore } = await import('../../../database/store.ts')
  const { endLost } = await import('../../progress/open-status.ts')
  const endedRuns = async (store: Store) => {
    await endLost(store)
    return await read(store)
  }
  const beside = { besideHolder: true }
  return await readStore(commonOptions(flags).databaseUrl, process.env, endedRuns, undefined, beside)
}
