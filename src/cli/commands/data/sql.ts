/** `mondo sql`: one read-only query, as a table, JSON or CSV. */
import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import { openFile, readWhole } from '../../../app/input-files.ts'
import { MondoError } from '../../../model/errors.ts'
import { type CommonFlags, commonOptions, withCommonOptions } from '../../options/common-options.ts'
import { durationFlag } from '../../options/option-values.ts'
import type { Terminal } from '../../output/terminal.ts'

interface SqlFlags extends CommonFlags {
  readonly csv?: true
  /** Seconds. */
  readonly timeout?: number
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
        'table and column there has a comment (mondo db docs). A table shows the first 1,000 rows; JSON and CSV are\n' +
        'streamed and print all.\n\n' +
        'It cannot write: one query, in a transaction that only reads. Yet a superuser of a Postgres server can call\n' +
        'functions that act outside the database (pg_read_file): ask as an analyst instead (mondo db grant-analyst).\n' +
        'The embedded database cannot interrupt a query that runs: there --timeout is looked at every 500 rows, and\n' +
        'Ctrl-C ends the program.',
    )
    .argument('<query>', 'the query, or a file that holds it; - is stdin')
    .option('--csv', 'comma-separated values on stdout')
    .option(
      '--timeout <duration>',
      'what the query may take, as in 60s; 0 for no limit (default: what the server sets)',
      durationFlag,
    )
    .action((query: string, flags: SqlFlags) => sql(query, flags, terminal))
}

async function sql(query: string, flags: SqlFlags, terminal: Terminal): Promise<void> {
  const { databaseUrl, json } = commonOptions(flags)
  if (json && flags.csv) {
    throw new MondoError('usage', 'sql: --json and --csv exclude each other', { hint: 'Give one of them' })
  }
  const text = await queryText(query, terminal)
  const options = {
    environment: process.env,
    ...(flags.timeout === undefined ? {} : { timeoutMs: flags.timeout * 1000 }),
  }
  const { eachBatch } = await import('../../../analyse/run-sql.ts')
  const formats = await import('../../output/row-formats.ts')
  if (json || flags.csv) {
    const format = json ? formats.jsonFormat() : formats.csvFormat()
    let isFirst = true
    await eachBatch(databaseUrl, text, options, async ({ columns, rows }) => {
      await terminal.write((isFirst ? format.begin(columns) : '') + format.rows(rows))
      isFirst = false
      return !terminal.readerIsGone
    })
    await terminal.write(format.end())
    return
  }
  let names: readonly string[] = []
  const kept: (readonly unknown[])[] = []
  await eachBatch(databaseUrl, text, options, async ({ columns, rows }) => {
    names = columns
    kept.push(...rows)
    return kept.length <= maxTableRows
  })
  await terminal.write(formats.tableOf(names, kept.slice(0, maxTableRows), kept.length > maxTableRows))
}

/** Columns are aligned over all rows, so all rows are held in memory. More would be too long to read. */
const maxTableRows = 1_000

/** A query is more than one word; a single word that names a file is read as a file. */
const namesFile = (query: string): boolean =>
  /\.sql$/i.test(query) || (!/\s/.test(query) && existsSync(query))

const maxQueryBytes = 1024 * 1024

async function queryText(query: string, terminal: Terminal): Promise<string> {
  if (query !== '-' && !namesFile(query)) return query
  const bytes =
    query === '-'
      ? await readWhole(terminal.stdin, 'stdin', maxQueryBytes)
      : await readWhole(openFile(query), query, maxQueryBytes)
  return new TextDecoder().decode(bytes)
}
