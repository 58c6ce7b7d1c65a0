/** `mondo status`: what the last crawl came to, and what waits. */
import type { Command } from 'commander'
import type { Status } from '../analyse/status.ts'
import { type CommonFlags, commonOptions, withCommonOptions } from './common-options.ts'
import type { Terminal } from './output.ts'

export function registerStatus(program: Command, terminal: Terminal): void {
  withCommonOptions(program.command('status'), [
    'mondo status',
    'mondo status --json',
    'mondo status --db postgres://user:password@host/database',
  ])
    .summary('show what the last crawl came to')
    .description(
      'Shows the last crawl: its result, outcomes, what is in the database, which hosts are parked, which pages were\n' +
        'rejected and why, and what the parse gate stopped a host for. With --json the same object as crawl --json, with\n' +
        '`rejects` and `stopped` (hosts) beside it; null before any crawl.',
    )
    .action((flags: CommonFlags) => status(flags, terminal))
}

async function status(flags: CommonFlags, terminal: Terminal): Promise<void> {
  const { databaseUrl, json } = commonOptions(flags)
  const { isMissing, openStoreToRead } = await import('../load/store.ts')
  const { statusOf } = await import('../analyse/status.ts')
  const { crawlReport, failedCheckLines, parkedLines } = await import('./crawl-report.ts')
  const { gateReports } = await import('./gate-report.ts')
  const { systemClock } = await import('./system-clock.ts')
  const { renderTable } = await import('./table.ts')

  const { lastRun, rejects, stopped } = isMissing(databaseUrl) ? nothing : await read()
  async function read(): Promise<Status> {
    const store = await openStoreToRead(databaseUrl)
    try {
      return await statusOf(store.db, systemClock.now())
    } finally {
      await store.close()
    }
  }
  if (json) return await terminal.printJson(lastRun === null ? null : { ...lastRun, rejects, stopped })
  if (lastRun === null) return await terminal.print('No crawl yet. Start one with: mondo crawl URL')
  const ended = lastRun.endedAt === null ? 'not ended: running, or killed' : lastRun.endedAt.toISOString()
  await terminal.print(`last crawl ${lastRun.runId}\n${lastRun.startedAt.toISOString()} to ${ended}\n`)
  await terminal.print(crawlReport(lastRun))
  if (rejects.length > 0) {
    const rows = rejects.map(({ site, reason, pages, example }) => [site, reason, pages, example])
    await terminal.print(`\nrejected:\n${renderTable(['site', 'reason', 'pages', 'example'], rows)}`)
  }
  for (const report of gateReports(stopped)) await terminal.print(`\n${report}`)
  for (const line of [...parkedLines(lastRun), ...failedCheckLines(lastRun)]) terminal.note(line)
}

const nothing: Status = { lastRun: null, rejects: [], stopped: [] }
