/** `mondo sql`: one read-only query, as a table for people, or as JSON or CSV for programs. */
import type { Command } from 'commander'
import { MondoError } from '../model/errors.ts'
import { type CommonFlags, commonOptions, withCommonOptions } from './common-options.ts'
import { openFile, readWhole } from './input-files.ts'
import type { Terminal } from './output.ts'

interface SqlFlags extends CommonFlags {
  readonly csv?: true
}

export function registerSql(program: Command, terminal: Terminal): void {
  withCommonOptions(program.command('sql'), [
    `mondo sql "select status, count(*) from qa.question group by status"`,
    `mondo sql "select title, url from qa.question where status = 'open'" --csv > open.csv`,
    `mondo sql report.sql --json`,
    `echo "select * from qa.answer limit 5" | mondo sql -`,
  ])
    .summary('ask the database one read-only query')
    .description(
      'Runs one query, read-only, and prints its rows: an aligned table (long values are cut), with --json an array\n' +
        'of row objects, with --csv comma-separated values (RFC 4180). What analysts read is in the schema qa; every\n' +
        "table and column there has a comment: select obj_description('qa.question'::regclass).",
    )
    .argument('<query>', 'the query, or a file that holds it (a path that ends in .sql); - is stdin')
    .option('--csv', 'comma-separated values on stdout')
    .action((query: string, flags: SqlFlags) => sql(query, flags, terminal))
}

async function sql(query: string, flags: SqlFlags, terminal: Terminal): Promise<void> {
  const { databaseUrl, json } = commonOptions(flags)
  if (json && flags.csv) {
    throw new MondoError('usage', 'sql: --json and --csv exclude each other', { hint: 'Give one of them' })
  }
  const text = await queryText(query, terminal)
  const { runSql } = await import('../analyse/run-sql.ts')
  const { columns, rows } = await runSql(databaseUrl, text)
  const { csvOf, jsonOf, tableOf } = await import('./row-formats.ts')
  if (json) await terminal.write(jsonOf(columns, rows))
  else if (flags.csv) await terminal.write(csvOf(columns, rows))
  else await terminal.write(tableOf(columns, rows))
}

const maxQueryBytes = 1024 * 1024

async function queryText(query: string, terminal: Terminal): Promise<string> {
  if (query !== '-' && !/\.sql$/i.test(query)) return query
  const bytes =
    query === '-'
      ? await readWhole(terminal.stdin, 'stdin', maxQueryBytes)
      : await readWhole(openFile(query), query, maxQueryBytes)
  return new TextDecoder().decode(bytes)
}
