/** The options that every command takes: --data, --db, --json and --verbose. */
import { type Command, Option } from 'commander'
import { type DataFolder, resolveDataFolder } from '../../app/data-folder.ts'

/** As commander gives them to a command's action. */
export interface CommonFlags {
  readonly data: string
  readonly db?: string
  readonly json?: true
  readonly verbose?: true
  readonly logFormat?: string
}

export interface CommonOptions extends DataFolder {
  /** Machine-readable on stdout. */
  readonly json: boolean
  /** Debug logs and stack traces on stderr. */
  readonly verbose: boolean
}

/**
 * Adds --data, --db, --json, --verbose and an Examples section to `--help`.
 *
 * @example
 * ```ts
 * withCommonOptions(program.command('status'), ['mondo status', 'mondo status --json'])
 *   .action(async (flags: CommonFlags) => { const { databaseUrl } = commonOptions(flags) })
 * ```
 */
export function withCommonOptions(
  command: Command,
  examples: readonly string[],
  defaultDataFolder = './mondo-data',
): Command {
  return command
    .option('--data <dir>', 'data folder: the archive and the embedded database', defaultDataFolder)
    .option(
      '--db <url>',
      'database, as postgres://USER:PASSWORD@HOST/NAME or pglite:DIR (default: $DATABASE_URL, else pglite:DATA/db)',
    )
    .option('--json', 'machine-readable result on stdout; logs are always on stderr')
    .option('--verbose', 'debug logs, and stack traces of unexpected errors, on stderr')
    .addOption(logFormatOption())
    .addHelpText('after', examplesText(examples))
}

/** The Examples section of a help text. */
export function examplesText(examples: readonly string[]): string {
  return `\nExamples:\n${examples.map((line) => `  ${line}`).join('\n')}`
}

/** Read before the arguments are, so that errors in them are written in that format too. */
export function logFormatOption(): Option {
  return new Option('--log-format <format>', 'of what goes to stderr (default: text on a terminal)').choices([
    'text',
    'json',
  ])
}

/** Fills in the defaults, some of them from the environment. */
export function commonOptions(
  flags: CommonFlags,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): CommonOptions {
  return {
    ...resolveDataFolder(flags, environment),
    json: flags.json === true,
    verbose: flags.verbose === true || Boolean(environment['MONDO_DEBUG']),
  }
}
