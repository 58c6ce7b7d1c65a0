/**
 * Schema `crawl`: runs, hosts, the frontier, and what visits left in the archive. Runs, hosts and pages change with every
 * visit; captures and visits are only ever added to.
 */
import type { Kysely } from 'kysely'
import { comment, createTable, runStatement } from './commented.ts'
import { createVisitTables } from './crawl-visits.ts'
import { createRepeats } from './repeats.ts'
import { createSiteDefinitionTable } from './site-definitions.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  // The schema is there already: the migrator keeps its own two tables in it.
  await comment(db, [
    ['schema crawl', 'The crawl: frontier, hosts, robots.txt, runs, visits, captures, rejected pages.'],
    ['table crawl.migration', 'Migrations that this database has had.'],
    ['column crawl.migration.name', 'Name of the migration.'],
    ['column crawl.migration.timestamp', 'When it ran, ISO 8601.'],
    ['table crawl.migration_lock', 'A row that the migrator wants to find; Postgres locks by advisory lock.'],
    ['column crawl.migration_lock.id', 'Always migration_lock.'],
    ['column crawl.migration_lock.is_locked', 'Always 0 on Postgres.'],
  ])

  await createTable(db, {
    name: 'crawl.run',
    comment: 'One row a run: one crawl, re-parse or load from start to end.',
    columns: {
      run_id: ['uuid primary key', 'Id of the run.'],
      kind: ["text not null check (kind in ('crawl', 'reparse', 'load'))", 'crawl, reparse or load.'],
      started_at: ['timestamptz not null', 'When it began.'],
      alive_at: ['timestamptz not null default now()', 'Last sign of life of its process.'],
      ended_at: ['timestamptz', 'When it ended; for a lost run, its last sign of life. Null while it runs.'],
      result: [
        "text check (result in ('done', 'budget', 'parked', 'gate', 'disk-full', 'stopped', 'lost'))",
        'done; budget: it is used up; parked: a host is parked; gate: too many rejects; disk-full: a disk is nearly full; stopped: by a signal; lost: its process was killed. Null until it ends.',
      ],
      exit_code: ['integer', 'Exit code of the command; null until it ends.'],
      options: ["jsonb not null default '{}'", 'What the run was asked to do.'],
      mondo_version: ['text not null', 'Version of mondo.'],
      parser_version: ['text not null', 'Version of the parser.'],
      requests: ['bigint not null default 0 check (requests >= 0)', 'HTTP requests sent.'],
      bytes: ['bigint not null default 0 check (bytes >= 0)', 'Bytes of body received.'],
      statuses: [
        "jsonb not null default '{}'",
        'Responses by HTTP status, those to robots.txt and redirects included: {"200": 12}. Requests without a response are in none.',
      ],
      summary: [
        'jsonb',
        'The summary that crawl --json printed when the run ended, as an object. Null while it runs, or if it was lost.',
      ],
    },
  })

  await createTable(db, {
    name: 'crawl.run_host_group',
    comment: 'What a run has spent of its budget of pages, and what it was answered of late, by host group.',
    columns: {
      run_id: ['uuid not null references crawl.run', 'Run of the visits.'],
      host_group: ['text not null', 'Host group that was asked.'],
      visits: [
        'bigint not null check (visits >= 0)',
        'Visits (crawl.visit) that asked for something; a redirect is part of the visit that it leads to.',
      ],
      answers: [
        "jsonb not null default '[]'",
        'The last question pages of the run, for the outcome breaker: [{is, how, site, path, questionId, captureId}]; is: well, refused (by a status, a login page, a redirect, a timeout: how) or gone (a question loaded before).',
      ],
    },
    constraints: ['primary key (run_id, host_group)'],
  })

  await createTable(db, {
    name: 'crawl.host',
    comment: 'One row a host group: what politeness is counted by.',
    columns: {
      host_group: ['text primary key', 'One host, or a named group of hosts on one server.'],
      next_allowed_at: ['timestamptz', 'Pace: no request starts before.'],
      backoff_until: ['timestamptz', 'Back-off after 429 or 503: no request starts before.'],
      backoff_step: ['integer not null default 0 check (backoff_step >= 0)', 'Incidents not yet forgiven.'],
      last_incident_at: ['timestamptz', 'When the host last limited the rate.'],
      crawl_delay_seconds: ['float8 check (crawl_delay_seconds >= 0)', 'Crawl-delay of robots.txt, seconds.'],
      state: ["text not null default 'ready' check (state in ('ready', 'parked'))", 'ready or parked.'],
      parked_reason: ['text', 'Why the host is parked.'],
      parked_at: ['timestamptz', 'Since when the host is parked.'],
      lenient_until: [
        'timestamptz',
        'Until then its responses are read leniently at once: it has sent HTTP that the strict parser refuses.',
      ],
      paused_at: [
        'timestamptz',
        'Since when a person holds the host (mondo pause): no crawl or worker asks it for anything. Null while it is not paused.',
      ],
      paused_by: ['text', 'Who paused it.'],
      pause_reason: ['text', 'Why, if that was told.'],
      gate: [
        'jsonb',
        'What the quality gate or the outcome breaker stopped the host for: {reason, trippedAt, runId, parserVersion, broken: [{field, layout, before, now, sample}]}; null while it is open. Kept until pages show the fields again, the parser is another one, or a person accepts the pages as they are.',
      ],
    },
  })

  await createTable(db, {
    name: 'crawl.field_coverage',
    comment:
      'How often a field stood on the question pages of a host group, by layout: on the last pages, and on those before. The quality gate holds the one against the other.',
    columns: {
      host_group: ['text not null', 'Host group (crawl.host).'],
      layout: ['text not null', "Layout of the pages; '' for all question pages of the host together."],
      field: [
        'text not null',
        "Field of the record, such as answers.author; of layout '': read (the page was not rejected), known layout (its layout has a past), answered (the page was not refused) and present (a question loaded before is still there).",
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

  await createTable(db, {
    name: 'crawl.robots',
    comment: 'robots.txt of each origin: the last answer, and the last good copy.',
    columns: {
      origin: ['text primary key', 'scheme://host:port'],
      host_group: ['text not null', 'Host group of the origin.'],
      fetched_at: ['timestamptz not null', 'When it was last asked for.'],
      status: ['integer', 'HTTP status of the last answer; null when there was none.'],
      failure: ['text', 'Why there was no answer.'],
      body: ['bytea', 'Body of the last answer, for audit.'],
      good_body: ['bytea', 'Body of the last answer that could be used.'],
      good_fetched_at: ['timestamptz', 'When that one was fetched; it counts until 24 hours old.'],
    },
  })

  await createTable(db, {
    name: 'crawl.page',
    comment: 'The frontier: one row a page known, and when it is due.',
    columns: {
      site: ['text not null', 'Whose page it is.'],
      path: ['text not null', 'Path and query of the canonical URL: identity of the page within its site.'],
      origin: ['text not null', 'scheme://host:port to ask.'],
      host_group: ['text not null', 'Host group of that origin.'],
      kind: [
        "text not null check (kind in ('question', 'list', 'sitemap', 'other'))",
        'question, list, sitemap or other.',
      ],
      question_id: ['text', 'The question that the page was last loaded as; null before it was.'],
      depth: ['integer not null default 0 check (depth >= 0)', 'Links followed from a seed to here.'],
      discovered_at: ['timestamptz not null', 'When the page became known.'],
      due_at: ['timestamptz', 'When to ask for it; null: not to be asked for again.'],
      tries: ['integer not null default 0 check (tries >= 0)', 'Failed tries since the last good one.'],
      last_run_id: ['uuid', 'Run that last visited the page.'],
      last_outcome: ['text', 'Outcome of the last visit.'],
      last_reason: ['text', 'Reason of that outcome.'],
      record_digest: ['text', 'Digest of the record last loaded from the page: equal means nothing changed.'],
      parser_version: ['text', 'Version of the parser that made that record.'],
      last_seen_at: ['timestamptz', 'Time of the newest capture loaded from the page.'],
      changed_at: ['timestamptz', 'Time of the capture in which the record last changed.'],
      interval_seconds: ['float8 check (interval_seconds > 0)', 'Present interval between visits, seconds.'],
      etag: ['text', 'ETag of the newest capture, for a conditional request.'],
      last_modified: ['text', 'Last-Modified of the newest capture, for a conditional request.'],
      link_rules: [
        'text',
        'Digest of the rules by which links of the page were last followed: under others it is asked for in full.',
      ],
      chain: [
        'text',
        'Of a list page that was found through lists without a new question: path of the list that this chain of pages begins behind (crawl.list_chain).',
      ],
      list_signals: [
        'text[]',
        'What list pages have said of the question since its record last changed, where it differed: answers and status, such as 5 open.',
      ],
      page_number: [
        'bigint not null generated always as identity',
        'Number of the page in this database, by which its repeats are found (crawl.repeat).',
      ],
    },
    constraints: ['primary key (site, path)'],
    // A batch updates all rows of a block in one transaction. With room for all of them in the block no index is written,
    // and an update takes 82 bytes of WAL instead of 600.
    storage: 'fillfactor = 50',
  })
  // A sitemap makes tens of thousands of pages due in one moment: the order within it comes from the index too, or every
  // slice sorts them all.
  await runStatement(
    db,
    'create index page_due on crawl.page (host_group, due_at, site, path) where due_at is not null',
  )
  await runStatement(
    db,
    "create index page_retry on crawl.page (host_group, due_at) where last_outcome = 'retry' and due_at is not null",
  )
  // Pages never asked for: looking for them among all pages took 0.2 s at a million.
  await runStatement(
    db,
    'create index page_found on crawl.page (host_group, due_at) where last_run_id is null and due_at is not null',
  )
  await runStatement(
    db,
    'create index page_question on crawl.page (site, question_id) where question_id is not null',
  )

  await runStatement(db, 'create index page_chain on crawl.page (site, chain) where chain is not null')

  await createTable(db, {
    name: 'crawl.list_chain',
    comment:
      'Chains of list pages that were discovered from one another. One that has led to no new question for 50 pages is taken for a trap, and put off.',
    columns: {
      site: ['text not null', 'Whose pages they are.'],
      root: ['text not null', 'Path of the list page that the chain begins behind (crawl.page.chain).'],
      run_id: ['uuid not null references crawl.run', 'Run that last counted.'],
      barren: [
        'integer not null check (barren >= 0)',
        'List pages first seen in that run without a question new to the frontier, since the last one with one.',
      ],
      put_off_until: ['timestamptz', 'When the pages of the chain are due again; null where it is no trap.'],
    },
    constraints: ['primary key (site, root)'],
  })

  await createRepeats(db)
  await createVisitTables(db)
  await createSiteDefinitionTable(db)
}
