/** Parquet files of an export: values, groups of rows, and what they say of themselves. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { zstdDecompressSync } from 'node:zlib'
import { parquetMetadata, parquetReadObjects } from 'hyparquet'
import { describe, expect, test } from 'vitest'
import type { ExportOptions } from '../../../src/analyse/export/export-tables.ts'
import { mondoVersion } from '../../../src/model/package-files.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'
import { answeringStore } from '../answering-store.ts'
import { answers, exportsTo, started } from './example-tables.ts'

const folder = temporaryFolder()
const { exported } = exportsTo(folder)

describe('Parquet', () => {
  const parquet = async (changed: Partial<ExportOptions> = {}) => {
    const { out } = await exported({ format: 'parquet', ...changed })
    const bytes = readFileSync(join(out, 'question.parquet'))
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
    const compressors = { ZSTD: (given: Uint8Array) => new Uint8Array(zstdDecompressSync(given)) }
    return { metadata: parquetMetadata(file), objects: await parquetReadObjects({ file, compressors }) }
  }

  test('keeps the values of all kinds', async () => {
    const { objects } = await parquet()
    expect(objects[0]).toEqual({
      ...{ site: 'sample', question_id: '1', title: '猫が鳴く', asker_name: '花子', solved: true },
      ...{ answer_count: 2, views: 9007199254740993n, score: 0.5, price: 0.1 },
      ...{ posted_on: new Date('2022-01-22'), changed_at: new Date('2022-01-22T03:04:05.000Z') },
      ...{ checks: '[]', tags: ['ペット', '猫'] },
    })
    expect(objects[1]).toMatchObject({ score: Number.NaN, price: null, posted_on: null, tags: [] })
  })

  test('says of its columns whether they may be null, and of its table what the database says', async () => {
    const { metadata } = await parquet()
    expect(metadata.created_by).toBe(`mondo version ${mondoVersion()}`)
    const repetition = Object.fromEntries(
      metadata.schema.map(({ name, repetition_type: type }) => [name, type]),
    )
    expect(repetition).toMatchObject({ site: 'REQUIRED', asker_name: 'OPTIONAL', changed_at: 'OPTIONAL' })
    const told = Object.fromEntries((metadata.key_value_metadata ?? []).map(({ key, value }) => [key, value]))
    expect(told).toMatchObject({
      'mondo.table': 'qa.question',
      'mondo.schema_version': '0007',
      'mondo.comment': 'Questions,\n  one a row.',
      'mondo.primary_key': '["site","question_id"]',
      'mondo.foreign_keys': '[]',
    })
    expect(JSON.parse(told['mondo.columns'] ?? '')).toContainEqual({
      ...{ name: 'site', type: 'text', comment: 'Which site.' },
    })
  })

  test('has groups of 20,000 rows', async () => {
    const many = { ...answers, rows: Array.from({ length: 20_001 }, (_, id) => [String(id), 'b', '']) }
    const store = answeringStore([...started, [/ from "qa"\."answer" t/, many]])
    const { out } = await exported({ format: 'parquet', tables: ['qa.answer'] }, store)
    const bytes = readFileSync(join(out, 'answer.parquet'))
    const metadata = parquetMetadata(
      bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
    )
    expect(metadata.row_groups.map(({ num_rows: count }) => Number(count))).toEqual([20_000, 1])
  })

  test('has smaller groups of long texts', async () => {
    const long = {
      ...answers,
      rows: Array.from({ length: 5 }, (_, id) => [String(id), 'b', 'x'.repeat(2 ** 20)]),
    }
    const store = answeringStore([...started, [/ from "qa"\."answer" t/, long]])
    const { out } = await exported({ format: 'parquet', tables: ['qa.answer'] }, store)
    const bytes = readFileSync(join(out, 'answer.parquet'))
    const metadata = parquetMetadata(
      bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
    )
    expect(metadata.row_groups.map(({ num_rows: count }) => Number(count))).toEqual([4, 1])
  })
})
