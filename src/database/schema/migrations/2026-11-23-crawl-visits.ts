/** Schema `crawl`, second half: what is only ever added to. Captures point into the archive; visits say what came of them. */
import type { Kysely } from 'kysely'
import { createTable, runStatement } from './commented-table.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(db, {
    name: 'crawl.capture',
    comment: 'One row an HTTP response kept in the archive, and where it lies there.',
    columns: {
      capture_id: ['text primary key', 'WARC-Record-ID of the response: urn:uuid:…'],
      run_id: ['uuid references crawl.run', 'Run that fetched it; null if unknown.'],
      site: ['text not null', 'Whose page it is.'],
      path: ['text not null', 'Page of the site (crawl.page).'],
      url: ['text not null', 'URL that was asked for.'],
      captured_at: ['timestamptz not null', 'When the request was sent.'],
      status: ['integer not null', 'HTTP status.'],
      warc_file: ['text not null', 'Name of the WARC file within the archive folder.'],
      warc_offset: ['bigint not null check (warc_offset >= 0)', 'First byte of the record in that file.'],
      warc_length: ['bigint not null check (warc_length > 0)', 'Bytes of the record in that file.'],
      payload_digest: ['text not null', 'Digest of the payload, as in WARC-Payload-Digest.'],
      content_type: ['text', 'Content-Type as sent.'],
      encoding: ['text', 'Character encoding in which the body was read.'],
      truncated: [
        "text check (truncated in ('length', 'time', 'disconnect'))",
        'Why the body is not whole: length, time or disconnect; null when it is whole.',
      ],
      ip_address: ['text', 'Address that answered.'],
      body_bytes: ['bigint not null check (body_bytes >= 0)', 'Bytes of the body as received.'],
    },
    constraints: [],
  })
  await runStatement(db, 'create index capture_page on crawl.capture (site, path, captured_at)')

  await createTable(db, {
    name: 'crawl.visit',
    comment: 'One row a visit: one page taken through fetch, archive, parse and load.',
    columns: {
      visit_id: ['bigint generated always as identity primary key', 'Id of the visit.'],
      run_id: ['uuid not null references crawl.run', 'Run of the visit.'],
      site: ['text not null', 'Whose page it is.'],
      path: ['text not null', 'Page of the site (crawl.page).'],
      host_group: ['text not null', 'Host group that was asked.'],
      visited_at: ['timestamptz not null', 'When the visit began.'],
      outcome: [
        'text not null',
        'The one outcome of the visit: loaded, unchanged, retry, rejected and so on.',
      ],
      reason: ['text', 'Reason of that outcome.'],
      detail: ['jsonb', 'What else belongs to the outcome.'],
      capture_id: ['text', 'Capture of the visit; null when there was no response.'],
      parser_version: ['text', 'Version of the parser that read it.'],
      requests: ['integer not null check (requests >= 0)', 'HTTP requests of the visit, redirects included.'],
      bytes: ['bigint not null check (bytes >= 0)', 'Bytes of body received.'],
    },
    constraints: [],
  })
  await runStatement(db, 'create index visit_run on crawl.visit (run_id)')
  await runStatement(db, 'create index visit_page on crawl.visit (site, path, visited_at)')

  await createTable(db, {
    name: 'crawl.rejected_page',
    comment: 'Pages whose last capture the parser rejected.',
    columns: {
      site: ['text not null', 'Whose page it is.'],
      path: ['text not null', 'Page of the site (crawl.page).'],
      capture_id: ['text', 'Capture that was rejected.'],
      rejected_at: ['timestamptz not null', 'Time of that capture.'],
      reason: ['text not null', 'Why: empty, truncated, not-html, checks and so on.'],
      checks: ['jsonb not null', 'Checks that the page failed: an array of {code, severity, message}.'],
      parser_version: ['text not null', 'Version of the parser that rejected it.'],
    },
    constraints: ['primary key (site, path)'],
  })
}
