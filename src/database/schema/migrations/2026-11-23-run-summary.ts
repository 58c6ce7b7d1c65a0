/** Schema `crawl`: what a run came to stays with it, when the rows that it was counted from have long changed. */
import type { Kysely } from 'kysely'
import { runStatement } from './commented-table.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  await runStatement(db, 'alter table crawl.run add column summary jsonb')
  await runStatement(
    db,
    `comment on column crawl.run.summary is
      'What crawl --json printed when the run ended, as an object; null while it runs, or when it was killed.'`,
  )
}
