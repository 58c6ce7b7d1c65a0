/** `mondo parse`: turns saved pages into records, one JSON outcome a line. */
import { stat } from 'node:fs/promises'
import type { Command } from 'commander'
import { type ExitCode, exitCodeOf, exitCodes } from '../../../app/exit-codes.ts'
import type { OpenedPage, ParsedPage } from '../../../app/saved-pages.ts'
import { closing } from '../../../model/closing.ts'
import { MondoError } from '../../../model/errors.ts'
import type { Explanation } from '../../../parse/explain/explain.ts'
import type { LoadedSites } from '../../../parse/site/load-sites.ts'
import { type CommonFlags, withCommonOptions } from '../../options/common-options.ts'
import { absoluteUrl } from '../../options/option-values.ts'
import { type SiteFlags, withSites } from '../../options/site-options.ts'
import { errorLine, passedOverLine } from '../../output/error-line.ts'
import type { Terminal } from '../../output/terminal.ts'

interface ParseFlags extends CommonFlags, SiteFlags {
  readonly url?: string
  readonly contentType?: string
  readonly site?: string
  readonly strict?: true
  readonly explain?: true
}

export function registerParse(program: Command, terminal: Terminal): void {
  const command = withCommonOptions(program.command('parse'), [
    'mondo parse q8165099.html --url https://okwave.jp/qa/q8165099.html',
    'mondo parse saved-pages/ --strict > outcomes.jsonl',
    'mondo parse mondo-data/archive/ | mondo load -',
    'mondo parse q8165099.html --url https://okwave.jp/qa/q8165099.html --explain',
    'curl -s https://okwave.jp/qa/q1.html | mondo parse - --url https://okwave.jp/qa/q1.html',
  ])
    .summary('turn saved pages into records')
    .description(
      'Turns saved pages into records: one JSON outcome a line, {"source","kind","page"} for a question, else\n' +
        '{"source","kind","url"} with "reason" and "checks" where the page was rejected. A question of a WARC file\n' +
        'has "capturedAt" too, by which mondo load tells the older of two captures.\n\n' +
        'From a folder and all folders below, it reads *.html, *.htm, *.xhtml, *.shtml, *.php, *.aspx, *.txt (text\n' +
        'renditions), each also as *.gz, *.warc, *.warc.gz and *.wacz, and whatever else begins as an HTML page, sorted by\n' +
        'name. It says how many other files there are. The source of an entry of a WARC file is FILE#OFFSET. Of ARC,\n' +
        '.warc.zst, HAR and MHTML files, one line gives the count (exit 2).\n\n' +
        'With --explain it prints, block by block, which field took the text, by which rule and from which element, the\n' +
        'landmarks found, and the text that nothing claimed; with --json as well, the same as one JSON object a line.\n\n' +
        'Rejected pages do not change the exit code unless you give --strict. A file that cannot be read, and a folder\n' +
        'without a page, are reported, and the others are still parsed, as are the intact captures of a damaged WARC file\n' +
        '(exit 2; 7 for damage).',
    )
    .argument('<path...>', 'HTML files, folders, WARC files, text renditions; - is one page on stdin')
    .option('--url <url>', 'the URL the page came from (default: its file: URL)', absoluteUrl)
    .option(
      '--content-type <type>',
      'the Content-Type that the server sent; text/plain means a text rendition',
    )
    .option('--site <site>', 'the site the page belongs to, whatever its URL says')
    .option('--explain', 'say which layout, rule and element gave each field')
    .option('--strict', 'exit 4 when any page is rejected')
  withSites(command).action((paths: string[], flags: ParseFlags) => parse(paths, flags, terminal))
}

