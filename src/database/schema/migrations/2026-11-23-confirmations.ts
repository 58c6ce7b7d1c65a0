/** Schema `crawl`: what a 304 says. It confirms a capture, and with it what that capture is read as, now and later. */
import type { Kysely } from 'kysely'
import { createTable, runStatement } from './commented-table.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(db, {
    name: 'crawl.confirmation',
    comment:
      'One row a 304: the page was still what an earlier capture shows. It counts as a observation (crawl.observation) of what that capture is read as.',
    columns: {
      site: ['text not null', 'Whose page it is.'],
      path: ['text not null', 'Page of the site (crawl.page).'],
      confirms: ['text not null', 'Capture (WARC-Record-ID) that the page was still the same as.'],
      captured_at: ['timestamptz not null', 'Time of the capture that says so.'],
      capture_id: ['text not null', 'That capture (WARC-Record-ID), which has no body.'],
      run_id: ['text', 'Run that fetched it; null if unknown.'],
    },
    constraints: ['primary key (site, path, confirms, captured_at, capture_id)'],
  })
  // Until now a 304 left only the time in crawl.page. What it confirmed was the newest capture with a body.
  await runStatement(
    db,
    `insert into crawl.confirmation (site, path, confirms, captured_at, capture_id, run_id)
     select c.site, c.path, o.capture_id, c.captured_at, c.capture_id, c.run_id::text
     from crawl.capture c cross join lateral (
       select capture_id from crawl.capture o
       where o.site = c.site and o.path = c.path and o.captured_at < c.captured_at
         and o.status between 200 and 299 and o.truncated is null
       order by o.captured_at desc, o.capture_id desc limit 1
     ) o
     where c.status = 304
       and exists (select from crawl.visit v where v.capture_id = c.capture_id and v.outcome = 'unchanged')
     on conflict do nothing`,
  )
}
