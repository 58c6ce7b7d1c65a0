/** What the tables of `qa` hold, for comparing before and after. */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../../../src/load/schema.ts'

const tables = ['question', 'answer', 'reply', 'related_question'] as const

/** Every row of every table as it is stored. */
export async function everyRow(db: Kysely<Database>): Promise<unknown> {
  return await select(db, 'to_jsonb(t)')
}

/** Every row with where it lies and which transaction wrote it: equal means that nothing was written. */
export async function everyRowVersion(db: Kysely<Database>): Promise<unknown> {
  return await select(
    db,
    "jsonb_build_object('ctid', t.ctid, 'xmin', t.xmin::text, 'xmax', t.xmax::text, 'row', to_jsonb(t))",
  )
}

async function select(db: Kysely<Database>, what: string): Promise<unknown> {
  const found: Record<string, unknown> = {}
  for (const table of tables) {
    const { rows } = await sql
      .raw(`select ${what} as row from qa.${table} t order by to_jsonb(t)::text`)
      .execute(db)
    found[table] = rows
  }
  return found
}
