/** Schema `crawl`: what list pages say of a question, so that what a list says for ever brings its page forward once. */
import type { Kysely } from 'kysely'
import { comment, runStatement } from './commented-table.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  await runStatement(db, 'alter table crawl.page add column list_signals text[]')
  await comment(db, [
    [
      'column crawl.page.list_signals',
      'What list pages have said of the question since its record last changed, where it differed: answers and status, such as 5 open.',
    ],
  ])
}
