/** Schema `crawl`: the tables of what visits found: captures in the archive, visits, robots.txt in force, rejected pages. */
import type { Kysely } from 'kysely'
import { comment, createTable, runStatement } from './commented.ts'

export async function createVisitTables(db: Kysely<unknown>): Promise<void> {
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
      elapsed_ms: [
        'integer check (elapsed_ms >= 0)',
        'Milliseconds from the request to the end of the response; null where only the archive is left of it.',
      ],
    },
  })
  await runStatement(db, 'create index capture_page on crawl.capture (site, path, captured_at)')

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
  })

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
      robots_digest: [
        'text references crawl.robots_body',
        'robots.txt in force at the visit (crawl.robots_body); null where the visit did not get as far as the rules.',
      ],
    },
  })
  await runStatement(db, 'create index visit_run on crawl.visit (run_id)')
  await runStatement(db, 'create index visit_page on crawl.visit (site, path, visited_at)')
  await runStatement(
    db,
    'create index visit_capture on crawl.visit (capture_id) where capture_id is not null',
  )
  await comment(db, [['index crawl.visit_capture', 'From a capture to its visit: for qa.lineage.']])

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
  await runStatement(db, 'create index rejected_page_capture on crawl.rejected_page (capture_id)')
  await comment(db, [
    [
      'index crawl.rejected_page_capture',
      'From a capture to its reject: for a re-parse, which asks for each batch.',
    ],
  ])

  await createTable(db, {
    name: 'crawl.archive_file',
    comment: 'WARC files that have been looked through for captures which no slice committed.',
    columns: {
      warc_file: ['text primary key', 'Name of the WARC file within the archive folder.'],
      file_bytes: ['bigint not null check (file_bytes >= 0)', 'Size of the file when it was looked through.'],
      known_bytes: [
        'bigint not null check (known_bytes >= 0)',
        'Every capture that begins before this byte is known (crawl.capture), or is none of a crawl.',
      ],
      unknown_captures: [
        'integer not null check (unknown_captures >= 0)',
        'Captures behind it that were not known then: they are loaded by the next slices of their hosts.',
      ],
    },
  })

  await createTable(db, {
    name: 'crawl.reparsed_file',
    comment: 'One row a WARC file of a re-parse of the whole archive: how far it has been read again.',
    columns: {
      run_id: ['uuid not null references crawl.run', 'Re-parse that reads it.'],
      warc_file: ['text not null', 'Name of the WARC file within the archive folder.'],
      file_bytes: ['bigint not null check (file_bytes >= 0)', 'Size of the file when it was given out.'],
      read_to: [
        'bigint check (read_to >= 0)',
        'Captures that begin at this byte or before have been read and loaded; null before the first.',
      ],
      summary: ['jsonb', 'Summary of the captures read so far, as in reparse --json; null before the first.'],
      failure: [
        'jsonb',
        'What of the file could not be read: {code, message, hint}; null if everything so far could.',
      ],
      begun_at: [
        'timestamptz',
        'When reading began, moved forward by the time in which no worker read it. Null before.',
      ],
      read_at: ['timestamptz', 'When captures of it were last loaded; null before the first.'],
      done_at: ['timestamptz', 'When reading ended; null before.'],
    },
    constraints: ['primary key (run_id, warc_file)'],
  })
}
