/** The options that every command takes, and their resolved values. */
import { join } from 'node:path'
import type { Command } from 'commander'

/** As commander gives them to a command's action, before defaults from the environment. */
export interface CommonFlags {
  readonly data: string
  readonly db?: string
  readonly json?: true
  readonly verbose?: true
}

export interface CommonOptions {
  /** Holds `archive/*.warc.gz`, `db/` and `db.lock`. */
  readonly dataFolder: string
  readonly archiveFolder: string
  /** `postgres://…`, or `pglite:DIR` for the embedded database. */
  readonly databaseUrl: string
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
    .addHelpText('after', `\nExamples:\n${examples.map((line) => `  ${line}`).join('\n')}`)
}

export function commonOptions(
  flags: CommonFlags,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): CommonOptions {
  const fromEnvironment = environment['DATABASE_URL']
  return {
    dataFolder: flags.data,
    archiveFolder: join(flags.data, 'archive'),
    databaseUrl: flags.db ?? (fromEnvironment ? fromEnvironment : `pglite:${join(flags.data, 'db')}`),
    json: flags.json === true,
    verbose: flags.verbose === true || Boolean(environment['MONDO_DEBUG']),
  }
}
