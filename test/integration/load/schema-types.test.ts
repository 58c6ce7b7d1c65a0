import { sql } from 'kysely'
import { expect, expectTypeOf, test } from 'vitest'
import type { Database as PublicDatabase } from '../../../src/index.ts'
import { everyStoreName, freshStore } from '../stores.ts'
import { crawlColumns } from './crawl-columns.ts'
import { qaColumns } from './qa-columns.ts'
import { viewColumns } from './view-columns.ts'

test.each(everyStoreName)(
  'on %s the columns match the types in src/database/schema/schema.ts',
  async (name) => {
    const { db } = await freshStore(name)
    const { rows } = await sql<{ table: string; column: string; type: string }>`
    select n.nspname || '.' || c.relname as "table", a.attname as "column",
      case format_type(a.atttypid, null)
        when 'timestamp with time zone' then 'timestamptz' when 'double precision' then 'float8'
        else format_type(a.atttypid, null)
      end || case when a.attnotnull or c.relkind = 'v' then '' else '?' end as type
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('qa', 'crawl') and c.relkind in ('r', 'p', 'v') and a.attnum > 0 and not a.attisdropped
      and c.relname not in ('migration', 'migration_lock') and not (n.nspname = 'crawl' and c.relkind = 'v')
  `.execute(db)
    const live: Record<string, Record<string, string>> = {}
    for (const { table, column, type } of rows) live[table] = { ...live[table], [column]: type }
    expect(live).toEqual({ ...qaColumns, ...viewColumns, ...crawlColumns })
  },
)

test('the library’s types show schema qa and nothing of crawl', () => {
  expectTypeOf<Exclude<keyof PublicDatabase, `qa.${string}`>>().toEqualTypeOf<never>()
})
