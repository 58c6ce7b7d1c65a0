/** `mondo crawl`: crawls until nothing is due or the budget is used up; run it again to continue. */
import type { Command } from 'commander'
import type { CrawlSettings } from '../../../app/crawl-settings.ts'
import { closing } from '../../../model/closing.ts'
import { commonOptions } from '../../options/common-options.ts'
import { type CrawlFlags, crawlCommand, crawlSettingsOf } from '../../options/crawl-flags.ts'
import { stopSignal } from '../../output/stop-signal.ts'
import type { Terminal } from '../../output/terminal.ts'

export function registerCrawl(program: Command, terminal: Terminal): void {
  crawlCommand(program.command('crawl')).action((urls: string[], flags: CrawlFlags) =>
    crawlUntilDone(crawlSettingsOf(flags, urls), flags, terminal),
  )
}

async function crawlUntilDone(settings: CrawlSettings, flags: CrawlFlags, terminal: Terminal): Promise<void> {
  const { json, verbose } = commonOptions(flags)
  const { configPath } = await import('../../../app/config.ts')
  const { commandSites } = await import('../../../app/settings/site-files.ts')
  const { resolveCrawl } = await import('../../../app/crawl-settings.ts')
  const { crawlIn } = await import('../../../app/open-crawl.ts')
  const { createLogger } = await import('../../output/logger.ts')
  const {
    announcement,
    crawlReport,
    diskLines,
    failedCheckLines,
    parkedLines,
    brokenListLines,
    unreadLines,
  } = await import('../../reports/crawl-report.ts')
  const { gateReports } = await import('../../reports/drift-report.ts')
  const { showProgress } = await import('../../progress/crawl-progress.ts')
  const { systemClock: clock } = await import('../../../app/system-clock.ts')
  const { openUrlFile } = await import('../../input/url-file.ts')
  const { assertFolderOf, reportAfterwards } = await import('../../reports/report-afterwards.ts')

  await using seedList =
    flags.urls === undefined ? undefined : closing(await openUrlFile(flags.urls, terminal.stdin))
  using stop = stopSignal()
  await assertFolderOf(flags.report)
  const report = reportAfterwards(flags.report, clock)
  const sites = await commandSites(flags)
  const config = configPath(flags.config)
  const resolved = resolveCrawl({ ...settings, config }, seedList?.hosts, sites.sites)
  const { options } = resolved
  terminal.note(announcement(options, seedList?.hosts))
  const log = await createLogger(terminal, verbose)
  using progress = showProgress(terminal, log, { clock, ...options })
  const context = { log, signal: stop.signal, observer: progress, sites, afterwards: report.write }
  const found = await crawlIn({ ...context, ...(seedList === undefined ? {} : { seedList }) }, resolved)
  const { summary } = found
  progress.end()
  for (const line of [
    ...diskLines(found),
    ...parkedLines(summary),
    ...unreadLines(summary),
    ...brokenListLines(found),
    ...failedCheckLines(summary),
  ])
    terminal.note(line)
  for (const report of gateReports(summary.hosts)) terminal.note(`mondo: ${report}`)
  if (json) await terminal.printJson(summary)
  else await terminal.print(crawlReport(summary))
  if (report.written !== null) terminal.note(`mondo: report ${report.written}`)
  terminal.exitCode = summary.exitCode
  report.settle(terminal)
}
