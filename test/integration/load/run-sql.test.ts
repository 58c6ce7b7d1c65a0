import { beforeAll, describe, expect, test } from 'vitest'
import { runSql } from '../../../src/analyse/run-sql.ts'
import { loadPages } from '../../../src/load/load-pages.ts'
import type { Store } from '../../../src/load/store.ts'
import { aPage } from '../../load/pages.ts'
import { freshStore, freshUrl, storeNames } from '../stores.ts'

describe.each(storeNames)('%s', (name) => {
  let store: Store
  beforeAll(async () => {
    store = await freshStore(name)
    await loadPages(store.db, [aPage()])
  })
  const count = async () =>
    (
      await store.db
        .selectFrom('qa.question')
        .select(({ fn }) => fn.countAll().as('n'))
        .execute()
    )[0]?.n

  test('columns and rows come in the order of the query, also where a name stands twice', async () => {
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
    'delete from qa.question',
    'with gone as (delete from qa.question returning 1) select * from gone',
    'explain analyze delete from qa.question',
    'select 1; delete from qa.question',
    'commit; delete from qa.question',
    'do $$ begin set transaction read write; delete from qa.question; end $$',
    "copy qa.question to '/tmp/mondo-should-not-be-there'",
    'create table qa.mine ()',
    'select * into qa.mine from qa.question',
    "select set_config('transaction_read_only', 'off', false) from (select count(*) from qa.question) q",
    'set transaction read write',
    '',
    '-- nothing',
  ])('refused, and nothing is written: %s', async (text) => {
    await expect(runSql(store, text)).rejects.toMatchObject({ code: 'usage' })
    expect(await count()).toBe(1)
  })

  test('what Postgres says of a wrong query reaches the person', async () => {
    await expect(runSql(store, 'select nothing from qa.question')).rejects.toMatchObject({
      code: 'usage',
      message: 'The query failed: column "nothing" does not exist.',
    })
    expect(await count()).toBe(1)
  })

  test('a query leaves nothing behind in the session', async () => {
    const before = await runSql(store, 'show search_path')
    await runSql(store, "select set_config('search_path', 'crawl', false)")
    expect(await runSql(store, 'show search_path')).toEqual(before)
  })

  test('a database is opened by its URL and closed again', async () => {
    const url = await freshUrl(name)
    expect(await runSql(url, 'select count(*) from qa.answer')).toEqual({ columns: ['count'], rows: [[0]] })
    expect(await runSql(url, 'values (1)')).toMatchObject({ rows: [[1]] })
  })
})
