/** What a query sends to a server, over a pool that this file keeps itself. */
import { describe, expect, test, vi } from 'vitest'
import { type ReadLimits, readSession } from '../../src/analyse/read-session.ts'
import { eachBatch, runSql } from '../../src/analyse/run-sql.ts'
import type { Store } from '../../src/database/store.ts'

/** A server whose cursor has `rows` rows; `failure` is what the query itself ends in. */
function server(rows = 0, failure: Error | null = null) {
  const sent: string[] = []
  let left = rows
  let released: unknown = null
  const client = {
    query: async (given: string | { text: string; queryMode?: string }) => {
      const text = typeof given === 'string' ? given : given.text
      if (typeof given !== 'string') expect(given.queryMode).toBe('extended')
      sent.push(text)
      if (failure !== null && /^declare/.test(text)) throw failure
      const [, size] = /^fetch (\d+) /.exec(text) ?? []
      const count = Math.min(left, Number(size ?? 0))
      left -= count
      return { fields: [{ name: 'n' }], rows: Array.from({ length: count }, (_, i) => [i]) }
    },
    release: (how: unknown) => {
      released = how
    },
  }
  const store = { pglite: null, holder: null, pool: { connect: async () => client } } as unknown as Store
  return { store, sent, released: () => released }
}
const begin = ['begin isolation level repeatable read, read only', 'select 1']
const end = 'rollback; select pg_advisory_unlock_all()'

describe('a query', () => {
  test('is the one of a cursor in a snapshot that only reads, and is rolled back', async () => {
    const { store, sent, released } = server(501)
    const { columns, rows } = await runSql(store, 'select n from t')
    expect([columns, rows.length]).toEqual([['n'], 501])
    const fetch = 'fetch 500 from mondo_rows'
    expect(sent).toEqual([
      ...begin,
      'declare mondo_rows no scroll cursor for select n from t',
      ...[fetch, fetch, 'close mondo_rows', end],
    ])
    expect(released()).toBe(true)
  })

  test('gives its first batch even where there is no row', async () => {
    const { store, sent } = server(0)
    expect(await runSql(store, 'select n from t')).toEqual({ columns: ['n'], rows: [] })
    expect(sent.filter((text) => text.startsWith('fetch'))).toHaveLength(1)
  })

  test('ends when enough has been taken', async () => {
    const { store, sent } = server(5_000)
    await eachBatch(store, 'select n from t', {}, async () => false)
    expect(sent.filter((text) => text.startsWith('fetch'))).toHaveLength(1)
  })

  test.each(['show all', 'EXPLAIN select 1'])('%s has no cursor', async (text) => {
    const { store, sent } = server()
    await runSql(store, text)
    expect(sent).toEqual([...begin, text, end])
  })
})

describe('a time limit', () => {
  const timed = async (limits: ReadLimits, msEach: number) => {
    const { store, sent } = server()
    let now = 0
    vi.spyOn(performance, 'now').mockImplementation(() => {
      now += msEach
      return now
    })
    const work = readSession(store, limits, async (session) => {
      await session.all('one')
      await session.all('two')
    })
    return { work, sent }
  }

  test('is what is left of it for each statement', async () => {
    const { work, sent } = await timed({ timeoutMs: 100 }, 30)
    await work
    expect(sent.slice(2, -1)).toEqual([
      'set local statement_timeout = 100',
      'one',
      'set local statement_timeout = 70',
      'two',
    ])
  })

  test('that is used up ends the query', async () => {
    const { work } = await timed({ timeoutMs: 1_500 }, 1_500)
    await expect(work).rejects.toMatchObject({
      code: 'usage',
      message: 'The query took longer than 1.5 s.',
      hint: 'Ask for less, or give a longer --timeout.',
    })
  })

  test('of one statement is no more than what is left for all', async () => {
    const { store, sent } = server()
    vi.spyOn(performance, 'now').mockReturnValue(0)
    await readSession(store, { timeoutMs: 100 }, async (session) => {
      await session.all('one', 40)
      await session.all('two', 400)
      await session.all('three')
    })
    expect(sent.slice(2, -1)).toEqual([
      'set local statement_timeout = 40',
      'one',
      'set local statement_timeout = 100',
      'two',
      'set local statement_timeout = 100',
      'three',
    ])
  })

  test("of one statement gives way to the server's own limit for the next", async () => {
    const { store, sent } = server()
    await readSession(store, {}, async (session) => {
      expect(session.canInterrupt).toBe(true)
      await session.all('one', 40)
      await session.all('two')
    })
    expect(sent.slice(2, -1)).toEqual([
      'set local statement_timeout = 40',
      'one',
      'set local statement_timeout to default',
      'two',
    ])
  })

  test('of 0 is none', async () => {
    const { work, sent } = await timed({ timeoutMs: 0 }, 30)
    await work
    expect(sent.slice(2, -1)).toEqual(['one', 'two'])
  })
})

