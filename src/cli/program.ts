/**
 * The command line: registers every command, and turns every failure into one line on stderr and an exit code. Command
 * files import their heavy modules inside their actions, so that `mondo --help` stays fast.
 */
import { Command } from 'commander'
import type { ExitCode } from '../app/exit-codes.ts'
import { databaseError } from '../database/errors.ts'
import { mondoVersion } from '../model/package-files.ts'
import { registerCrawl } from './commands/crawl/crawl.ts'
import { registerDemo } from './commands/crawl/demo.ts'
import { registerFetch } from './commands/crawl/fetch.ts'
import { registerFrontier } from './commands/crawl/frontier/frontier.ts'
import { registerRobots } from './commands/crawl/robots.ts'
import { registerBrowse } from './commands/data/browse.ts'
import { registerCheck } from './commands/data/data-check.ts'
import { registerDb } from './commands/data/db.ts'
import { registerExport } from './commands/data/export.ts'
import { registerLoad } from './commands/data/load.ts'
import { registerReport } from './commands/data/report.ts'
import { registerSql } from './commands/data/sql.ts'
import { registerArchive } from './commands/ops/archive.ts'
import { registerCompletion } from './commands/ops/completion.ts'
import { registerPause } from './commands/ops/pause.ts'
import { registerSchedule } from './commands/ops/schedule.ts'
import { registerStatus } from './commands/ops/status.ts'
import { registerWork } from './commands/ops/work.ts'
import { registerFixture } from './commands/parse/fixture/fixture.ts'
import { registerParse } from './commands/parse/parse.ts'
import { registerReparse } from './commands/parse/reparse.ts'
import { registerSite } from './commands/parse/site/site.ts'
import { registerRuns } from './commands/runs/runs.ts'
import { registerDoctor } from './commands/setup/doctor.ts'
import { registerInit } from './commands/setup/init.ts'
import { registerTry } from './commands/setup/try.ts'
import { withQueries } from './input/query-arguments.ts'
import { logFormatOption } from './options/common-options.ts'
import { failureOf } from './output/error-line.ts'
import { isUnattended } from './output/log-format.ts'
import { formatItem } from './output/narrow-help.ts'
import type { Terminal } from './output/terminal.ts'

/** Adds one command to the program. */
export type Register = (program: Command, terminal: Terminal) => void

const commands: readonly Register[] = [
  registerDemo,
  registerInit,
  registerDoctor,
  registerTry,
  registerCrawl,
  registerWork,
  registerSchedule,
  registerFrontier,
  registerPause,
  registerFetch,
  registerParse,
  registerLoad,
  registerReparse,
  registerStatus,
  registerRuns,
  registerRobots,
  registerSql,
  registerReport,
  registerBrowse,
  registerExport,
  registerFixture,
  registerSite,
  registerArchive,
  registerDb,
  registerCheck,
  registerCompletion,
]

/** Runs `mondo ARGUMENTS` and resolves to its exit code; never rejects. */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const program = buildProgram(terminal)
  if (isUnattended(args)) program.hook('preAction', assertCertificates)
  const error = await program.parseAsync(withQueries(args), { from: 'user' }).then(
    () => null,
    (thrown: unknown) => databaseError(thrown) ?? thrown,
  )
  const failure = error === null ? null : failureOf(error, commandNamed(program, args))
  const unwritten = await terminal.unwritten()
  if (unwritten !== null && (failure === null || failure.line === null)) return fail(unwritten)
  return error === null ? terminal.exitCode : fail(error)

  function fail(why: unknown): ExitCode {
    const { exitCode, line } = failureOf(why, commandNamed(program, args))
    if (line !== null) terminal.note(line, 'error')
    if (isVerbose(args) && why instanceof Error) terminal.note(why.stack ?? '', 'error')
    return exitCode
  }
}

async function assertCertificates(): Promise<void> {
  if (!process.env['NODE_EXTRA_CA_CERTS']) return
  const { assertExtraCertificates } = await import('../app/settings/extra-certificates.ts')
  assertExtraCertificates(process.env)
}

function buildProgram(terminal: Terminal): Command {
  const program = new Command('mondo')
    .description('Turns Q&A pages into a Postgres database that people can query.')
    .version(mondoVersion())
    .addOption(logFormatOption())
    .usage('COMMAND [options]')
    .helpCommand(false)
    .showSuggestionAfterError()
    // Descriptions are wrapped for the source; unwrap their sentences, so that commander wraps them to the terminal.
    .configureHelp({
      formatItem,
      // Commander wraps no text on terminals of 40 columns and fewer.
      minWidthToWrap: 20,
      commandDescription: (command) => command.description().replace(/([^\n.:}])\n(?=\S)/g, '$1 '),
    })
    .exitOverride()
    .configureOutput({
      ...(terminal.stdoutIsTTY ? { getOutHelpWidth: () => terminal.columns } : {}),
      // `run` reports what could not be written.
      writeOut: (text) => void terminal.write(text).catch(() => undefined),
      writeErr: (text) => terminal.note(text.trimEnd()),
      // `run` prints errors, as one line.
      outputError: () => undefined,
    })
    .addHelpText(
      'after',
      '\nExamples:\n  mondo demo\n  mondo crawl https://okwave.jp/qa/q8165099.html --contact you@example.org\n  mondo parse --help',
    )
  for (const register of commands) register(program, terminal)
  return program
}

function commandNamed(program: Command, args: readonly string[]): string {
  const path = ['mondo']
  let { commands: known } = program
  for (const arg of args) {
    const command = known.find((one) => one.name() === arg)
    if (command === undefined) break
    path.push(arg)
    known = command.commands
  }
  return path.join(' ')
}

function isVerbose(args: readonly string[]): boolean {
  return args.includes('--verbose') || Boolean(process.env['MONDO_DEBUG'])
}
