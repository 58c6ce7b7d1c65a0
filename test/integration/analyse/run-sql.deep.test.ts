import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { readSession } from '../../../src/analyse/read-session.ts'
import { eachBatch, runSql } from '../../../src/analyse/run-sql.ts'
import { loadPages } from '../../../src/app/load-pages.ts'
import { csvFormat, jsonFormat } from '../../../src/cli/output/row-formats.ts'
import { openStore, type Store } from '../../../src/database/store.ts'
import { aPage } from '../../load/pages.ts'
import { everyStoreName, freshStore, freshUrl } from '../stores.ts'

describe.each(everyStoreName)('%s', (name) => {
  let store: Store
  beforeAll(async () => {
    store = await freshStore(name)
    await loadPages(store.db, [aPage()])
    await sql.raw('create sequence public.numbers').execute(store.db)
    await sql.raw('create table public.counted (n int)').execute(store.db)
    await sql
      .raw(`create function public.sneak() returns int language sql volatile as
        'insert into public.counted values (1) returning n'`)
      .execute(store.db)
  })

  /** Everything that a query could have changed. */
  const state = async () =>
    (
      await sql<Record<string, unknown>>`
        select (select count(*) from qa.question) as questions, (select count(*) from public.counted) as counted,
          (select last_value || ' ' || is_called from public.numbers) as number,
          (select count(*) from pg_class where relname = 'mine') as mine,
          (select count(*) from pg_largeobject_metadata) as objects,
          (select count(*) from pg_locks l join pg_database d on d.oid = l.database
            where l.locktype = 'advisory' and d.datname = current_database()) as locks,
          current_setting('search_path') as path, current_setting('default_transaction_read_only') as read_only`.execute(
        store.db,
      )
    ).rows[0]

  test('columns and rows come in the order of the query, even with a repeated name', async () => {
    const result = await runSql(
      store,
      `-- how many
      select count(*) as n, 'a' as n, posted_on, posted_at, categories from qa.question group by 3, 4, 5;`,
    )
    expect(result).toEqual({
      columns: ['n', 'n', 'posted_on', 'posted_at', 'categories'],
      rows: [[1, 'a', '2013-07-08', new Date('2013-07-08T03:34:00Z'), ['暮らし', '洗濯']]],
    })
  })

  test.each([
    ['(select 1) union (select 2) order by 1', [[1], [2]]],
    ['with t (n) as (values (3)) select n from t', [[3]]],
    ['values (4)', [[4]]],
    ['table public.counted', []],
    ['show transaction_read_only', [['on']]],
    ['show transaction_isolation', [['repeatable read']]],
    ['select 5 -- ; delete from qa.question', [[5]]],
    ["select ';'", [[';']]],
  ])('%s', async (text, rows) => {
    expect((await runSql(store, text)).rows).toEqual(rows)
  })

  test('Postgres finds out the types of parameters', async () => {
    const query = `-- :least = 2
      select title from qa.question
      where :category = any (categories) and answer_count >= :least and complete = :whole and posted_on >= :day limit :n`
    const asked = { category: '洗濯', whole: 'yes', day: '2013-07-08', n: '5' }
    expect((await runSql(store, query, asked)).rows).toEqual([['梅雨の洗濯物について']])
    expect((await runSql(store, query, { ...asked, least: '3' })).rows).toEqual([])
    expect((await runSql(store, "select ':x', :x::text[]", { x: "{a,it's}" })).rows).toEqual([
      [':x', ['a', "it's"]],
    ])
    expect((await runSql(store, 'explain select :n::int', { n: '1' })).rows.length).toBeGreaterThan(0)
    await expect(runSql(store, query, { ...asked, n: 'many' })).rejects.toMatchObject({
      message: 'The query failed: invalid input syntax for type bigint: "many".',
    })
  })

  test('one value has one form on every store', async () => {
    const values = `select 9007199254740993 as big, 1.50 as exact, 'NaN'::numeric as nan, '-Infinity'::float8 as least,
      0.1::float4 as short, interval '1 month -2 days 03:04:05.6' as span, point(1, 2) as place, '{1.50,NaN}'::numeric[] as list,
      '{{1,2},{3,4}}'::int[] as lists, '{"a": 1.10}'::jsonb as json, true as yes, '{t,f}'::bool[] as flags,
      timestamptz '2013-07-08 12:34:00.000001+09' as at, timestamptz 'infinity' as never, date '2013-07-08' as day,
      time '12:34' as hour, '\\x00ff'::bytea as bytes, 'a'::char(3) as padded, null as nothing, array['a,b', null, 'NULL'] as texts`
    const [json, csv] = [jsonFormat(), csvFormat()]
    let said = ''
    await eachBatch(store, values, {}, async (batch) => {
      said += json.batch(batch) + json.end() + csv.batch(batch)
      return true
    })
    expect(said).toBe(
      `[\n{"big":9007199254740993,"exact":1.50,"nan":"NaN","least":"-Infinity","short":0.1,` +
        `"span":"1 mon -2 days +03:04:05.6","place":"(1,2)","list":[1.50,"NaN"],"lists":[[1,2],[3,4]],` +
        `"json":{"a": 1.10},"yes":true,"flags":[true,false],"at":"2013-07-08T03:34:00.000001Z","never":"infinity",` +
        `"day":"2013-07-08","hour":"12:34:00","bytes":"\\\\x00ff","padded":"a  ","nothing":null,` +
        `"texts":["a,b",null,"NULL"]}\n]\n` +
        `big,exact,nan,least,short,span,place,list,lists,json,yes,flags,at,never,day,hour,bytes,padded,nothing,texts\r\n` +
        `9007199254740993,1.50,NaN,-Infinity,0.1,1 mon -2 days +03:04:05.6,"(1,2)","[1.50,""NaN""]","[[1,2],[3,4]]",` +
        `"{""a"": 1.10}",true,"[true,false]",2013-07-08T03:34:00.000001Z,infinity,2013-07-08,12:34:00,\\x00ff,a  ,,` +
        `"[""a,b"",null,""NULL""]"\r\n`,
    )
  })

  test('explain shows a plan and executes no write', async () => {
    const { columns, rows } = await runSql(store, 'explain delete from qa.question')
    expect(columns).toEqual(['QUERY PLAN'])
    expect(rows.length).toBeGreaterThan(0)
  })

  test.each([
    'insert into qa.question select * from qa.question',
    'update qa.question set title = body',
    'delete from qa.question',
    'truncate qa.question cascade',
    'with gone as (delete from qa.question returning 1) select * from gone',
    'with all_of_it as (select 1) delete from qa.question',
    'explain analyze delete from qa.question',
    'select 1; delete from qa.question',
    'select 1; commit; delete from qa.question',
    'select 1) ; delete from qa.question; select (1',
    'show search_path; delete from qa.question',
    'explain select 1; delete from qa.question',
    'commit',
    'commit; delete from qa.question',
    'rollback; delete from qa.question',
    'end',
    'do $$ begin set transaction read write; delete from qa.question; end $$',
    "copy qa.question to '/tmp/mondo-should-not-be-there'",
    'copy qa.question from stdin',
    'create table qa.mine ()',
    'create temporary table mine ()',
    'select * into qa.mine from qa.question',
    'select * into temporary mine from qa.question',
    'select * from qa.question for update',
    "select nextval('public.numbers')",
    "select setval('public.numbers', 7)",
    'select public.sneak()',
    "select set_config('transaction_read_only', 'off', true)",
    "select set_config('transaction_read_only', 'off', false) from (select count(*) from qa.question) q",
    'set transaction read write',
    "set search_path = 'crawl'",
    'reset all',
    'lock table qa.question',
    'call public.sneak()',
    'prepare p as delete from qa.question',
    'execute p',
    'declare c cursor for select 1',
    'vacuum',
    'listen heard',
    'grant select on qa.question to public',
    '',
    '   ;  ',
    '-- nothing',
    '/* select 1',
  ])('refuses, writing nothing: %s', async (text) => {
    const before = await state()
    await expect(runSql(store, text)).rejects.toMatchObject({ code: 'usage' })
    expect(await state()).toEqual(before)
  })

  test.each([
    "select set_config('search_path', 'crawl', false)",
    "select set_config('default_transaction_read_only', 'off', false)",
    'select pg_advisory_lock(1)',
    "select pg_notify('heard', 'this')",
  ])('allows, keeping nothing: %s', async (text) => {
    const before = await state()
    await runSql(store, text)
    expect(await state()).toEqual(before)
  })

  test('rolls back explain analyze of CREATE TABLE AS, which Postgres 15 allows', async () => {
    const before = await state()
    await Promise.allSettled([runSql(store, 'explain analyze create table qa.mine as select 1')])
    expect(await state()).toEqual(before)
  })

  test('shows the message of Postgres for a wrong query, with the line', async () => {
    await expect(runSql(store, 'select nothing from qa.question')).rejects.toMatchObject({
      code: 'usage',
      message: 'The query failed: column "nothing" does not exist.',
    })
    await expect(runSql(store, 'select 1,\n  nothing\nfrom qa.question')).rejects.toMatchObject({
      message: 'The query failed: column "nothing" does not exist (line 2).',
      excerpt: 'LINE 2:   nothing\n          ^',
    })
    await expect(
      runSql(store, 'select titel from qa.question where site = :site', { site: 'x' }),
    ).rejects.toMatchObject({
      hint: 'Perhaps you meant to reference the column "question.site" or the column "question.title".',
      excerpt: 'LINE 1: select titel from qa.question where s…\n               ^',
    })
  })

  test.each(['select $1', "select pg_read_file('/nothing/there')"])(
    'a wrong query is not reported as a lost database: %s',
    async (text) => {
      await expect(runSql(store, text)).rejects.toMatchObject({
        code: 'usage',
        message: expect.stringMatching(/^The query failed: /),
      })
      expect((await runSql(store, 'select 1')).rows).toEqual([[1]])
    },
  )

  test('the store works after a failed query', async () => {
    await expect(runSql(store, 'select 1 / 0')).rejects.toMatchObject({ code: 'usage' })
    expect((await runSql(store, 'select 1')).rows).toEqual([[1]])
  })

  test('a large result comes in batches, and only as many as are read', async () => {
    const sizes: number[] = []
    await eachBatch(store, 'select generate_series(1, 1200)', {}, async ({ columns, rows }) => {
      expect(columns).toEqual(['generate_series'])
      sizes.push(rows.length)
      return true
    })
    expect(sizes).toEqual([500, 500, 200])

    let taken = 0
    await eachBatch(store, 'select generate_series(1, 100000000)', {}, async ({ rows }) => {
      taken += rows.length
      return taken < 1000
    })
    expect(taken).toBe(1000)
  })

  test('columns are known without any row', async () => {
    const query = 'select title from qa.question where false'
    expect(await runSql(store, query)).toEqual({ columns: ['title'], rows: [] })
  })

  test('the time limit is checked between batches', async () => {
    const endless = eachBatch(
      store,
      'select generate_series(1, 100000000)',
      { timeoutMs: 1 },
      async () => true,
    )
    await expect(endless).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringMatching(/time|longer/),
    })
  })

  test('a database is opened by its URL and closed again', async () => {
    const url = await freshUrl(name)
    await (await openStore(url)).close()
    expect(await runSql(url, 'select count(*) from qa.answer')).toEqual({ columns: ['count'], rows: [[0]] })
    expect(await runSql(url, 'values (1)')).toMatchObject({ rows: [[1]] })
  })
})

