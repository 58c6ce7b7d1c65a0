/**
 * The command line as a whole: every command registers itself here, and every way to fail ends as one line and an
 * exit code. Command files import their heavy modules inside their actions, so that `mondo --help` stays fast.
 */
import { Command } from 'commander'
import { databaseTrouble } from '../load/database-trouble.ts'
import { mondoVersion } from '../model/version.ts'
import { registerArchive } from './archive.ts'
import { registerCheck } from './check.ts'
import { registerCrawl } from './crawl.ts'
import { registerDb } from './db.ts'
import { registerDemo } from './demo.ts'
import { failureOf } from './error-line.ts'
import type { ExitCode } from './exit-codes.ts'
import { registerExport } from './export.ts'
import { registerFetch } from './fetch.ts'
import { registerFixture } from './fixture.ts'
import { registerFrontier } from './frontier.ts'
import { registerLoad } from './load.ts'
import type { Terminal } from './output.ts'
import { registerParse } from './parse.ts'
import { registerReparse } from './reparse.ts'
import { registerRobots } from './robots.ts'
import { registerSchedule } from './schedule.ts'
import { registerSql } from './sql.ts'
import { registerStatus } from './status.ts'
import { registerWork } from './work.ts'

/** Adds one command to the program. */
export type Register = (program: Command, terminal: Terminal) => void

const commands: readonly Register[] = [
  registerDemo,
  registerCrawl,
  registerWork,
  registerSchedule,
  registerFrontier,
  registerFetch,
  registerParse,
  registerLoad,
  registerReparse,
  registerStatus,
  registerRobots,
  registerSql,
  registerExport,
  registerFixture,
  registerArchive,
  registerDb,
  registerCheck,
]

/** Runs `mondo ARGUMENTS` and resolves to its exit code; never rejects. */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const program = buildProgram(terminal)
  try {
    await program.parseAsync(args, { from: 'user' })
    return terminal.exitCode
  } catch (error) {
    const { exitCode, line } = failureOf(databaseTrouble(error) ?? error, commandNamed(program, args))
    if (line !== null) terminal.note(line)
    if (isVerbose(args) && error instanceof Error) terminal.note(error.stack ?? '')
    return exitCode
  }
}

function buildProgram(terminal: Terminal): Command {
  const program = new Command('mondo')
    .description('Turns Q&A pages into a Postgres database that people can query.')
    .version(mondoVersion())
    .usage('COMMAND [options]')
    .helpCommand(false)
    .showSuggestionAfterError()
    // A line that ends within a sentence was folded for the source: the width of the terminal folds it.
    .configureHelp({
      commandDescription: (command) => command.description().replace(/([^\n.:}])\n(?=\S)/g, '$1 '),
    })
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void terminal.write(text),
      writeErr: (text) => terminal.note(text.trimEnd()),
      // Said by `run`, as one line.
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
  const name = program.commands.map((command) => command.name()).find((known) => known === args[0])
  return name === undefined ? 'mondo' : `mondo ${name}`
}

function isVerbose(args: readonly string[]): boolean {
  return args.includes('--verbose') || Boolean(process.env['MONDO_DEBUG'])
}
