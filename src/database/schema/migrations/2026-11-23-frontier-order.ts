/**
 * Schema `crawl`: indexes by which the frontier stays flat at ten million pages. A sitemap makes tens of thousands of
 * pages due in the same moment: the order within it must come from the index too, or every slice sorts them all.
 */
import type { Kysely } from 'kysely'
import { runStatement } from './commented-table.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  await runStatement(db, 'drop index crawl.page_due')
  await runStatement(
    db,
    'create index page_due on crawl.page (host_group, due_at, site, path) where due_at is not null',
  )
  await runStatement(
    db,
    "create index page_retry on crawl.page (host_group, due_at) where last_outcome = 'retry' and due_at is not null",
  )
}
