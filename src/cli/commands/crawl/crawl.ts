/** `mondo crawl`: crawls until nothing is due or the budget is used up; run it again to continue. */
import type { Command } from 'commander'
import type { CrawlSettings } from '../../../app/crawl-settings.ts'
import type { CrawlEnd } from '../../../crawl/engine/crawl.ts'
import type { Store } from '../../../database/store.ts'
import { closing } from '../../../model/closing.ts'
import { MondoError } from '../../../model/errors.ts'
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
  const { exampleContactOf, resolveCrawl } = await import('../../../app/crawl-settings.ts')
  const { crawlIn } = await import('../../../app/open-crawl.ts')
  const { hookOfCrawl } = await import('../../../app/hooks/configured-hooks.ts')
  const { tellingOfFailure } = await import('../../../app/hooks/failed-crawl.ts')
  const { createLogger } = await import('../../output/logger.ts')
  const { announcement, crawlReport, endLines, strangeSiteLine } = await import(
    '../../reports/crawl-report.ts'
  )
  const { showProgress } = await import('../../progress/crawl-progress.ts')
  const { systemClock: clock } = await import('../../../app/system-clock.ts')
  const { openUrlFile } = await import('../../input/url-file.ts')
  const { assertFolderOf, reportAfterwards } = await import('../../reports/report-afterwards.ts')
  const { missingFolder } = await import('../../../database/store.ts')
  const { placeFlags } = await import('../../options/place-flags.ts')

  await using seedList =
    flags.urls === undefined ? undefined : closing(await openUrlFile(flags.urls, terminal.stdin))
  using stop = stopSignal()
  await assertFolderOf(flags.report)
  const questions = await questionsAfterwards(flags, terminal)
  const report = reportAfterwards(flags.report, clock)
  const sites = await commandSites(flags)
  const config = configPath(flags.config)
  const hook = hookOfCrawl(flags.onEnd, flags.config)
  const resolved = resolveCrawl({ ...settings, config }, seedList?.hosts, sites.sites)
  const { options } = resolved
  if (flags.dryRun === true) {
    const { dryRun } = await import('./dry-run.ts')
    return await dryRun(resolved, { sites, signal: stop.signal, seedList, json, terminal })
  }
  const log = await createLogger(terminal, verbose)
  using progress = showProgress(terminal, log, { clock, ...options })
  const afterwards = async (store: Store, end: CrawlEnd): Promise<void> => {
    await report.write(store, end)
    await questions(store, end)
  }
  // What keeps the crawl from starting is said before the plan, not after it.
  const newFolder = missingFolder(resolved.folder.databaseUrl)
  const newPlace = newFolder === null ? '' : `; a new database in ${newFolder}`
  const strange = strangeSiteLine(options, sites.sites)
  const example = exampleContactOf(resolved, seedList?.hosts)
  const onOpened = () => {
    terminal.note(`${announcement(options, seedList?.hosts)}${newPlace}`)
    if (strange !== null) terminal.note(strange, 'warn')
    if (example !== null) terminal.note(`mondo: ${example}`, 'warn')
  }
  const context = { log, signal: stop.signal, observer: progress, sites, afterwards, onOpened }
  const crawling = crawlIn({ ...context, ...(seedList === undefined ? {} : { seedList }) }, resolved)
  const found = await tellingOfFailure(crawling, hook, { log })
  const { summary } = found
  progress.end()
  for (const line of endLines(found, placeFlags(flags))) terminal.note(line, 'warn')
  if (json) await terminal.printJson(summary)
  else if (flags.output === '-') terminal.note(crawlReport(summary))
  else await terminal.print(crawlReport(summary))
  if (report.written !== null) terminal.note(`mondo: report ${report.written}`)
  terminal.exitCode = summary.exitCode
  if (hook !== null) {
    const { runHook } = await import('../../../app/hooks/run-hook.ts')
    await runHook(hook, { ...summary, summary }, { log })
  }
  report.settle(terminal)
}

/** What writes the new and changed questions of the run when it has ended. Throws `usage` where that cannot be. */
async function questionsAfterwards(
  { output, json }: CrawlFlags,
  terminal: Terminal,
): Promise<(store: Store, end: CrawlEnd) => Promise<void>> {
  if (output === undefined) return async () => undefined
  const { questionLine, questionTarget, writeQuestions } = await import(
    '../../../app/results/question-file.ts'
  )
  const target = await questionTarget(output)
  if (target.kind === 'stdout' && json === true) {
    throw new MondoError('usage', '-o - and --json both write to stdout', {
      hint: 'Give -o a file, or leave one of them out',
    })
  }
  return async ({ db }, { summary: { runId } }) => {
    if (target.kind === 'file') {
      const count = await writeQuestions(db, runId, target)
      terminal.note(`mondo: ${count} new or changed questions in ${target.path}`)
      return
    }
    const { questionsOfRun } = await import('../../../app/results/run-questions.ts')
    for await (const some of questionsOfRun(db, runId)) await terminal.write(some.map(questionLine).join(''))
  }
}
