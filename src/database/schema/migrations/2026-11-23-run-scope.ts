/**
 * Schema `crawl`: what every slice asked by reading rows that grow with the crawl. What a run has visited is counted as
 * it is committed: counting it before each slice took 0.2 s at a million visits. Pages never asked for have an index of
 * their own: those found by a clock ahead were looked for in all pages, 0.2 s at a million.
 */
import type { Kysely } from 'kysely'
import { createTable, runStatement } from './commented-table.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(db, {
    name: 'crawl.run_host_group',
    comment: 'What a run has spent of its budget of pages, by host group.',
    columns: {
      run_id: ['uuid not null references crawl.run', 'Run of the visits.'],
      host_group: ['text not null', 'Host group that was asked.'],
      visits: [
        'bigint not null check (visits >= 0)',
        'Visits (crawl.visit) that asked for something; a redirect is part of the visit that it leads to.',
      ],
    },
    constraints: ['primary key (run_id, host_group)'],
  })
  await runStatement(
    db,
    `insert into crawl.run_host_group (run_id, host_group, visits)
      select run_id, host_group, count(*) from crawl.visit
      where requests > 0 and outcome <> 'redirected' group by run_id, host_group`,
  )
  await runStatement(
    db,
    'create index page_found on crawl.page (host_group, due_at) where last_run_id is null and due_at is not null',
  )
}
