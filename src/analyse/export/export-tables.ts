/**
 * Exports the tables of `qa` as files: all from one snapshot, streamed in constant memory on both stores, with a manifest
 * that describes the files and their digests.
 */
import { join } from 'node:path'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../../database/schema/schema.ts'
import type { Store } from '../../database/store.ts'
import { closing } from '../../model/closing.ts'
import { MondoError } from '../../model/errors.ts'
import { mondoVersion } from '../../model/package-files.ts'
import { type Catalog, type Relation, readCatalog, schemaVersion } from '../catalog.ts'
import { qualified } from '../er-diagram.ts'
import { type ReadSession, readSession } from '../read-session.ts'
import { exportColumns, exportQuery } from './export-columns.ts'
import { changedPlans, changeRange, writeCursor } from './export-cursor.ts'
import { type ExportTarget, fileForEachTable, type TablePlan } from './export-target.ts'
import { type Pseudonyms, pseudonyms, stillIdentifying } from './pseudonyms.ts'
import { relationRows } from './relation-rows.ts'
import type { SqliteOptions } from './sqlite-file.ts'
import { tableMetadata } from './table-metadata.ts'
import { csvFile, jsonlFile } from './text-files.ts'
import { HashedFile, type WrittenFile, wholeFolder } from './whole-folder.ts'

export const exportFormats = ['parquet', 'jsonl', 'csv', 'sqlite', 'records'] as const
export type ExportFormat = (typeof exportFormats)[number]

export interface ExportOptions {
  readonly format: ExportFormat
  /** A folder that does not exist yet, or is empty. */
  readonly out: string
  /** Only rows that changed, appeared or disappeared since then, by capture time. */
  readonly since: Date | null
  /** Tables and views of qa, with or without the schema; null for all tables. */
  readonly tables: readonly string[] | null
  /** Replaces names and profile URLs of people by hashes with this key. */
  readonly pseudonymKey: string | null
  /** CSV that a spreadsheet opens as it is, at the price of exactness. */
  readonly forSpreadsheet?: boolean
  /**
   * A file that says how far the last export went: only what was written since is exported, and what was removed is in a file
   * `deleted`. Made by the first export, which is of everything.
   */
  readonly cursor?: string | null
  readonly signal?: AbortSignal
}

export interface Manifest {
  readonly mondo: string
  readonly exportedAt: string
  readonly format: ExportFormat
  /** Newest migration of the database; null where the login may not see it. */
  readonly schemaVersion: string | null
  readonly since: string | null
  /** Given where a crawl held the data folder: it may have committed between two reads. */
  readonly oneMoment?: false
  /** Of an export with a cursor: the transactions of qa.change_log that it is of; `from` null for all. */
  readonly cursor?: { readonly epoch: string; readonly from: number | null; readonly to: number }
  readonly pseudonymised: false | { readonly keyId: string }
  /** Of a pseudonymised export: columns that can still lead to a person, with the reason. */
  readonly stillIdentifies?: Readonly<Record<string, string>>
  readonly tables: readonly ExportedTable[]
}

export interface ExportedTable extends WrittenFile {
  readonly table: string
  readonly file: string
  readonly rows: number
  readonly columns: readonly { readonly name: string; readonly type: string }[]
}

/** Throws `usage` for an invalid table or folder, `export-write` if the disk fails; then nothing is left behind. */
export async function exportTables(store: Store, options: ExportOptions): Promise<Manifest> {
  if (options.format === 'records') return await exportRecords(store, options)
  const hidden = options.pseudonymKey === null ? null : pseudonyms(options.pseudonymKey)
  return await readSession(store, {}, async (session) => {
    const all = planned(await readCatalog(session), options)
    const { cursor = null } = options
    const range = cursor === null ? null : await changeRange(session, cursor, all.map(tableOf))
    const plans = range === null ? all : changedPlans(all, range)
    const manifest = await wholeFolder(options.out, async (folder) => {
      const { rows } = await session.all('select now()')
      const about = {
        mondo: mondoVersion(),
        exportedAt: rows[0]?.[0] instanceof Date ? rows[0][0].toISOString() : '',
        schemaVersion: await schemaVersion(session),
        since: options.since?.toISOString() ?? null,
      }
      const changes = range && {
        epoch: range.to.epoch,
        from: range.from?.before ?? null,
        to: range.to.before,
      }
      await using target = closing(await exportTarget(options, folder, about))
      const counted: Omit<ExportedTable, keyof WrittenFile>[] = []
      for (const plan of plans) counted.push(await exportTable(session, plan, target, options.signal, hidden))
      const files = await target.finish(session)
      const manifest: Manifest = {
        ...about,
        ...(session.isOneMoment ? {} : { oneMoment: false as const }),
        format: options.format,
        ...(changes === null ? {} : { cursor: changes }),
        pseudonymised: hidden === null ? false : { keyId: hidden.keyId },
        ...(hidden === null ? {} : { stillIdentifies: stillIdentifying(plans, hidden) }),
        tables: counted.map((table) => ({ ...table, ...fileOf(files, table.file) })),
      }
      await writeManifest(join(folder, 'manifest.json'), manifest)
      return manifest
    })
    if (cursor !== null && range !== null) await writeCursor(cursor, range.to)
    return manifest
  })
}

function tableOf({ relation }: TablePlan): string {
  return relation.name
}