async function parse(paths: readonly string[], flags: ParseFlags, terminal: Terminal): Promise<void> {
  await assertOnePage(paths, flags)
  const { openReader, parsedPages, savedPages } = await import('../../../app/saved-pages.ts')
  const { commandSites } = await import('../../../app/settings/site-files.ts')
  const sites = await commandSites(flags)
  const failures = new Set<ExitCode>()
  let rejects = 0
  const noteFailure = (error: MondoError): void => {
    terminal.note(errorLine(error))
    failures.add(exitCodeOf(error.code))
  }
  const notePassedOver = (files: string): void => terminal.note(passedOverLine(files))
  const pages = savedPages(paths, { ...flags, stdin: terminal.stdin, mustHavePages: true })
  if (flags.explain) {
    for await (const page of pages) {
      if (page.kind === 'failed') noteFailure(page.error)
      else if (page.kind === 'passed-over') notePassedOver(page.files)
      else if ((await explain(page, flags, sites, terminal)) === 'rejected') rejects++
    }
  } else {
    await using reader = closing(await openReader(paths, sites))
    for await (const page of parsedPages(pages, reader)) {
      if (page.kind !== 'parsed') {
        if (page.kind === 'failed') noteFailure(page.error)
        else notePassedOver(page.files)
        continue
      }
      if (page.outcome.kind === 'rejected') rejects++
      await terminal.printJson(outcomeLine(page))
      // With --strict the pages that nobody reads decide the exit code all the same.
      if (terminal.readerIsGone && !(flags.strict && rejects === 0)) break
    }
  }
  // The worst failure decides: a file that cannot be read outweighs a page that was read and rejected.
  if (failures.has(exitCodes.archiveDamaged)) terminal.exitCode = exitCodes.archiveDamaged
  else if (failures.size > 0) terminal.exitCode = exitCodes.usage
  else if (rejects > 0 && flags.strict) terminal.exitCode = exitCodes.gateTripped
}

/** One URL for several pages would load them as one question. */
async function assertOnePage(paths: readonly string[], { url }: ParseFlags): Promise<void> {
  if (url === undefined) return
  const [first = '-'] = paths
  // A path that does not exist is reported when it is read.
  const found = first === '-' ? undefined : await stat(first).catch(() => undefined)
  if (paths.length === 1 && found?.isDirectory() !== true) return
  throw new MondoError('usage', 'parse: --url names one page, and several are given', {
    hint: 'Parse the pages one by one, each with its URL',
  })
}

async function explain(page: OpenedPage, flags: ParseFlags, sites: LoadedSites, terminal: Terminal) {
  const explanation = await explanationOf(page, sites)
  if (flags.json) await terminal.printJson({ source: page.source, ...explanation })
  else {
    const { explanationReport } = await import('../../reports/explanation-report.ts')
    await terminal.print(explanationReport(page.source, explanation))
  }
  return explanation.kind
}

async function explanationOf(page: OpenedPage, { definitions: sites }: LoadedSites): Promise<Explanation> {
  const { explainPage } = await import('../../../parse/explain/explain.ts')
  if (page.kind === 'page') return explainPage(page.bytes, { ...page.options, sites })
  // A capture that decided the outcome without its body, such as a 404: there are no blocks to explain.
  const { noLinks } = await import('../../../parse/links/links.ts')
  const { outcome } = page
  return {
    url: outcome.kind === 'question' ? outcome.page.url : outcome.url,
    kind: outcome.kind,
    reason: outcome.kind === 'rejected' ? outcome.reason : null,
    layout: null,
    recognisedBy: null,
    encoding: null,
    encodingSource: null,
    checks: [],
    rows: [],
    links: noLinks,
  }
}

/** Key order is part of the interface: people read these lines, and diff them. */
function outcomeLine({ source, capturedAt, outcome }: ParsedPage): Record<string, unknown> {
  switch (outcome.kind) {
    case 'question':
      return { source, ...(capturedAt === null ? {} : { capturedAt }), ...outcome }
    case 'rejected':
      return { source, kind: outcome.kind, url: outcome.url, reason: outcome.reason, checks: outcome.checks }
    case 'not-a-question':
      return { source, kind: outcome.kind, url: outcome.url, checks: outcome.checks }
    case 'not-found':
      return { source, kind: outcome.kind, url: outcome.url }
  }
}
