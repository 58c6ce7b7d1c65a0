/** Parquet files of an export, as DuckDB reads them: values, groups of rows, and what they say of themselves. */
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { describe, expect, test } from 'vitest'
import { mondoVersion } from '../../../src/model/package-files.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'
import { answeringStore } from '../answering-store.ts'
import { answers, exportsTo, started } from './example-tables.ts'

const folder = temporaryFolder()
const { exported } = exportsTo(folder)

/** Rows of a query; FILE in it is the file of the table. */
async function rowsOf(out: string, table: string, query: string): Promise<unknown[][]> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  try {
    const reader = await connection.runAndReadAll(query.replace('FILE', `'${join(out, `${table}.parquet`)}'`))
    return reader.getRowsJson() as unknown[][]
  } finally {
    connection.closeSync()
  }
}

test('the values of all kinds are kept', async () => {
  const { out } = await exported({ format: 'parquet' })
  const rows = await rowsOf(
    out,
    'question',
    'select * replace (epoch_us(changed_at) as changed_at) from FILE',
  )
  expect(rows[0]).toEqual([
    ...['sample', '1', '猫が鳴く', '花子', true, 2, '9007199254740993', 0.5, 0.1, '2022-01-22'],
    ...['1642820645000001', '[]', ['ペット', '猫']],
  ])
  expect(rows[1]?.slice(3, 10)).toEqual([null, false, 0, '0', 'NaN', null, null])
  expect(rows[1]?.at(-1)).toEqual([])
})

test('columns say whether they may be null, and the table what the database says of it', async () => {
  const { out } = await exported({ format: 'parquet' })
  const columns = await rowsOf(out, 'question', 'select name, repetition_type from parquet_schema(FILE)')
  expect(columns).toEqual(
    expect.arrayContaining([
      ['site', 'REQUIRED'],
      ['asker_name', 'OPTIONAL'],
      ['changed_at', 'OPTIONAL'],
    ]),
  )
  expect(await rowsOf(out, 'question', 'select created_by from parquet_file_metadata(FILE)')).toEqual([
    [`mondo version ${mondoVersion()}`],
  ])
  const toldOf = async (table: string) =>
    Object.fromEntries(
      await rowsOf(out, table, 'select decode(key), decode(value) from parquet_kv_metadata(FILE)'),
    ) as Record<string, string>
  const told = await toldOf('question')
  expect(told).toMatchObject({
    'mondo.table': 'qa.question',
    'mondo.schema_version': '0007',
    'mondo.comment': 'Questions,\n  one a row.',
    'mondo.primary_key': '["site","question_id"]',
    'mondo.foreign_keys': '[]',
  })
  expect(JSON.parse(told['mondo.columns'] ?? '').slice(0, 2)).toEqual([
    { name: 'site', type: 'text', comment: 'Which site.' },
    { name: 'question_id', type: 'text', comment: null },
  ])
  expect(await toldOf('answer')).toMatchObject({
    'mondo.comment': '',
    'mondo.foreign_keys': '[{"columns":["question_id"],"refersTo":"qa.question"}]',
  })
})

describe('a group of rows', () => {
  const groupsOf = async (rows: readonly (readonly string[])[]) => {
    const store = answeringStore([...started, [/ from "qa"\."answer" t/, { ...answers, rows }]])
    const { out } = await exported({ format: 'parquet', tables: ['qa.answer'] }, store)
    return await rowsOf(
      out,
      'answer',
      'select distinct row_group_id, row_group_num_rows from parquet_metadata(FILE) order by 1',
    )
  }

  test('has at most 20,000 of them', async () => {
    const rows = Array.from({ length: 20_001 }, (_, id) => [String(id), 'b', ''])
    expect(await groupsOf(rows)).toEqual([
      ['0', '20000'],
      ['1', '1'],
    ])
  })

  test('ends after four million characters', async () => {
    const rows = Array.from({ length: 5 }, (_, id) => [String(id), 'b', 'x'.repeat(2 ** 20)])
    expect(await groupsOf(rows)).toEqual([
      ['0', '4'],
      ['1', '1'],
    ])
  })
})
