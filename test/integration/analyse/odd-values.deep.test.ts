/** Values at the edge of their types: one form on every store, in `mondo sql` and in every file that `mondo export` writes. */
import { readFile } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import { DuckDBInstance } from '@duckdb/node-api'
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { exportTables } from '../../../src/analyse/export/export-tables.ts'
import { eachBatch } from '../../../src/analyse/run-sql.ts'
import type { Store } from '../../../src/database/store.ts'
import { jsonText } from '../../../src/database/values/json-values.ts'
import { valueKind } from '../../../src/database/values/value-kinds.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'
import { everyStoreName, freshStore } from '../stores.ts'

const folder = temporaryFolder()
let exports = 0

/** Type, value in SQL, the same in JSON and, where it is not that without quotes, as text. */
const oddities: ReadonlyArray<readonly [type: string, value: string, json: string, text?: string]> = [
  ['numeric', "'NaN'", '"NaN"'],
  ['numeric', "'-Infinity'", '"-Infinity"'],
  ['numeric', '123456789012345678901234567890.123456789', '123456789012345678901234567890.123456789'],
  ['numeric(10,2)', '1.5', '1.50'],
  ['float8', "'Infinity'", '"Infinity"'],
  ['float8', "'NaN'", '"NaN"'],
  ['float8', '0.0000001', '1e-07'],
  ['float8', '1e20', '1e+20'],
  ['float8', "'-0'", '-0'],
  ['real', '0.1', '0.1'],
  ['bigint', '9007199254740993', '9007199254740993'],
  ['bigint', "'-9223372036854775808'", '-9223372036854775808'],
  ['oid', '4294967295', '4294967295'],
  ['interval', "'-1 year -2 days -00:00:00.000001'", '"-1 years -2 days -00:00:00.000001"'],
  ['interval', "'14 mons 3 days 04:05:06.7'", '"1 year 2 mons 3 days 04:05:06.7"'],
  ['timestamptz', "'infinity'", '"infinity"'],
  ['timestamptz', "'-infinity'", '"-infinity"'],
  ['timestamptz', "'12026-01-02 03:04:05.5+00'", '"12026-01-02 03:04:05.5+00"'],
  ['timestamptz', "'0044-03-15 12:00:00+00 BC'", '"0044-03-15 12:00:00+00 BC"'],
  ['timestamptz', "'294276-12-31 23:59:59+00'", '"294276-12-31 23:59:59+00"'],
  ['timestamptz', "'2013-07-08 03:34:00.000001+00'", '"2013-07-08T03:34:00.000001Z"'],
  ['timestamptz(3)', "'2013-07-08 03:34:00.1234567+00'", '"2013-07-08T03:34:00.123Z"'],
  ['timestamp', "'12026-01-02 03:04:05'", '"12026-01-02 03:04:05"'],
  ['date', "'infinity'", '"infinity"'],
  ['date', "'0044-03-15 BC'", '"0044-03-15 BC"'],
  ['date', "'12026-01-02'", '"12026-01-02"'],
  [
    'text',
    "E'\\u0001\\u001b[31m\\u2028\\r\\n\\t'",
    '"\\u0001\\u001b[31m\u2028\\r\\n\\t"',
    '\u0001\u001b[31m\u2028\r\n\t',
  ],
  ['text', '\'"a\\"\'', '"\\"a\\\\\\""', '"a\\"'],
  ['text', "'𠮷👩‍🍳'", '"𠮷👩‍🍳"'],
  ['text', "E'\\u202eabc'", '"\u202eabc"'],
  ['text', "''", '""'],
  // No NUL, which Postgres refuses, but what looks like one.
  ['text', "'\\u0000 \\x00 \\ud800'", '"\\\\u0000 \\\\x00 \\\\ud800"', '\\u0000 \\x00 \\ud800'],
  ['text', 'null', 'null', ''],
  ['text[]', "array['a,b', null, '', '\"{}\\', 'null']", '["a,b",null,"","\\"{}\\\\","null"]'],
  ['text[]', "array[['a'], ['b']]", '[["a"],["b"]]'],
  ['integer[]', 'array[1, null, -3]', '[1,null,-3]'],
  ['numeric[]', "array['NaN', 1.10]::numeric[]", '["NaN",1.10]'],
  ['boolean[]', 'array[true, null]', '[true,null]'],
  ['timestamptz[]', "array['2013-07-08 03:34:00+00']::timestamptz[]", '["2013-07-08T03:34:00.000Z"]'],
  ['jsonb', `'{"a": 1e400, "a": 12345678901234567890.10}'`, '{"a": 12345678901234567890.10}'],
  ['json', `E'{"a": 1e400,\\r\\n"a": "\\\\u2028"}'`, '{"a": 1e400, "a": "\\u2028"}'],
  ['json', `'{"a": "\\u0000", "b": "\\ud800"}'`, '{"a": "\\u0000", "b": "\\ud800"}'],
  ['bytea', "'\\x00ff'", '"\\\\x00ff"', '\\x00ff'],
  ['boolean', 'false', 'false'],
]
const names = oddities.map((_, index) => `c${index}`)
const longText = '長'.repeat(3_500_000)

