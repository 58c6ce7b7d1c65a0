/** A server, a role or a database with settings of its own changes nothing of what mondo reads. */
import { sql } from 'kysely'
import pg from 'pg'
import { expect, test } from 'vitest'
import { openStore } from '../../../src/database/store.ts'
import { everyStoreName, freshUrl } from '../stores.ts'

test.each(everyStoreName)(
  'times and intervals are read the same under any session settings, on %s',
  async (name) => {
    const url = await freshUrl(name)
    const first = await openStore(url)
    await sql`do $$ begin
    execute format('alter database %I set datestyle = ''German''', current_database());
    execute format('alter database %I set intervalstyle = ''sql_standard''', current_database());
  end $$`.execute(first.db)
    await first.close()
    if (name !== 'pglite') expect(await dateStyleOf(url)).toBe('German, DMY')

    const store = await openStore(url)
    const { rows } = await sql`select '2026-01-02T03:04:05Z'::timestamptz as at, date '2026-01-02' as day,
    (interval '1 day 02:00:00')::text as gap`.execute(store.db)
    await store.close()
    expect(rows).toEqual([{ at: new Date('2026-01-02T03:04:05Z'), day: '2026-01-02', gap: '1 day 02:00:00' }])
  },
)

async function dateStyleOf(connectionString: string): Promise<unknown> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  const { rows } = await client.query('show datestyle')
  await client.end()
  return rows[0].DateStyle
}
