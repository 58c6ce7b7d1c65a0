/** `mondo report`: a run, or a span of days, as one HTML file with charts. */
import type { Command } from 'commander'
import { MondoError } from '../../../model/errors.ts'
import { type CommonFlags, commonOptions, withCommonOptions } from '../../options/common-options.ts'
import { isoTime } from '../../options/option-values.ts'
import { stopSignal } from '../../output/stop-signal.ts'
import type { Terminal } from '../../output/terminal.ts'

interface ReportFlags extends CommonFlags {
  readonly out: string
  readonly run?: string
  readonly since?: Date
  readonly until?: Date
}

export function registerReport(program: Command, terminal: Terminal): void {
  withCommonOptions(program.command('report'), [
    'mondo report --out report.html',
    'mondo report --run 3f0c1d2e --out run.html',
    'mondo report --since 2026-11-01 --out november.html',
    'mondo report --since 2026-11-01 --until 2026-12-01 --out november.html',
  ])
    .summary('draw a run, or a span of days, as one HTML file')
    .description(
      'Writes one HTML file that needs no network and no script: pages by outcome and HTTP status over time, the pace\n' +
        'against the permitted pace, response times, bytes, rejects by reason and layout, fields against the past, hosts\n' +
        'with their state; questions and answers by day, answers to a question, time to the first answer, categories. Each\n' +
        'chart has its table and its SQL. Without --run and --since it is about the last crawl.\n\n' +
        'Times without an offset are UTC. With --json: {"file"}.',
    )
    .requiredOption('--out <file>', 'file to write; one that is there is replaced')
    .option('--run <id>', 'the run, by its id or the beginning of it (mondo status --json: runId)')
    .option('--since <time>', 'all crawls since, as in 2026-11-20', isoTime)
    .option('--until <time>', 'with --since: up to this time', isoTime)
    .action((flags: ReportFlags) => report(flags, terminal))
}

async function report(flags: ReportFlags, terminal: Terminal): Promise<void> {
  const { databaseUrl, json } = commonOptions(flags)
  const { out, run: runId = null, since = null, until = null } = flags
  assertOneScope(runId, since, until)
  const { readStore } = await import('../../../database/store.ts')
  const { writeReport } = await import('../../../app/pages/write-report.ts')
  const { systemClock } = await import('../../../app/system-clock.ts')

  using stop = stopSignal()
  const at = { path: out, now: systemClock.now() }
  const isWritten = await readStore(
    databaseUrl,
    process.env,
    (store) => writeReport(store, { runId, since, until }, at),
    stop.signal,
    { besideHolder: true },
  )
  if (!isWritten) {
    throw new MondoError('usage', since === null ? 'There is no crawl yet.' : 'No crawl ran in that time.', {
      hint: 'Crawl first (mondo crawl --help, or mondo demo), or give another --since',
    })
  }
  if (json) await terminal.printJson({ file: out })
  else await terminal.print(`report    ${out} (open it in a browser)`)
}

function assertOneScope(runId: string | null, since: Date | null, until: Date | null): void {
  if (runId !== null && since !== null) {
    throw new MondoError('usage', 'report: --run and --since exclude each other', {
      hint: 'Give one of them',
    })
  }
  if (until !== null && (since === null || until <= since)) {
    throw new MondoError('usage', 'report: --until ends a span that --since begins', {
      hint: 'Give an earlier --since too',
    })
  }
}
