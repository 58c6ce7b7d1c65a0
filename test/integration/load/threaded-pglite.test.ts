/** PGlite in its own thread behaves like PGlite in the main thread. */
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { beforeAll, describe, expect, test } from 'vitest'
import type { EmbeddedDatabase } from '../../../src/database/embedded/embedded-database.ts'
import { plainPglite } from '../../../src/database/embedded/plain-pglite.ts'
import { ThreadedPglite } from '../../../src/database/embedded/threaded-pglite.ts'
import { openPgliteStore } from '../../../src/database/pglite-store.ts'
import { pgliteParsers } from '../../../src/database/value-types.ts'
import { afterThisFile } from '../../clean-ups.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'

const kinds = ['in this thread', 'in its own thread'] as const

async function open(kind: (typeof kinds)[number]): Promise<EmbeddedDatabase> {
  if (kind === 'in this thread') return plainPglite(await PGlite.create({ parsers: pgliteParsers }))
  return await ThreadedPglite.open(join(temporaryFolder().path, 'db'))
}

describe.each(kinds)('PGlite %s', (kind) => {
  let database: EmbeddedDatabase
  beforeAll(async () => {
    database = await open(kind)
    afterThisFile(() => database.close())
    await database.exec('create table one (id int primary key, said jsonb)')
  })

  test('accepts and returns values of every kind that mondo uses', async () => {
    const { rows, fields, affectedRows } = await database.query(
      `select $1::text[] as texts, $2::timestamptz as at, $3::jsonb as json, $4::bytea as bytes, $5::bigint as big,
        $6::int as nothing, 2::bigint as small, date '2026-01-02' as day, 1.50 as exact, true as yes`,
      [['a', 'b,"c"'], new Date(0), { deep: [1, null] }, Buffer.from([0, 255]), '9007199254740993', null],
    )
    expect(rows).toEqual([
      {
        texts: ['a', 'b,"c"'],
        at: new Date(0),
        json: { deep: [1, null] },
        bytes: new Uint8Array([0, 255]),
        big: '9007199254740993',
        nothing: null,
        small: 2,
        day: '2026-01-02',
        exact: '1.50',
        yes: true,
      },
    ])
    expect(fields.map(({ name }) => name)).toContain('exact')
    expect(affectedRows).toBe(0)
    const arrays = await database.query('select 1 as a, 2 as a', [], { rowMode: 'array' })
    expect(arrays.rows).toEqual([[1, 2]])
    const several = await database.exec('select 1 as first; select 2 as second')
    expect(several.map((result) => result.rows)).toEqual([[{ first: 1 }], [{ second: 2 }]])
  })

  test('gives values as Postgres prints them, and takes parameters as it reads them', async () => {
    const { fields, rows } = await database.texts(
      `select $1::int + 1 as n, $2::boolean as b, $3::text[] as list, $4::date as day, 1.50 as exact, null as nothing,
        'NaN'::float8 as nan, $5::jsonb as json, '\\x00ff'::bytea as bytes, interval '1 day 2 hours' as span`,
      ['41', 'true', '{a,"b,c"}', '2026-01-02', '{"a":1}'],
    )
    const text = [
      '42',
      't',
      '{a,"b,c"}',
      '2026-01-02',
      '1.50',
      null,
      'NaN',
      '{"a": 1}',
      '\\x00ff',
      '1 day 02:00:00',
    ]
    expect(rows).toEqual([text])
    expect(fields[0]).toMatchObject({ name: 'n', dataTypeID: 23 })
  })

  test('gives errors with their codes and details', async () => {
    await database.exec('insert into one values (1)')
    await expect(database.exec('insert into one values (1)')).rejects.toMatchObject({
      name: 'error',
      code: '23505',
      constraint: 'one_pkey',
      detail: 'Key (id)=(1) already exists.',
      message: 'duplicate key value violates unique constraint "one_pkey"',
    })
    await expect(database.query('select')).resolves.toBeDefined()
  })

  test('commits a transaction, and rolls back one that fails, ends itself or was aborted', async () => {
    const insert = (id: number) => `insert into one values (${id})`
    expect(
      await database.transaction(async (transaction) => {
        await transaction.query(insert(10))
        return 'done'
      }),
    ).toBe('done')
    const failing = database.transaction(async (transaction) => {
      await transaction.query(insert(11))
      throw new Error('changed its mind')
    })
    await expect(failing).rejects.toThrow('changed its mind')
    await database.transaction(async (transaction) => {
      await transaction.exec(insert(12))
      await transaction.rollback()
      await expect(transaction.query(insert(13))).rejects.toThrow('Transaction is closed')
    })
    const aborted = database.transaction(async (transaction) => {
      await transaction.query(insert(10)).catch(() => undefined)
    })
    await expect(aborted).rejects.toMatchObject({ code: '25P02' })
    const { rows } = await database.query<{ id: number }>('select id from one where id >= 10')
    expect(rows).toEqual([{ id: 10 }])
  })

  test('runs other calls only after a transaction', async () => {
    const order: string[] = []
    const slow = database.transaction(async (transaction) => {
      await transaction.query('select 1')
      order.push('begun')
      await transaction.query('select 2')
      order.push('ending')
    })
    const beside = database.query('select 3').then(() => order.push('beside'))
    await Promise.all([slow, beside])
    expect(order).toEqual(['begun', 'ending', 'beside'])
  })
})

test('closing waits for earlier calls, and later calls fail', async () => {
  const database = await open('in its own thread')
  const asked = database.query('select 1 as one')
  await Promise.all([database.close(), database.close()])
  expect((await asked).rows).toEqual([{ one: 1 }])
  expect(database.closed).toBe(true)
  await expect(database.query('select 1')).rejects.toThrow('PGlite is closed')
})

test('a folder that could not be closed properly can be opened again', async () => {
  const folder = join(temporaryFolder().path, 'db')
  const store = await openPgliteStore(folder)
  const full = new Error('no room for the last checkpoint')
  const close = store.pglite.close.bind(store.pglite)
  store.pglite.close = async () => {
    await close()
    throw full
  }
  await expect(store.close()).rejects.toBe(full)
  await (await openPgliteStore(folder)).close()
})
