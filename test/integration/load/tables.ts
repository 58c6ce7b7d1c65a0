/** What the tables that the loader writes hold, for comparing before and after. */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../../../src/database/schema/schema.ts'

export const loadedTables = [
  'question',
  'answer',
  'reply',
  'related_question',
  'question_version',
  'answer_version',
  'reply_version',
  'related_question_version',
] as const

/** Every row of every table of qa as it is stored. */
export async function everyRow(db: Kysely<Database>): Promise<Record<string, unknown>> {
  return await select(db, 'to_jsonb(t)')
}

/** Those, and all else that the loader keeps: its columns of crawl.page, the observations, and the keys of stored records. */
export async function everythingLoaded(db: Kysely<Database>): Promise<Record<string, unknown>> {
  const kept = {
    page: 'select site, path, question_id, record_digest, parser_version, last_seen_at, changed_at from crawl.page',
    observation: 'select * from crawl.observation',
    confirmation: 'select * from crawl.confirmation',
    record_rows: 'select site, question_id, record_digest from crawl.record_rows',
  }
  const found = await everyRow(db)
  for (const [name, statement] of Object.entries(kept)) {
    const { rows } = await sql
      .raw(`select to_jsonb(t) as row from (${statement}) t order by to_jsonb(t)::text`)
      .execute(db)
    found[name] = rows
  }
  return found
}

/** Every row with where it lies and which transaction wrote it: equal means that nothing was written. */
export async function everyRowVersion(db: Kysely<Database>): Promise<Record<string, unknown>> {
  return await select(
    db,
    "jsonb_build_object('ctid', t.ctid, 'xmin', t.xmin::text, 'xmax', t.xmax::text, 'row', to_jsonb(t))",
  )
}

async function select(db: Kysely<Database>, what: string): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {}
  for (const table of loadedTables) {
    const { rows } = await sql
      .raw(`select ${what} as row from qa.${table} t order by to_jsonb(t)::text`)
      .execute(db)
    found[table] = rows
  }
  return found
}
