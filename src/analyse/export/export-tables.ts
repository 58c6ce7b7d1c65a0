/**
 * Exports the tables of `qa` as files: all from one snapshot, streamed in constant memory on both stores, with a manifest
 * that describes the files and their digests.
 */
import { join } from 'node:path'
import type { Store } from '../../database/store.ts'
import { closing } from '../../model/closing.ts'
import { MondoError } from '../../model/errors.ts'
import { mondoVersion } from '../../model/package-files.ts'
import { type Catalog, type Relation, readCatalog, schemaVersion } from '../catalog.ts'
import { qualified } from '../er-diagram.ts'
import { type ReadSession, readSession } from '../read-session.ts'
import { type ExportColumn, exportColumns, exportQuery } from './export-columns.ts'
import { parquetFile } from './parquet-file.ts'
import { type Pseudonyms, pseudonyms } from './pseudonyms.ts'
import { csvFile, jsonlFile } from './text-files.ts'
import type { TableFile } from './whole-folder.ts'
import { HashedFile, type WrittenFile, wholeFolder } from './whole-folder.ts'

export const exportFormats = ['parquet', 'jsonl', 'csv'] as const
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
  readonly signal?: AbortSignal
}

export interface Manifest {
  readonly mondo: string
  readonly exportedAt: string
  readonly format: ExportFormat
  /** Newest migration of the database; null where the login may not see it. */
  readonly schemaVersion: string | null
  readonly since: string | null
  readonly pseudonymised: false | { readonly keyId: string }
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
  const hidden = options.pseudonymKey === null ? null : pseudonyms(options.pseudonymKey)
  return await readSession(store, {}, async (session) => {
    const plans = planned(await readCatalog(session), options)
    return await wholeFolder(options.out, async (folder) => {
      const { rows } = await session.all('select now()')
      const tables: ExportedTable[] = []
      for (const plan of plans) tables.push(await exportTable(session, plan, folder, options, hidden))
      const manifest: Manifest = {
        mondo: mondoVersion(),
        exportedAt: rows[0]?.[0] instanceof Date ? rows[0][0].toISOString() : '',
        format: options.format,
        schemaVersion: await schemaVersion(session),
        since: options.since?.toISOString() ?? null,
        pseudonymised: hidden === null ? false : { keyId: hidden.keyId },
        tables,
      }
      await writeManifest(join(folder, 'manifest.json'), manifest)
      return manifest
    })
  })
}

interface TablePlan {
  readonly relation: Relation
  readonly columns: readonly ExportColumn[]
  readonly query: string
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
    if (query !== null) return { relation, columns, query }
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
  { relation, columns, query }: TablePlan,
  folder: string,
  { format, signal }: ExportOptions,
  hidden: Pseudonyms | null,
): Promise<ExportedTable> {
  const name = `${relation.name}.${format}`
  await using file = closing(await tableFile(format, join(folder, name), columns))
  const replace = columns.map((column) => hidden?.forColumn(column, relation.name) ?? null)
  let count = 0
  for await (const { rows } of session.batches(query, batchSize)) {
    signal?.throwIfAborted()
    count += rows.length
    await file.write(rows.map((row) => row.map((value, i) => replace[i]?.(value) ?? value)))
  }
  return {
    table: qualified(relation),
    file: name,
    rows: count,
    ...(await file.finish()),
    columns: columns.map((column) => ({ name: column.name, type: column.type })),
  }
}

async function tableFile(
  format: ExportFormat,
  path: string,
  columns: readonly ExportColumn[],
): Promise<TableFile> {
  if (format === 'parquet') return await parquetFile(path, columns, `mondo version ${mondoVersion()}`)
  return format === 'jsonl' ? await jsonlFile(path, columns) : await csvFile(path, columns)
}

async function writeManifest(path: string, manifest: Manifest): Promise<void> {
  await using file = closing(await HashedFile.create(path))
  await file.write(`${JSON.stringify(manifest, null, 2)}\n`)
  await file.finish()
}