/** One file; of one moment on a server too. */
async function exportRecords({ db, holder }: Store, options: ExportOptions): Promise<Manifest> {
  if (options.tables !== null || options.pseudonymKey !== null) {
    throw new MondoError(
      'usage',
      'Records are whole: --tables and --pseudonymise are not for --format records.',
      {
        hint: 'Leave them out, or export tables in another format.',
      },
    )
  }
  const { writeRecords } = await import('./records-file.ts')
  const { format, since, out, signal } = options
  const snapshot = db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only')
  const read = async <Result>(work: (trx: Kysely<Database>) => Promise<Result>) =>
    holder === null ? await snapshot.execute(work) : await work(db)
  return await wholeFolder(out, (folder) =>
    read(async (trx) => {
      const { rows } = await sql<{ now: Date; version: string | null }>`
        select now(), (select max(name) from crawl.migration) as version`.execute(trx)
      const name = 'records.jsonl'
      await using file = closing(await HashedFile.create(join(folder, name)))
      const count = await writeRecords(trx, file, { since, signal })
      const written = await file.finish()
      const manifest: Manifest = {
        mondo: mondoVersion(),
        exportedAt: rows[0]?.now.toISOString() ?? '',
        schemaVersion: rows[0]?.version ?? null,
        since: since?.toISOString() ?? null,
        ...(holder === null ? {} : { oneMoment: false as const }),
        format,
        pseudonymised: false,
        tables: [{ table: 'records', file: name, rows: count, columns: [], ...written }],
      }
      await writeManifest(join(folder, 'manifest.json'), manifest)
      return manifest
    }),
  )
}

function fileOf(files: ReadonlyMap<string, WrittenFile>, name: string): WrittenFile {
  const file = files.get(name)
  if (file === undefined) throw new Error(`no file ${name} was written`)
  return file
}

function planned(catalog: Catalog, { tables, since }: ExportOptions): readonly TablePlan[] {
  const known = catalog.relations.filter(({ schema }) => schema === 'qa')
  const relations =
    tables === null ? known.filter(({ kind }) => kind === 'table') : tables.map((name) => named(name, known))
  if (relations.length === 0) {
    throw new MondoError('usage', 'There is no table to export.', {
      hint: 'mondo db migrate makes the tables.',
    })
  }
  return [...new Set(relations)].map((relation) => {
    const columns = exportColumns(relation)
    const query = exportQuery(relation, columns, since)
    if (query !== null) return { relation, columns, since, query }
    throw new MondoError('usage', `${qualified(relation)} does not say when its rows changed.`, {
      hint: 'Export it without --since, or leave it out of --tables.',
    })
  })
}

function named(name: string, known: readonly Relation[]): Relation {
  const found = known.find((relation) => relation.name === name || qualified(relation) === name)
  if (found !== undefined) return found
  throw new MondoError('usage', `There is no table or view ${name} in the schema qa.`, {
    hint: `There are: ${known.map((relation) => relation.name).join(', ')}.`,
  })
}

const batchSize = 1000

async function exportTable(
  session: ReadSession,
  plan: TablePlan,
  target: ExportTarget,
  signal: AbortSignal | undefined,
  hidden: Pseudonyms | null,
): Promise<Omit<ExportedTable, keyof WrittenFile>> {
  const { relation, columns, since } = plan
  await using writer = closing(await target.table(plan))
  const replaced = hidden?.forRow(columns, relation.name)
  let count = 0
  const selection = { relation, expressions: columns.map((column) => column.sql), since }
  const chosen = plan.changed === undefined ? null : rowsOfQuery(session, plan.changed)
  for await (const rows of chosen ?? relationRows(session, selection, batchSize)) {
    signal?.throwIfAborted()
    count += rows.length
    await writer.write(replaced === undefined ? rows : rows.map(replaced))
  }
  await writer.finish()
  return {
    table: qualified(relation),
    file: writer.file,
    rows: count,
    columns: columns.map((column) => ({ name: column.name, type: column.type })),
  }
}

async function* rowsOfQuery(session: ReadSession, query: string) {
  for await (const { rows } of session.batches(query, batchSize)) yield rows
}

async function exportTarget(
  { format, since, tables, forSpreadsheet = false }: ExportOptions,
  folder: string,
  about: SqliteOptions['about'],
): Promise<ExportTarget> {
  switch (format) {
    case 'parquet': {
      const { parquetFile } = await import('./parquet-file.ts')
      const createdBy = `mondo version ${mondoVersion()}`
      return fileForEachTable(folder, format, (path, plan) => {
        const metadata = tableMetadata(plan, about['schemaVersion'] ?? null)
        return parquetFile(path, plan.columns, { createdBy, metadata })
      })
    }
    case 'jsonl':
      return fileForEachTable(folder, format, (path, { columns }) => jsonlFile(path, columns))
    case 'csv':
      return fileForEachTable(folder, format, (path, { columns }) =>
        csvFile(path, columns, { forSpreadsheet }),
      )
    case 'records':
      throw new TypeError('records are no tables')
    case 'sqlite': {
      // Node 22 prints a warning when it loads SQLite.
      const { sqliteTarget } = await import('./sqlite-file.ts')
      return sqliteTarget({ folder, about, isPart: since !== null || tables !== null })
    }
  }
}

async function writeManifest(path: string, manifest: Manifest): Promise<void> {
  await using file = closing(await HashedFile.create(path))
  await file.write(`${JSON.stringify(manifest, null, 2)}\n`)
  await file.finish()
}
