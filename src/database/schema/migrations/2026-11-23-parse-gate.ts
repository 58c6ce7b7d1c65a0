/** Schema `crawl`: how often each field stood on a host's pages, and why the parse gate stopped a host. */
import type { Kysely } from 'kysely'
import { comment, createTable, runStatement } from './commented-table.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(db, {
    name: 'crawl.field_coverage',
    comment:
      'How often a field stood on the question pages of a host group, by layout: on the last pages, and on those before. The parse gate holds the one against the other.',
    columns: {
      host_group: ['text not null', 'Host group (crawl.host).'],
      layout: ['text not null', "Layout of the pages; '' for all question pages of the host together."],
      field: [
        'text not null',
        "Field of the record, such as answers.author; of layout '': read (the page was not rejected) and known layout (its layout has a past).",
      ],
      recent: [
        'text not null',
        'The last 40 pages that could have the field, one character each, the newest last: 1 had it, 0 lacked it.',
      ],
      past_pages: [
        'float8 not null check (past_pages >= 0)',
        'Pages before those that could have it; what lies more than about 1000 pages back counts less and less.',
      ],
      past_present: [
        'float8 not null check (past_present >= 0)',
        'Of past_pages, how many had the field: the coverage of the past is past_present / past_pages.',
      ],
      lacking_path: ['text', 'Newest page that lacked it (crawl.page); null where none did.'],
      lacking_url: ['text', 'URL of that page.'],
      lacking_capture_id: ['text', 'Capture of that page (crawl.capture).'],
    },
    constraints: ['primary key (host_group, layout, field)'],
  })
  await runStatement(db, 'alter table crawl.host add column gate jsonb')
  await comment(db, [
    [
      'column crawl.host.gate',
      'What the parse gate stopped the host for: {reason, trippedAt, runId, parserVersion, broken: [{field, layout, before, now, sample}]}; null while it is open. Kept until pages show the fields again, the parser is another one, or a person accepts the pages as they are.',
    ],
  ])
}
