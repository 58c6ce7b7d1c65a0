/** Schema `crawl`: which rules held at a visit: the robots.txt that was in force, and how links were followed. */
import type { Kysely } from 'kysely'
import { comment, createTable, runStatement } from './commented-table.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(db, {
    name: 'crawl.robots_body',
    comment: 'Every robots.txt that has been in force, once; visits name the one they obeyed.',
    columns: {
      robots_digest: ['text primary key', 'sha256 of the body, in hex.'],
      body: [
        'bytea not null',
        'The file as it came, inflated; empty where there was none, which allows all.',
      ],
      first_seen_at: ['timestamptz not null', 'When it was first fetched.'],
    },
    constraints: [],
  })
  await runStatement(db, 'alter table crawl.visit add column robots_digest text references crawl.robots_body')
  await runStatement(db, 'alter table crawl.page add column link_rules text')
  await comment(db, [
    [
      'column crawl.visit.robots_digest',
      'robots.txt in force at the visit (crawl.robots_body); null where the visit did not get as far as the rules.',
    ],
    [
      'column crawl.page.link_rules',
      'Digest of the rules by which links of the page were last followed: under others it is asked for in full.',
    ],
  ])
}