describe('a query that fails', () => {
  const failing = (code: string, message: string, more: object = {}) => {
    const failure = Object.assign(new Error(message), { code, ...more })
    return { failure, said: (text = 'select x') => runSql(server(0, failure).store, text) }
  }

  test.each([
    [
      '42P01',
      'Tables and views are in the schema qa (mondo db docs lists them); mondo db migrate makes them.',
    ],
    ['42501', 'This login may read the schema qa only.'],
    ['25006', 'mondo only reads here.'],
    ['0A000', 'mondo only reads here.'],
    ['57014', 'Ask for less, or give a longer --timeout.'],
    [
      '08P01',
      'Name the parameter, as in :category in the place of $1, and give its value: -p category=VALUE.',
    ],
    ['58P01', 'Correct the query. Tables and views are in the schema qa: mondo db docs lists them.'],
    ['42601', 'Correct the query. Tables and views are in the schema qa: mondo db docs lists them.'],
  ])('with %s is wrong use, with a hint', async (code, hint) => {
    await expect(failing(code, 'no').said()).rejects.toMatchObject({
      code: 'usage',
      message: 'The query failed: no.',
      hint,
    })
  })

  test("says Postgres's own hint and detail, and shows the place as psql does", async () => {
    const prefix = 'declare mondo_rows no scroll cursor for '.length
    const at = (text: string, position: number, more: object = {}) =>
      failing('42703', 'no column', { position: String(prefix + position), ...more }).said(text)
    const hint = 'Perhaps you meant "title".'
    await expect(at('select 題 from 𠮟, t', 18, { hint, detail: 'There are two.' })).rejects.toMatchObject({
      message: 'The query failed: no column. There are two.',
      hint,
      excerpt: `LINE 1: select 題 from 𠮟, t\n${' '.repeat(27)}^`,
    })
    await expect(at('\n  select 1,\n\tx', 15)).rejects.toMatchObject({
      excerpt: 'LINE 3:  x\n         ^',
    })
    const long = `select ${'a, '.repeat(40)}titel, ${'b, '.repeat(40)}c`
    await expect(at(long, 7 + 120 + 1)).rejects.toMatchObject({
      excerpt: `LINE 1: …${'a, '.repeat(20)}${`titel, ${'b, '.repeat(8)}`.slice(0, 30)}…\n${' '.repeat(8 + 1 + 60)}^`,
    })
  })

  test('with several statements says to give one', async () => {
    const { said } = failing('42601', 'cannot insert multiple commands into a prepared statement')
    await expect(said()).rejects.toMatchObject({ hint: 'Give one query at a time.' })
  })

  test('names the line where there are several, counted without the cursor before it', async () => {
    const prefix = 'declare mondo_rows no scroll cursor for '.length
    const text = 'select a,\nb,\nc'
    const at = (position: number) => failing('42703', 'no column', { position: String(prefix + position) })
    await expect(at(11).said(text)).rejects.toThrow('The query failed: no column (line 2).')
    await expect(at(14).said(text)).rejects.toThrow('The query failed: no column (line 3).')
    await expect(at(0).said(text)).rejects.toThrow('The query failed: no column.')
    await expect(at(11).said('select a, b')).rejects.toThrow('The query failed: no column.')
  })

  test.each(['53300', '57P01', '08006', 'XX000', 'ECONNRESET'])(
    'with %s is no fault of the query',
    async (code) => {
      const { failure, said } = failing(code, 'away')
      await expect(said()).rejects.toBe(failure)
    },
  )
})
