/** `mondo fixture`: saved pages with the record expected of each, for whoever changes the parser. */
import type { Command } from 'commander'
import type { AddedFixture, PageToAdd } from './add-fixture.ts'
import type { FixtureVerdict } from './check-fixtures.ts'
import { type CommonFlags, commonOptions, withCommonOptions } from './common-options.ts'
import { exitCodes } from './exit-codes.ts'
import { absoluteUrl, requestRate } from './option-values.ts'
import type { Terminal } from './output.ts'
import { stopSignal } from './stop-signal.ts'

interface FixtureFlags extends CommonFlags {
  readonly dir: string
}

interface AddFlags extends FixtureFlags {
  readonly name?: string
  readonly url?: string
  readonly contentType?: string
  readonly site?: string
  readonly contact?: string
  readonly rate: number | 'unlimited'
  readonly allowPrivate?: true
}

export function registerFixture(program: Command, terminal: Terminal): void {
  const fixture = program
    .command('fixture')
    .summary('keep pages with the record expected of each')
    .description('Saved pages, and beside each the record that a person has read against it.')
  registerAdd(fixture, terminal)
  registerUpdate(fixture, terminal)
  registerCheck(fixture, terminal)
}

const withFolder = (command: Command, examples: readonly string[]): Command =>
  withCommonOptions(command, examples).option('--dir <folder>', 'the fixtures folder', './fixtures')

function registerAdd(fixture: Command, terminal: Terminal): void {
  withFolder(fixture.command('add'), [
    'mondo fixture add https://okwave.jp/qa/q8165099.html --contact you@example.org',
    'mondo fixture add saved.html --url https://okwave.jp/qa/q8165099.html --name okwave/one-answer',
    'mondo fixture add mondo-data/archive/20261120-1.warc.gz#1042',
  ])
    .summary('save a page with a draft of its record')
    .description(
      'Saves a page as it is, and beside it a draft of its record: what the parser makes of it now, marked\n' +
        '"read": false. A person reads the draft against the page, corrects it and sets the mark to true; until then\n' +
        'mondo fixture check and the tests refuse it. A URL is fetched as mondo fetch does, through the archive.',
    )
    .argument('<page>', 'a URL, an HTML file or text rendition, or WARC#OFFSET as mondo parse prints it')
    .option('--name <name>', 'where it is kept in the folder (default: SITE/qID)')
    .option('--url <url>', 'the URL the page came from', absoluteUrl)
    .option('--content-type <type>', 'as the server labelled it; text/plain means a text rendition')
    .option('--site <site>', 'the site the page belongs to, whatever its URL says')
    .option(
      '--contact <url-or-mail>',
      'who fetches, for the operator of the site (required for public hosts)',
    )
    .option('--rate <n>', 'requests a second, or unlimited with --allow-private', requestRate, 0.5)
    .option('--allow-private', 'let private and loopback addresses be asked')
    .action((page: string, flags: AddFlags) => add(page, flags, terminal))
}

function registerUpdate(fixture: Command, terminal: Terminal): void {
  withFolder(fixture.command('update'), [
    'mondo fixture update',
    'mondo fixture update okwave/current-solved --write',
  ])
    .summary('show what the parser reads otherwise now')
    .description(
      'Shows field by field what a parser change alters in all fixtures, or in those that are named. With --write it\n' +
        'replaces their records by new drafts, marked "read": false: a person accepts, never this command.',
    )
    .argument('[name...]', 'fixtures, as in okwave/current-solved')
    .option('--write', 'write new drafts')
    .action((names: string[], flags: FixtureFlags & { write?: true }) => update(names, flags, terminal))
}

function registerCheck(fixture: Command, terminal: Terminal): void {
  withFolder(fixture.command('check'), ['mondo fixture check', 'mondo fixture check --watch'])
    .summary('compare all fixtures with what the parser reads')
    .description(
      'Compares all fixtures with what the parser reads now and prints the differences field by field: exit 4 when\n' +
        'there are any, or when a draft has not been read. With --watch it does so again after each save of the\n' +
        'parser or the fixtures, until Ctrl-C.',
    )
    .argument('[name...]', 'fixtures, as in okwave/current-solved')
    .option('--watch', 'check again after each save')
    .action((names: string[], flags: FixtureFlags & { watch?: true }) =>
      flags.watch ? checkOnSave(flags, terminal) : check(names, flags, terminal),
    )
}

