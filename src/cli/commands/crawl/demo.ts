/** `mondo demo` and `npm start`: the whole pipeline on a sample site on this machine, in a few seconds. */
import { join } from 'node:path'
import type { Command } from 'commander'
import { closing } from '../../../model/closing.ts'
import { type CommonFlags, commonOptions, withCommonOptions } from '../../options/common-options.ts'
import { stopSignal } from '../../output/stop-signal.ts'
import type { Terminal } from '../../output/terminal.ts'

export function registerDemo(program: Command, terminal: Terminal): void {
  withCommonOptions(
    program.command('demo'),
    ['mondo demo', 'mondo sql "select * from qa.question" --data mondo-demo'],
    './mondo-demo',
  )
    .summary('crawl a sample site on this machine and show the database')
    .description(
      "Serves a sample site on loopback, crawls it politely at a fast rate into ./mondo-demo, and answers an analyst's\n" +
        'first questions from the database. Its report.html there is a picture of the crawl. Run it again: every page is\n' +
        'requested again, and nothing has changed.',
    )
    .action((flags: CommonFlags) => demo(flags, terminal))
}

/** Fast, and still one request at a time: 120 pages in about 4 s. */
const demoRate = 50
const demoQuestions = 120

async function demo(flags: CommonFlags, terminal: Terminal): Promise<void> {
  // $DATABASE_URL may hold real pages: the demo writes there only if --db says so.
  const { databaseUrl, dataFolder, archiveFolder, json, verbose } = commonOptions(flags, {})
  const { startSampleSite } = await import('../../../sample-site/server.ts')
  const { resolveCrawl } = await import('../../../app/crawl-settings.ts')
  const { crawlIn } = await import('../../../app/open-crawl.ts')
  const { createLogger } = await import('../../output/logger.ts')
  const { showProgress } = await import('../../progress/crawl-progress.ts')
  const { systemClock: clock } = await import('../../../app/system-clock.ts')
  const { demoReport } = await import('../../reports/demo-report.ts')
  const { reportAfterwards } = await import('../../reports/report-afterwards.ts')

  using stop = stopSignal()
  await using site = closing(await startSampleSite({ questions: demoQuestions }))
  const report = reportAfterwards(join(dataFolder, 'report.html'), clock)
  const log = await createLogger(terminal, verbose)
  using progress = showProgress(terminal, log, { clock, maxPages: null, maxTime: null })
  const { summary } = await crawlIn(
    {
      log,
      signal: stop.signal,
      observer: progress,
      onlyOrigin: site.url,
      onOpened: () =>
        terminal.note(
          `mondo: crawling the sample site at ${site.url} into ${dataFolder}, ${demoRate} requests a second`,
        ),
      afterwards: async (store, end) => {
        progress.end()
        await report.write(store, end)
        if (json) return
        const at = { archiveFolder, databaseUrl, dataFolder, reportFile: report.written }
        await terminal.print(await demoReport(store, end, at))
      },
    },
    resolveCrawl({
      urls: [`${site.url}/`],
      data: dataFolder,
      db: databaseUrl,
      site: 'sample',
      hostGroup: 'sample',
      rate: demoRate,
      allowPrivate: true,
      revisitAfter: 0,
    }),
  )
  if (json) await terminal.printJson(summary)
  terminal.exitCode = summary.exitCode
  report.settle(terminal)
}
