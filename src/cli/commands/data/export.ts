/** `mondo export`: writes the tables of `qa` as files for other tools. */
import { type Command, Option } from 'commander'
import type { ExportFormat } from '../../../analyse/export/export-tables.ts'
import type { Store } from '../../../database/store.ts'
import { MondoError } from '../../../model/errors.ts'
import { type CommonFlags, commonOptions, withCommonOptions } from '../../options/common-options.ts'
import { isoTime, nameList } from '../../options/option-values.ts'
import { stopSignal } from '../../output/stop-signal.ts'
import type { Terminal } from '../../output/terminal.ts'

interface ExportFlags extends CommonFlags {
  readonly format: ExportFormat
  readonly out: string
  readonly since?: Date
  readonly tables?: readonly string[]
  readonly pseudonymise?: true
  readonly keyFile?: string
  readonly forSpreadsheet?: true
  readonly cursor?: string
}

export function registerExport(program: Command, terminal: Terminal): void {
  withCommonOptions(program.command('export'), [
    'mondo export --out export-2026-11-23',
    'mondo export --format csv --for-spreadsheet --tables question,answer --out for-spreadsheet',
    'mondo export --format sqlite --out for-datasette',
    'mondo export --format records --out records && mondo load records --db postgres://localhost/mondo',
    'mondo export --format jsonl --since 2026-11-01T00:00:00+09:00 --out november',
    'mondo export --format jsonl --cursor warehouse.cursor --out changes-2026-11-23',
    'mondo export --pseudonymise --key-file pseudonym.key --out for-research',
  ])
    .summary('write the tables of qa as Parquet, JSON lines, CSV or SQLite')
    .description(
      'Writes every table of the schema qa (or the tables and views of --tables) to a new folder, one file a table, and a\n' +
        'manifest.json with counts, schema version and SHA-256 digests. All tables are of one moment. The folder is there\n' +
        'when everything in it is whole, and not before. SQLite is one file, mondo.sqlite, with a full-text search\n' +
        '(docs/analysts.md). Records are one file, records.jsonl, that mondo load takes: one line for each capture that showed\n' +
        'something new, so that another database gets the same rows and the same history.\n\n' +
        '--since takes rows that have changed, come or gone at that time or after; times are those of the captures.\n' +
        '--cursor goes by when rows were loaded: the first export with a new file is of everything; the next with that file has\n' +
        'exactly the rows that were written since, whatever the times of their captures, and in the file deleted the keys of\n' +
        'rows that were removed. A cursor of a database that was rebuilt since is refused (exit 2): export in full then.\n' +
        '--pseudonymise replaces names and profile URLs of people by keyed hashes: the same name is the same hash in every\n' +
        'table. Texts stay as they are, and a question can be found on its site by its URL: this is no anonymisation. The\n' +
        'manifest lists the columns that can still lead to a person.',
    )
    .addOption(
      new Option('--format <format>', 'of the files')
        .choices(['parquet', 'jsonl', 'csv', 'sqlite', 'records'])
        .default('parquet'),
    )
    .requiredOption('--out <dir>', 'folder to make; it must not be there, or be empty')
    .option(
      '--for-spreadsheet',
      'CSV marked as UTF-8, with an apostrophe before texts that look like a formula (default: exact)',
    )
    .option('--since <time>', 'only rows that have changed since, as in 2026-11-20T09:00:00+09:00', isoTime)
    .option(
      '--cursor <file>',
      'only what was written since the last export with this file, which is then renewed',
    )
    .option('--tables <names>', 'tables and views of qa, separated by commas (default: all tables)', nameList)
    .option('--pseudonymise', 'replace names of people by keyed hashes')
    .option('--key-file <file>', 'the key for that (default: $MONDO_PSEUDONYM_KEY)')
    .action((flags: ExportFlags) => exportAll(flags, terminal))
}

async function exportAll(flags: ExportFlags, terminal: Terminal): Promise<void> {
  const { databaseUrl, json } = commonOptions(flags)
  const pseudonymKey = await keyOf(flags)
  const { readStore } = await import('../../../database/store.ts')
  const { exportTables } = await import('../../../analyse/export/export-tables.ts')

  using stop = stopSignal()
  const { format, out, since = null, tables = null, forSpreadsheet = false, cursor = null } = flags
  if (forSpreadsheet && format !== 'csv') {
    throw new MondoError('usage', `export: --for-spreadsheet is for --format csv, not for ${format}`, {
      hint: 'Give both, or neither',
    })
  }
  if (cursor !== null && (since !== null || format === 'sqlite' || format === 'records')) {
    throw new MondoError('usage', 'export: --cursor is for parquet, jsonl and csv, and not with --since', {
      hint: 'A cursor says by itself since when; SQLite and records are whole',
    })
  }
  const options = { format, out, since, tables, pseudonymKey, forSpreadsheet, cursor, signal: stop.signal }
  const read = (store: Store) => exportTables(store, options)
  const manifest = await readStore(databaseUrl, process.env, read, stop.signal, {
    besideHolder: true,
  })
  if (json) return await terminal.printJson(manifest)
  const identifying = Object.keys(manifest.stillIdentifies ?? {}).length
  if (identifying > 0)
    terminal.note(
      `${identifying} columns can still lead to a person, as texts and URLs do: manifest.json lists them`,
    )
  const { renderTable } = await import('../../output/table.ts')
  const rows = manifest.tables.map(({ table, file, rows: count, bytes }) => [table, count, bytes, file])
  await terminal.print(renderTable(['table', 'rows', 'bytes', `in ${flags.out}`], rows))
}

const maxKeyFile = 64 * 1024
/** Enough bytes that a key cannot be guessed. */
const minKeyLength = 16

async function keyOf({ pseudonymise, keyFile }: ExportFlags): Promise<string | null> {
  if (!pseudonymise) {
    if (keyFile === undefined) return null
    throw new MondoError('usage', '--key-file is for --pseudonymise', { hint: 'Give both, or neither' })
  }
  const key = keyFile === undefined ? (process.env['MONDO_PSEUDONYM_KEY'] ?? '') : await keyIn(keyFile)
  if (key.length >= minKeyLength) return key
  throw new MondoError('usage', `--pseudonymise needs a key of ${minKeyLength} characters or more`, {
    hint: 'Make one with: openssl rand -hex 32 > pseudonym.key; and give --key-file pseudonym.key or $MONDO_PSEUDONYM_KEY',
  })
}

async function keyIn(file: string): Promise<string> {
  const { openFile, readWhole } = await import('../../../app/input-files.ts')
  return new TextDecoder().decode(await readWhole(openFile(file), file, maxKeyFile)).trim()
}
