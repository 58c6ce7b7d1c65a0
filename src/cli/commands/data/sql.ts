/** `mondo sql`: one read-only query, as a table, JSON or CSV. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import type { PrintedResult } from '../../../analyse/read-session.ts'
import { MondoError } from '../../../model/errors.ts'
import { type CommonFlags, commonOptions, withCommonOptions } from '../../options/common-options.ts'
import { durationFlag } from '../../options/option-values.ts'
import type { RowFormat } from '../../output/row-formats.ts'
import type { Terminal } from '../../output/terminal.ts'

interface SqlFlags extends CommonFlags {
  readonly csv?: true
  readonly forSpreadsheet?: true
  readonly expanded?: true
  readonly list?: true
  readonly whileCrawling?: true
  readonly param?: Readonly<Record<string, string>>
  /** Seconds. */
  readonly timeout?: number
}

export function registerSql(program: Command, terminal: Terminal): void {
  withCommonOptions(program.command('sql'), [
    `mondo sql "select status, count(*) from qa.question group by status"`,
    'mondo sql @unanswered_question',
    `mondo sql @search -p words=派遣`,
    `mondo sql "select title from qa.question where :category = any (categories)" -p category=派遣`,
    `mondo sql "select * from qa.thread where question_id = '2000021'" -x`,
    `mondo sql "select title, url from qa.question where status = 'open'" --for-spreadsheet > open.csv`,
    `mondo sql report.sql --json`,
    `echo "select * from qa.answer limit 5" | mondo sql -`,
  ])
    .summary('ask the database one read-only query')
    .description(
      'Runs one query, read-only, and prints its rows: an aligned table (long values are cut), with -x one line a column,\n' +
        'with --json an array of row objects, with --csv comma-separated values (RFC 4180). What analysts read is in the\n' +
        'schema qa; every table and column there has a comment (mondo db docs). A table shows the first 1,000 rows;\n' +
        'the others are streamed and print all.\n\n' +
        ':name in a query is a parameter: -p name=value gives its value, whose type Postgres finds out. A comment line\n' +
        '-- :name = value in the query declares a default. @NAME is a saved query: those of sql/examples and the files\n' +
        'NAME.sql in the folder sql of the data folder; --list shows them.\n\n' +
        'It cannot write: one query, in a transaction that only reads. Yet a superuser of a Postgres server can call\n' +
        'functions that act outside the database (pg_read_file): ask as an analyst instead (mondo db grant-analyst).\n' +
        'The embedded database cannot interrupt a query that runs: there --timeout is looked at every 500 rows, and\n' +
        'Ctrl-C ends the program. While a crawl runs on the data folder, --while-crawling asks through it, between its\n' +
        'transactions: up to 10,000 rows; the crawl waits for the query, which --timeout only stops waiting for.',
    )
    .argument('[query]', 'the query, a file that holds it, or @NAME of a saved one; - is stdin')
    .option('-p, --param <name=value>', 'value of a parameter of the query; may be repeated', parameterFlag)
    .option('-x, --expanded', 'one line a column, as for rows that are wider than the terminal')
    .option('--csv', 'comma-separated values on stdout')
    .option(
      '--for-spreadsheet',
      'CSV that a spreadsheet opens as it is: marked as UTF-8, and an apostrophe before texts that look like a formula',
    )
    .option('--while-crawling', 'also where a running crawl holds the data folder; it waits for the query')
    .option('--list', 'show the saved queries, with their parameters')
    .option(
      '--timeout <duration>',
      'what the query may take, as in 60s; 0 for no limit (default: what the server sets)',
      durationFlag,
    )
    .action((query: string | undefined, flags: SqlFlags) => sql(query, flags, terminal))
}

/** `category=派遣`; only the first = counts. */
function parameterFlag(given: string, before: Readonly<Record<string, string>> = {}) {
  const [, name, value] = /^:?([a-z_]\w*)=(.*)$/is.exec(given) ?? []
  if (name !== undefined && value !== undefined) return { ...before, [name]: value }
  throw new MondoError('usage', `sql: -p ${given} gives no value`, {
    hint: 'Write it as in -p category=派遣',
  })
}

