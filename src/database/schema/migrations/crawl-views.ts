/**
 * Views that lead from `qa` into the crawl. They have their owner's rights, so that a login that can read only `qa` can read
 * them; all columns are named here, and nothing else of schema `crawl` shows.
 */
import type { Kysely } from 'kysely'
import { createFunction, createView } from './commented.ts'

export async function createCrawlViews(db: Kysely<unknown>): Promise<void> {
  await createView(db, {
    name: 'qa.lineage',
    comment:
      'Where each row comes from, earlier states included: the capture that gave it its content, where that lies in the archive, and which parser, visit and run it was.',
    columns: {
      row_kind:
        'The table of the row: question, answer, reply, related; question_version, answer_version, reply_version, related_version.',
      site: 'Whose question it is.',
      question_id: "The site's own id of the question.",
      answer_key: "Answer, or answer under which the reply stands; '' for a reply to the question itself.",
      kind: 'Kind of the reply.',
      ordinal: 'Ordinal of the reply, or rank of the related question.',
      capture_id: 'Capture (WARC-Record-ID); null for what was loaded from no capture.',
      captured_at: 'Time of that capture.',
      url: 'URL that was asked for.',
      warc_file: 'WARC file within the archive folder.',
      warc_offset: 'First byte of the record in that file.',
      warc_length: 'Bytes of the record in that file.',
      payload_digest: 'Digest of the payload, as in WARC-Payload-Digest.',
      parser_version: 'Version of the parser that read the capture.',
      run_id: 'Run that fetched it.',
      visit_id: 'Visit that fetched it (crawl.visit).',
      valid_from: 'Of an earlier state: since when; null for the present one.',
    },
    query: `
      select l.row_kind, l.site, l.question_id, l.answer_key, l.kind, l.ordinal, l.capture_id,
        coalesce(c.captured_at, l.changed_at), c.url, c.warc_file, c.warc_offset, c.warc_length, c.payload_digest,
        coalesce(s.parser_version, l.parser_version), coalesce(c.run_id, v.run_id), v.visit_id, l.valid_from
      from (
        select 'question' as row_kind, site, question_id, null as answer_key, null as kind, null::integer as ordinal,
          capture_id, changed_at, null as parser_version, null::timestamptz as valid_from from qa.question
        union all select 'answer', site, question_id, answer_key, null, null, capture_id, changed_at, null, null from qa.answer
        union all select 'reply', site, question_id, answer_key, kind, ordinal, capture_id, changed_at, null, null from qa.reply
        union all select 'related', site, question_id, null, null, rank, capture_id, changed_at, null, null
          from qa.related_question
        union all select 'question_version', site, question_id, null, null, null, capture_id, valid_from, parser_version,
          valid_from from qa.question_version
        union all select 'answer_version', site, question_id, answer_key, null, null, capture_id, valid_from, parser_version,
          valid_from from qa.answer_version
        union all select 'reply_version', site, question_id, answer_key, kind, ordinal, capture_id, valid_from,
          parser_version, valid_from from qa.reply_version
        union all select 'related_version', site, question_id, null, null, rank, capture_id, valid_from, parser_version,
          valid_from from qa.related_question_version
      ) l
      left join crawl.capture c on c.capture_id = l.capture_id
      left join lateral (
        select parser_version from crawl.full_observation s
        where s.site = l.site and s.question_id = l.question_id and s.capture_id = l.capture_id limit 1
      ) s on true
      left join lateral (
        select visit_id, run_id from crawl.visit v where v.capture_id = l.capture_id order by visit_id limit 1
      ) v on true`,
  })

  await createView(db, {
    name: 'qa.freshness',
    comment: 'When each page of a question was last seen, and when it is due again.',
    columns: {
      site: 'Whose question it is.',
      question_id: "The site's own id of the question.",
      path: 'Path and query of the page.',
      last_seen_at: 'Time of the newest capture loaded from the page.',
      changed_at: 'Time of the capture in which what the page says last changed.',
      due_at: 'When the page is to be asked for again; null for never.',
      last_outcome: 'Outcome of the last visit; null for a page that was loaded from a file.',
      parser_version: 'Version of the parser that last read it.',
      record_digest: 'Digest of the record last loaded from it; null where the question is gone.',
    },
    query: `
      select site, question_id, path, last_seen_at, changed_at, due_at, last_outcome, parser_version, record_digest
      from crawl.page where question_id is not null and last_seen_at is not null`,
  })

  await createView(db, {
    name: 'qa.incomplete_question',
    comment:
      'Questions of which not all is here: they have further pages that no run has fetched together, or their text breaks off.',
    columns: {
      site: 'Whose question it is.',
      question_id: "The site's own id of the question.",
      url: 'Canonical URL.',
      title: 'Title.',
      answers_declared: 'Answers as the page declares them; null if not.',
      answers_here: 'Answers that are here and not gone.',
      pages_seen: 'Pages of it that were loaded.',
      pages_due: 'Pages of it that are known and due some time.',
      last_seen_at: 'Time of the newest capture of any of its pages.',
    },
    query: `
      select q.site, q.question_id, q.url, q.title, q.answer_count,
        (select count(*)::integer from qa.answer a
          where a.site = q.site and a.question_id = q.question_id and a.gone_at is null),
        p.seen, p.due, p.last_seen_at
      from qa.question q
      left join lateral (
        select count(last_seen_at)::integer as seen, count(due_at)::integer as due, max(last_seen_at) as last_seen_at
        from crawl.page p where p.site = q.site and p.question_id = q.question_id
      ) p on true
      where not q.complete and q.gone_at is null`,
  })

  await createView(db, {
    name: 'qa.crawl_health',
    comment: 'Outcomes of the visits to each site, by day (UTC).',
    columns: {
      day: 'Day of the visits, UTC.',
      site: 'Whose pages were visited.',
      visits: 'Visits in all.',
      loaded: 'Question pages that brought something new.',
      unchanged: 'Pages that said what they had said.',
      links: 'Lists and sitemaps that were read.',
      gone: 'Pages that the site no longer has.',
      rejected: 'Pages that the parser rejected.',
      retried: 'Visits to be made again later.',
      failed: 'Visits that failed for good.',
      skipped:
        'Pages that were not requested: robots.txt, the address guard or the scope of the crawl forbade it.',
      requests: 'HTTP requests, redirects included.',
      bytes: 'Bytes of body received.',
      percent_rejected:
        'Rejected pages in percent of those that were read: a sign that the layout has changed.',
    },
    query: `
      select (visited_at at time zone 'UTC')::date as day, site, count(*)::integer,
        count(*) filter (where outcome = 'loaded')::integer,
        count(*) filter (where outcome = 'unchanged')::integer,
        count(*) filter (where outcome = 'links')::integer,
        count(*) filter (where outcome = 'gone')::integer,
        count(*) filter (where outcome = 'rejected')::integer,
        count(*) filter (where outcome = 'retry')::integer,
        count(*) filter (where outcome = 'failed')::integer,
        count(*) filter (where outcome = 'skipped')::integer,
        sum(requests)::bigint, sum(bytes)::bigint,
        round(100.0 * count(*) filter (where outcome = 'rejected')
          / nullif(count(*) filter (where outcome in ('loaded', 'unchanged', 'links', 'rejected')), 0), 1)::float8
      from crawl.visit group by 1, 2`,
  })

  await createFunction(db, {
    signature: 'qa.schema_version()',
    comment: 'Newest migration of this database: which version of the schema it has.',
    definition: `create function qa.schema_version() returns text
      language sql stable security definer set search_path = pg_catalog
      return (select max(name) from crawl.migration)`,
  })
}
