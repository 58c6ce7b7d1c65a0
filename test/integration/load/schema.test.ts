import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadPages } from '../../../src/app/load-pages.ts'
import type { Store } from '../../../src/database/store.ts'
import { aPage } from '../../load/pages.ts'
import { everyStoreName, freshStore } from '../stores.ts'

describe.each(everyStoreName)('%s', (name) => {
  let store: Store
  beforeAll(async () => {
    store = await freshStore(name)
  })

  test('every schema, table, view and column of qa and crawl has a comment', async () => {
    const { rows } = await sql<{ object: string }>`
      select nspname as object from pg_namespace
      where nspname in ('qa', 'crawl') and obj_description(oid, 'pg_namespace') is null
      union all
      select n.nspname || '.' || c.relname || coalesce('.' || a.attname, '')
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      left join lateral (
        select attname, attnum from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped
        union all select null, 0
      ) a on true
      where n.nspname in ('qa', 'crawl') and c.relkind in ('r', 'v', 'm', 'p')
        and case a.attnum when 0 then obj_description(c.oid, 'pg_class') else col_description(c.oid, a.attnum) end is null
    `.execute(store.db)
    expect(rows).toEqual([])
  })

  test('every function of qa and crawl has a comment', async () => {
    const { rows } = await sql<{ object: string }>`
      select oid::regprocedure::text as object from pg_proc
      where pronamespace in ('qa'::regnamespace, 'crawl'::regnamespace) and obj_description(oid, 'pg_proc') is null
    `.execute(store.db)
    expect(rows).toEqual([])
  })

  test('every primary key of qa begins with site and question_id', async () => {
    const { rows } = await sql<{ table: string; key: string }>`
      select c.conrelid::regclass::text as table, pg_get_constraintdef(c.oid) as key
      from pg_constraint c join pg_namespace n on n.oid = c.connamespace
      where n.nspname = 'qa' and c.contype = 'p' order by 1
    `.execute(store.db)
    expect(rows.map(({ table }) => table)).toEqual([
      'qa.answer',
      'qa.answer_version',
      'qa.question',
      'qa.question_version',
      'qa.related_question',
      'qa.related_question_version',
      'qa.reply',
      'qa.reply_version',
    ])
    for (const { key } of rows) expect(key).toMatch(/^PRIMARY KEY \(site, question_id[,)]/)
  })

  test('timestamptz is a Date, date a string, bigint a number, json its value, text[] an array, bytea bytes', async () => {
    const { rows } = await sql<Record<string, unknown>>`
      select '2013-07-08T12:34:00+09:00'::timestamptz as at, '2013-07-08'::date as day, 5000000000::bigint as big,
        9007199254740993::bigint as unsafe, 1.50::numeric as exact, '{"a":[1]}'::jsonb as json,
        array['a', null, 'お礼']::text[] as texts, array[5::bigint] as bigs, array['2013-07-08'::date] as days,
        '\\x00ff'::bytea as bytes, count(*) as counted from (values (1), (2)) v
    `.execute(store.db)
    const [row] = rows
    expect(row).toMatchObject({
      at: new Date('2013-07-08T03:34:00Z'),
      day: '2013-07-08',
      big: 5_000_000_000,
      unsafe: '9007199254740993',
      exact: '1.50',
      json: { a: [1] },
      texts: ['a', null, 'お礼'],
      bigs: [5],
      days: ['2013-07-08'],
      counted: 2,
    })
    const bytes = row?.['bytes']
    expect(bytes instanceof Uint8Array && [...bytes]).toEqual([0, 255])
  })

  describe('the database refuses', () => {
    beforeAll(async () => {
      await loadPages(store.db, [aPage()])
    })

    test.each([
      ['a second best answer', "update qa.answer set is_best = true where answer_key = '1'", '23505'],
      ['an unknown status', "update qa.question set status = 'done'", '23514'],
      ['a rate over 100%', 'update qa.answer set best_answer_percent = 101', '23514'],
      ['more best answers than answers', 'update qa.answer set best_answer_best = 57', '23514'],
      ['half a rate', 'update qa.answer set best_answer_answers = null', '23514'],
      ['a negative count', 'update qa.question set answer_count = -1', '23514'],
      ['an answer without a question', "update qa.answer set question_id = '0'", '23503'],
      [
        'a reply to an answer that is not there',
        "update qa.reply set answer_key = '9' where kind = 'thanks'",
        '23503',
      ],
      ['a reply without a question', "update qa.reply set question_id = '0' where answer_key = ''", '23503'],
      ['an unknown kind of reply', "update qa.reply set kind = 'insult'", '23514'],
      ['a related question at no place', 'update qa.related_question set rank = 0', '23514'],
      ['to lose a question that has answers', 'delete from qa.question', '23503'],
    ])('%s', async (_what, statement, code) => {
      await expect(sql.raw(statement).execute(store.db)).rejects.toMatchObject({ code })
    })

    test('but not a second best answer beside one that is gone', async () => {
      await sql`update qa.answer set gone_at = now() where is_best`.execute(store.db)
      await sql`update qa.answer set is_best = true where answer_key = '1'`.execute(store.db)
      const { rows } = await sql`select answer_key from qa.answer where is_best`.execute(store.db)
      expect(rows).toHaveLength(2)
    })
  })
})
