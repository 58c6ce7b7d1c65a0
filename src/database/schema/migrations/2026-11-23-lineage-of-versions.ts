/**
 * For who may read `qa` alone: lineage of earlier states too, and the version of the schema. And people of whom only
 * questions count that are there: an answer under a question that is gone has no `gone_at` of its own.
 */
import type { Kysely } from 'kysely'
import { createFunction } from './commented-function.ts'
import { comment, runStatement } from './commented-table.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  await runStatement(
    db,
    `create or replace view qa.lineage (row_kind, site, question_id, answer_key, kind, ordinal, capture_id, captured_at, url,
       warc_file, warc_offset, warc_length, payload_digest, parser_version, run_id, visit_id, valid_from) as
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
     ) l
     left join crawl.capture c on c.capture_id = l.capture_id
     left join lateral (
       select parser_version from crawl.observation s
       where s.site = l.site and s.question_id = l.question_id and s.capture_id = l.capture_id limit 1
     ) s on true
     left join lateral (
       select visit_id, run_id from crawl.visit v where v.capture_id = l.capture_id order by visit_id limit 1
     ) v on true`,
  )
  await runStatement(
    db,
    `create or replace view qa.person (site, name, url, questions, answers, best_answers, percent_best, told_percent, told_best,
       told_answers, first_posted_on, last_posted_on) as
     select site, name, url, count(*) filter (where role = 'asker')::integer,
       count(*) filter (where role = 'author')::integer, count(*) filter (where is_best)::integer,
       round(100.0 * count(*) filter (where is_best) / nullif(count(*) filter (where role = 'author'), 0), 1)::float8,
       (array_agg(percent order by told_at desc, best desc) filter (where percent is not null))[1],
       (array_agg(best order by told_at desc, best desc) filter (where percent is not null))[1],
       (array_agg(answers order by told_at desc, best desc) filter (where percent is not null))[1],
       min(posted_on), max(posted_on)
     from (
       select site, asker_name as name, asker_url as url, 'asker' as role, false as is_best,
         best_answer_percent as percent, best_answer_best as best, best_answer_answers as answers,
         changed_at as told_at, posted_on
       from qa.question where asker_name is not null and gone_at is null
       union all
       select a.site, a.author_name, a.author_url, 'author', a.is_best, a.best_answer_percent, a.best_answer_best,
         a.best_answer_answers, a.changed_at, a.posted_on
       from qa.answer a join qa.question q on q.site = a.site and q.question_id = a.question_id
       where a.author_name is not null and a.gone_at is null and q.gone_at is null
     ) post
     group by site, name, url`,
  )
  await createFunction(db, {
    signature: 'qa.schema_version()',
    comment: 'Newest migration of this database: which version of the schema it has.',
    definition: `create function qa.schema_version() returns text
      language sql stable security definer set search_path = pg_catalog
      return (select max(name) from crawl.migration)`,
  })
  await comment(db, [
    [
      'view qa.lineage',
      'Where each row comes from, earlier states included: the capture that gave it its content, where that lies in the archive, and which parser, visit and run it was.',
    ],
    [
      'column qa.lineage.row_kind',
      'The table of the row: question, answer, reply, related; question_version, answer_version, reply_version.',
    ],
    ['column qa.lineage.valid_from', 'Of an earlier state: since when; null for the present one.'],
    [
      'column qa.answer.gone_at',
      'Time of the capture that no longer shows the answer; null while it is there, and where only the question is gone: look at qa.question.gone_at too.',
    ],
    [
      'column qa.reply.gone_at',
      'Time of the capture that no longer shows the reply; null while it is there, and where only the question is gone: look at qa.question.gone_at too.',
    ],
    [
      'function qa.answer_as_of(timestamptz)',
      'Answers as they were at a time, as far as captures tell: what the last capture until then showed. valid_to is null where that holds to this day. Answers stay when their question goes: join qa.question_as_of to leave those out.',
    ],
    [
      'function qa.reply_as_of(timestamptz)',
      'Replies as they were at a time, as far as captures tell: what the last capture until then showed. valid_to is null where that holds to this day. Replies stay when their question goes: join qa.question_as_of to leave those out.',
    ],
  ])
}