async function sql(query: string | undefined, flags: SqlFlags, terminal: Terminal): Promise<void> {
  const { databaseUrl, dataFolder } = commonOptions(flags)
  const queries = join(dataFolder, 'sql')
  if (flags.list) return await printList(queries, flags, terminal)
  if (query === undefined) {
    throw new MondoError('usage', 'sql: there is no query', {
      hint: 'Give one, as in mondo sql "select count(*) from qa.question"; mondo sql --list shows saved ones',
    })
  }
  const format = await rowFormat(flags)
  const text = await queryText(query, queries, terminal)
  const options = {
    environment: process.env,
    parameters: flags.param ?? {},
    besideHolder: flags.whileCrawling === true,
    ...(flags.timeout === undefined ? {} : { timeoutMs: flags.timeout * 1000 }),
  }
  const { eachBatch } = await import('../../../analyse/run-sql.ts')
  const each = async (take: (batch: PrintedResult) => Promise<boolean>) => {
    try {
      await eachBatch(databaseUrl, text, options, take)
    } catch (error) {
      const { QueryError } = await import('../../../analyse/sql/query-error.ts')
      if (error instanceof QueryError && error.excerpt !== null) terminal.note(error.excerpt)
      throw flags.whileCrawling ? error : withWayIn(error)
    }
  }
  if (format !== null) {
    await each(async (batch) => {
      await terminal.write(format.batch(batch))
      return !terminal.readerIsGone
    })
    await terminal.write(format.end())
    return
  }
  let kept: PrintedResult = { columns: [], types: [], rows: [] }
  await each(async (batch) => {
    kept = { ...batch, rows: [...kept.rows, ...batch.rows] }
    return kept.rows.length <= maxTableRows
  })
  const { expandedFormat, tableOf } = await import('../../output/row-formats.ts')
  const { fits } = await import('../../output/fitted-table.ts')
  const rows = kept.rows.slice(0, maxTableRows)
  const isCut = kept.rows.length > maxTableRows
  const table = tableOf({ ...kept, rows }, isCut)
  if (isCut || fits(table, terminal.columns)) return await terminal.write(table)
  const expanded = expandedFormat()
  await terminal.write(expanded.batch({ ...kept, rows }) + expanded.end())
}

/** A query may take long, and the crawl would wait for it: people say that they mean it. */
function withWayIn(error: unknown): unknown {
  if (!(error instanceof MondoError) || error.code !== 'data-folder-locked') return error
  return new MondoError(error.code, error.message, {
    cause: error,
    hint: 'Ask between its transactions with --while-crawling (it waits for the query), or wait until it ends',
  })
}

/** Null for a table, whose columns are known when all its rows are. */
async function rowFormat({ json, csv, forSpreadsheet, expanded }: SqlFlags): Promise<RowFormat | null> {
  const asked = [json && '--json', (csv || forSpreadsheet) && '--csv', expanded && '--expanded'].filter(
    (name) => typeof name === 'string',
  )
  if (asked.length > 1) {
    throw new MondoError('usage', `sql: ${asked.join(' and ')} exclude each other`, {
      hint: 'Give one of them',
    })
  }
  const formats = await import('../../output/row-formats.ts')
  if (json) return formats.jsonFormat()
  if (csv || forSpreadsheet) return formats.csvFormat({ forSpreadsheet: forSpreadsheet === true })
  return expanded ? formats.expandedFormat() : null
}

async function printList(folder: string, { json }: SqlFlags, terminal: Terminal): Promise<void> {
  const { savedQueries } = await import('../../../analyse/sql/saved-queries.ts')
  const queries = await savedQueries(folder)
  if (json) {
    return await terminal.printJson(
      queries.map(({ name, question, parameters }) => ({
        name,
        question,
        parameters: Object.fromEntries(parameters.map((one) => [one.name, one.fallback ?? null])),
      })),
    )
  }
  const { renderTable } = await import('../../output/table.ts')
  const rows = queries.map(({ name, question, parameters }) => [
    `@${name}`,
    parameters.map((one) => `${one.name}=${one.fallback ?? ''}`).join(' '),
    question,
  ])
  await terminal.print(renderTable(['query', 'parameters', 'answers'], rows))
}

/** Columns are aligned over all rows, so all rows are held in memory. More would be too long to read. */
const maxTableRows = 1_000

/** A query is more than one word; a single word that names a file is read as a file. */
const namesFile = (query: string): boolean =>
  /\.sql$/i.test(query) || (!/\s/.test(query) && existsSync(query))

const maxQueryBytes = 1024 * 1024

async function queryText(query: string, folder: string, terminal: Terminal): Promise<string> {
  if (/^@[\w-]+$/.test(query)) {
    const { savedQueryNamed } = await import('../../../analyse/sql/saved-queries.ts')
    return (await savedQueryNamed(query.slice(1), folder)).text
  }
  if (query !== '-' && !namesFile(query)) return query.replace(/^\n/, '')
  const { openFile, readWhole } = await import('../../../app/input-files.ts')
  const bytes =
    query === '-'
      ? await readWhole(terminal.stdin, 'stdin', maxQueryBytes)
      : await readWhole(openFile(query), query, maxQueryBytes)
  return new TextDecoder().decode(bytes)
}
