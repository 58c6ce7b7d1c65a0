/**
 * Writes Parquet, a row group at a time. Instants are TIMESTAMP with isAdjustedToUTC, so that readers know them as instants
 * and not as local times; text[] is a LIST; json is a text, which every reader knows; pages are zstd, four times smaller than the writer's own snappy on text.
 */
import { zstdCompressSync } from 'node:zlib'
import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer'
import { daysOf } from './calendar.ts'
import type { ColumnKind, ExportColumn } from './export-columns.ts'
import { isInfinite } from './text-files.ts'
import type { TableFile } from './whole-folder.ts'
import { HashedFile } from './whole-folder.ts'

/** A row group is held as columns, encoded and compressed: this many rows or characters, whichever is first. */
const groupRows = 20_000
const groupCharacters = 4 * 1024 * 1024

export interface ParquetOptions {
  readonly createdBy: string
  /** Keys and values for the end of the file. */
  readonly metadata: Readonly<Record<string, string>>
}

export async function parquetFile(
  path: string,
  columns: readonly ExportColumn[],
  { createdBy, metadata }: ParquetOptions,
): Promise<TableFile> {
  const file = await HashedFile.create(path)
  const buffer = new ByteWriter()
  const parquet = new ParquetWriter({
    writer: buffer,
    schema: parquetSchema(columns),
    codec: 'ZSTD',
    compressors: { ZSTD: (bytes) => zstdCompressSync(bytes) },
    createdBy,
    kvMetadata: Object.entries(metadata).map(([key, value]) => ({ key, value })),
  })
  let group = emptyGroup(columns)

  const flushBuffer = async () => {
    await file.write(buffer.getBytes())
    buffer.index = 0
  }
  const flushGroup = async () => {
    if (group.rows === 0) return
    await parquet.write({
      columnData: columns.map(({ name }, i) => ({ name, data: group.values[i] ?? [] })),
      rowGroupSize: group.rows,
    })
    await flushBuffer()
    group = emptyGroup(columns)
  }

  return {
    async write(rows) {
      for (const row of rows) {
        columns.forEach(({ kind }, i) => {
          group.values[i]?.push(parquetValue(kind, row[i]))
          group.characters += sizeOf(row[i])
        })
        group.rows += 1
        if (group.rows >= groupRows || group.characters >= groupCharacters) await flushGroup()
      }
    },
    async finish() {
      await flushGroup()
      await parquet.finish()
      await flushBuffer()
      return await file.finish()
    },
    close: () => file.close(),
  }
}

interface RowGroup {
  readonly values: unknown[][]
  rows: number
  characters: number
}

function emptyGroup(columns: readonly ExportColumn[]): RowGroup {
  return { values: columns.map(() => []), rows: 0, characters: 0 }
}

function sizeOf(value: unknown): number {
  return typeof value === 'string' ? value.length : 8
}

function parquetValue(kind: ColumnKind, value: unknown): unknown {
  if (value === null || value === undefined) return null
  if (kind === 'int64') return BigInt(String(value))
  if (kind === 'instant') return parquetInstant(String(value))
  if (kind === 'date') return daysOf(String(value))
  if (kind === 'double' || kind === 'numeric') return Number(value)
  // Lists are nested one level deep: elements of a multidimensional array are JSON.
  if (kind === 'list' && Array.isArray(value))
    return value.map((one) => (Array.isArray(one) ? JSON.stringify(one) : one))
  return value
}

/** Null for infinity, and for times that do not fit: the last months of Postgres's range, in the year 294247 and later. */
function parquetInstant(value: string): bigint | null {
  if (isInfinite(value)) return null
  const micros = BigInt(value)
  return BigInt.asIntN(64, micros) === micros ? micros : null
}

function parquetSchema(columns: readonly ExportColumn[]): SchemaElement[] {
  return [{ name: 'root', num_children: columns.length }, ...columns.flatMap(schemaElements)]
}

function schemaElements({ name, kind, nullable }: ExportColumn): SchemaElement[] {
  const head = { name, repetition_type: nullable ? ('OPTIONAL' as const) : ('REQUIRED' as const) }
  if (kind !== 'list') return [{ ...head, ...elements[kind] }]
  return [
    { ...head, converted_type: 'LIST', logical_type: { type: 'LIST' }, num_children: 1 },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', repetition_type: 'OPTIONAL', ...elements.text },
  ]
}

const elements: Readonly<Record<Exclude<ColumnKind, 'list'>, Partial<SchemaElement>>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  boolean: { type: 'BOOLEAN' },
  int32: { type: 'INT32' },
  int64: { type: 'INT64' },
  double: { type: 'DOUBLE' },
  numeric: { type: 'DOUBLE' },
  instant: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MICROS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' },
  },
  date: { type: 'INT32', converted_type: 'DATE', logical_type: { type: 'DATE' } },
  // As text: polars refuses a file with a column of type JSON.
  json: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
}