test('a server interrupts a statement at the time limit', async () => {
  const store = await freshStore('postgres 15')
  const never = eachBatch(store, 'select pg_sleep(3600)', { timeoutMs: 50 }, async () => true)
  await expect(never).rejects.toMatchObject({
    code: 'usage',
    message: 'The query failed: canceling statement due to statement timeout.',
  })
})

test('a server interrupts one statement of a session at its own limit, and what was read before is kept', async () => {
  const store = await freshStore('postgres 15')
  const read = await readSession(store, { timeoutMs: 600_000 }, async (session) => {
    const first = await session.all('select 1')
    const ended = await session.all('select pg_sleep(3600)', 50).catch((error: unknown) => error)
    return { rows: first.rows, ended }
  })
  expect(read).toMatchObject({ rows: [[1]], ended: { code: '57014' } })
  expect((await runSql(store, 'select 2')).rows).toEqual([[2]])
})

test('a session sees one snapshot, whatever others commit meanwhile', async () => {
  const store = await freshStore('postgres 15')
  const counts = await readSession(store, {}, async (session) => {
    const before = await session.all('select count(*) from qa.question')
    await loadPages(store.db, [aPage()])
    return [before, await session.all('select count(*) from qa.question')].map(({ rows }) => rows)
  })
  expect(counts).toEqual([[[0]], [[0]]])
  expect((await runSql(store, 'select count(*) from qa.question')).rows).toEqual([[1]])
})

test('a server that was never migrated stays unmigrated', async () => {
  const url = await freshUrl('postgres 15')
  await expect(runSql(url, 'select 1 from qa.question')).rejects.toMatchObject({
    code: 'usage',
    hint: expect.stringContaining('mondo db migrate'),
  })
  expect((await runSql(url, "select 1 from pg_namespace where nspname in ('qa', 'crawl')")).rows).toEqual([])
})