describe.each(everyStoreName)('%s', (store_) => {
  let store: Store
  beforeAll(async () => {
    store = await freshStore(store_)
    const columns = oddities.map(([type], index) => `c${index} ${type}`).join(', ')
    await sql.raw(`create table qa.odd (id integer primary key, ${columns})`).execute(store.db)
    await sql
      .raw(`insert into qa.odd values (1, ${oddities.map(([, value]) => value).join(', ')})`)
      .execute(store.db)
    await sql.raw('create table qa.none (id integer primary key, body text)').execute(store.db)
    await sql.raw('create table qa.long (id integer primary key, body text)').execute(store.db)
    await sql`insert into qa.long values (1, ${longText})`.execute(store.db)
  })
  const exported = async (format: 'jsonl' | 'csv' | 'parquet' | 'sqlite', more: object = {}) => {
    const out = `${folder.path}/odd-${++exports}`
    await exportTables(store, {
      since: null,
      pseudonymKey: null,
      tables: ['odd', 'none', 'long'],
      out,
      format,
      ...more,
    })
    return out
  }

  test('mondo sql prints JSON of one form', async () => {
    const values: string[] = []
    await eachBatch(store, `select ${names.join(', ')} from qa.odd`, {}, async ({ types, rows }) => {
      for (const row of rows)
        values.push(...types.map((type, i) => jsonText(valueKind(type), row[i] ?? null)))
      return true
    })
    expect(values).toEqual(oddities.map(([, , json]) => json))
  })

  test('JSON lines have the same, whatever the length of a text', async () => {
    const out = await exported('jsonl')
    const members = oddities.map(([, , json], i) => `"c${i}":${json.replace('.123Z', '.123000Z')}`)
    expect(await readFile(`${out}/odd.jsonl`, 'utf8')).toBe(`{"id":1,${members.join(',')}}\n`)
    expect(await readFile(`${out}/none.jsonl`, 'utf8')).toBe('')
    expect(await readFile(`${out}/long.jsonl`, 'utf8')).toBe(`{"id":1,"body":"${longText}"}\n`)
  })

  const textOf = ([, , json, text]: (typeof oddities)[number]) => text ?? json.replace(/^"(.*)"$/s, '$1')

  test('CSV has the same as text', async () => {
    const out = await exported('csv')
    const instance = await DuckDBInstance.create()
    const connection = await instance.connect()
    const read = await connection.runAndReadAll(
      `select ${names.join(', ')} from read_csv('${out}/odd.csv', all_varchar = true, allow_quoted_nulls = false, header = true)`,
    )
    const expected = oddities.map((oddity) =>
      oddity[1] === 'null' ? null : textOf(oddity).replace('.123Z', '.123000Z'),
    )
    const values = (read.getRows()[0] ?? []).map((value) => value)
    // CSV keeps the line breaks of json, which are white space.
    expect(values.map((value) => (typeof value === 'string' ? value.replace(',\r\n', ', ') : value))).toEqual(
      expected,
    )
    expect(await readFile(`${out}/none.csv`, 'utf8')).toBe('id,body\r\n')
    connection.closeSync()
    instance.closeSync()
  })

  test('CSV for a spreadsheet begins no cell as a formula, finite numbers apart', async () => {
    const out = await exported('csv', { forSpreadsheet: true })
    const instance = await DuckDBInstance.create()
    const connection = await instance.connect()
    const read = await connection.runAndReadAll(
      `select * from read_csv('${out}/odd.csv', all_varchar = true, allow_quoted_nulls = false, header = true)`,
    )
    const cells = (read.getRows()[0] ?? []).filter((value) => typeof value === 'string')
    expect(cells.filter((cell) => /^[=+\-@\t\r\n]/.test(cell) && !/^-?\d/.test(cell))).toEqual([])
    connection.closeSync()
    instance.closeSync()
  })

  test('Parquet has days and instants of every year, and null for infinite ones', async () => {
    const out = await exported('parquet')
    const instance = await DuckDBInstance.create()
    const connection = await instance.connect()
    const read = await connection.runAndReadAll(
      `select ${oddities
        .map(([type], i) =>
          type.startsWith('timestamptz') && type !== 'timestamptz[]'
            ? `epoch_us(c${i})::varchar`
            : type === 'date'
              ? `(c${i} - date '1970-01-01')::varchar`
              : `c${i}::varchar`,
        )
        .join(', ')} from read_parquet('${out}/odd.parquet')`,
    )
    const values = read.getRows()[0] ?? []
    const { rows } = await sql<{ values: (string | null)[] }>`select array[${sql.raw(
      oddities
        .map(([type], i) =>
          type.startsWith('timestamptz') && type !== 'timestamptz[]'
            ? `case when isfinite(c${i}) and c${i} < '290000-01-01' then (extract(epoch from c${i}) * 1000000)::bigint::text end`
            : type === 'date'
              ? `case when isfinite(c${i}) then (c${i} - date '1970-01-01')::text end`
              : 'null',
        )
        .join(', '),
    )}] as values from qa.odd`.execute(store.db)
    oddities.forEach(([type], i) => {
      if (type === 'date' || (type.startsWith('timestamptz') && type !== 'timestamptz[]'))
        expect([type, values[i]]).toEqual([type, rows[0]?.values[i]])
    })
    // Texts, and what is stored as one; numbers as DuckDB prints its own.
    oddities.forEach((oddity, i) => {
      const [type, value] = oddity
      if (!/^(text|json|jsonb|interval|bigint|timestamp)$/.test(type)) return
      const expected = value === 'null' ? null : textOf(oddity)
      const found = values[i]
      expect([type, typeof found === 'string' ? found.replace(',\r\n', ', ') : found]).toEqual([
        type,
        expected,
      ])
    })
    const [lists] = (
      await connection.runAndReadAll(
        `select ${names.map((name, i) => (oddities[i]?.[0].endsWith('[]') ? `to_json(${name})::varchar` : 'null')).join(', ')}
          from read_parquet('${out}/odd.parquet')`,
      )
    ).getRows()
    // Elements are texts as Postgres prints them, and those of a list in a list are JSON.
    const expected: Readonly<Record<string, string>> = {
      "array['a,b', null, '', '\"{}\\', 'null']": '["a,b",null,"","\\"{}\\\\","null"]',
      "array[['a'], ['b']]": '["[\\"a\\"]","[\\"b\\"]"]',
      'array[1, null, -3]': '["1",null,"-3"]',
      "array['NaN', 1.10]::numeric[]": '["NaN","1.10"]',
      'array[true, null]': '["true",null]',
      "array['2013-07-08 03:34:00+00']::timestamptz[]": '["2013-07-08 03:34:00+00"]',
    }
    const found = oddities.flatMap(([type, value], i) => (type.endsWith('[]') ? [[value, lists?.[i]]] : []))
    expect(Object.fromEntries(found)).toEqual(expected)
    connection.closeSync()
    instance.closeSync()
  })

  test('SQLite has the same as text', async () => {
    const out = await exported('sqlite')
    const database = new DatabaseSync(`${out}/mondo.sqlite`)
    const row = database
      .prepare(`select ${names.map((name) => `${name} || '' as ${name}`).join(', ')} from odd`)
      .get()
    oddities.forEach((oddity, i) => {
      // SQLite's own numbers: doubles.
      if (/^(numeric|float8|real|boolean)/.test(oddity[0]) && !oddity[0].endsWith('[]')) return
      const value = row?.[`c${i}`]
      const expected = oddity[1] === 'null' ? null : textOf(oddity).replace('.123Z', '.123000Z')
      expect([oddity[0], typeof value === 'string' ? value.replace(',\r\n', ', ') : value]).toEqual([
        oddity[0],
        expected,
      ])
    })
    database.close()
  })
})