async function add(page: string, flags: AddFlags, terminal: Terminal): Promise<void> {
  const { addFixture } = await import('./add-fixture.ts')
  const added = addFixture(flags.dir, await pageToAdd(page, flags), flags.name)
  if (flags.json)
    await terminal.printJson({
      page: added.fixture.pagePath,
      record: added.fixture.recordPath,
      outcome: added.outcome,
    })
  else await terminal.print(addedLines(added).join('\n'))
}

async function pageToAdd(page: string, flags: AddFlags): Promise<PageToAdd> {
  const { pageInFile, pageInWarc, warcPlace } = await import('./add-fixture.ts')
  if (/^https?:\/\//i.test(page)) {
    const { fetchPage } = await import('./fetch-page.ts')
    return await fetchPage(absoluteUrl(page), flags)
  }
  const place = warcPlace(page)
  return place === null ? await pageInFile(page, flags) : await pageInWarc(place.path, place.offset, flags)
}

function addedLines({ fixture, outcome }: AddedFixture): readonly string[] {
  const reason = outcome.kind === 'rejected' ? ` (${outcome.reason})` : ''
  return [
    `page    ${fixture.pagePath}`,
    `draft   ${fixture.recordPath}: ${outcome.kind}${reason}`,
    'Read the draft against the page, correct it, and set "read" to true (or take it out).',
  ]
}

async function update(
  names: readonly string[],
  flags: FixtureFlags & { write?: true },
  terminal: Terminal,
): Promise<void> {
  const { checkFixture, chosenFixtures, updateFixture } = await import('./check-fixtures.ts')
  const fixtures = chosenFixtures(flags.dir, names)
  const verdicts = fixtures.map(checkFixture)
  await report(verdicts, flags, terminal)
  if (verdicts.some(({ kind }) => kind === 'unusable')) terminal.exitCode = exitCodes.usage
  if (!flags.write) return
  const changed = fixtures.filter((_, at) => verdicts[at]?.kind === 'differs')
  for (const fixture of changed) updateFixture(fixture)
  terminal.note(`${changed.length} drafts written; each waits for a person to read it`)
}

async function check(names: readonly string[], flags: FixtureFlags, terminal: Terminal): Promise<void> {
  const { checkFixture, chosenFixtures } = await import('./check-fixtures.ts')
  const verdicts = chosenFixtures(flags.dir, names).map(checkFixture)
  await report(verdicts, flags, terminal)
  if (verdicts.some(({ kind }) => kind !== 'same')) terminal.exitCode = exitCodes.gateTripped
}

async function report(
  verdicts: readonly FixtureVerdict[],
  flags: CommonFlags,
  terminal: Terminal,
): Promise<void> {
  if (commonOptions(flags).json)
    return await terminal.printJson(verdicts.filter(({ kind }) => kind !== 'same'))
  const { verdictLines } = await import('./check-fixtures.ts')
  for (const line of verdicts.flatMap(verdictLines)) await terminal.print(line)
  const same = verdicts.filter(({ kind }) => kind === 'same').length
  await terminal.print(`${same} of ${verdicts.length} fixtures are as expected`)
}

async function checkOnSave(flags: FixtureFlags, terminal: Terminal): Promise<void> {
  const { checkInNewProcess, parserFolder } = await import('./check-again.ts')
  const { watchFolders } = await import('./watch-folders.ts')
  const stop = stopSignal()
  try {
    terminal.note(`watching ${parserFolder} and ${flags.dir}; Ctrl-C ends`)
    await watchFolders([parserFolder, flags.dir], stop.signal, () =>
      checkInNewProcess(flags.dir, terminal, stop.signal),
    )
    terminal.exitCode = exitCodes.stopped
  } finally {
    stop.release()
  }
}
