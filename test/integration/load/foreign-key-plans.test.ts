/**
 * How foreign keys are checked while no table has statistics, as in a new database: by the key, whatever other indexes there
 * are. Postgres keeps such a plan as long as the connection.
 */
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { everyStoreName, freshStore } from '../stores.ts'

interface ForeignKey {
  readonly table: string
  readonly referenced: string
  readonly key: string
  readonly columns: readonly string[]
}

test.each(everyStoreName)(
  'every row that a foreign key names is looked up by its key alone, on %s',
  async (name) => {
    const { db } = await freshStore(name)
    const { rows } = await sql<ForeignKey>`
    select f.conrelid::regclass::text as table, f.confrelid::regclass::text as referenced, i.relname::text as key,
      array(
        select a.attname::text from unnest(f.confkey) with ordinality as k (number, place)
        join pg_attribute a on a.attrelid = f.confrelid and a.attnum = k.number order by k.place
      ) as columns
    from pg_constraint f join pg_class i on i.oid = f.conindid
    where f.contype = 'f' and f.connamespace = 'qa'::regnamespace
    order by 1, 2, 3
  `.execute(db)
    expect(rows.length).toBeGreaterThan(4)
    for (const { table, referenced, key, columns } of rows) {
      const conditions = columns.map((column) => `${column} = '1'`).join(' and ')
      const lookup = `select 1 from only ${referenced} x where ${conditions} for key share of x`
      const plan = await sql<{ 'QUERY PLAN': string }>`${sql.raw(`explain ${lookup}`)}`.execute(db)
      const text = plan.rows.map((row) => row['QUERY PLAN']).join('\n')
      expect(text, `${table} to ${referenced}`).toContain(`using ${key} on`)
      expect(text, `${table} to ${referenced}`).not.toContain('Filter')
    }
  },
)
