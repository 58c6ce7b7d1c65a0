/** Corruptions by hand of a sound database: what goes wrong when markup changes or a reader fails, and which check tells. */

import { fromOtherPlaces } from './misread-fields.ts'

export interface Corruption {
  readonly check: string
  readonly what: string
  /** SQL, one statement each. */
  readonly by: string | readonly string[]
}

const ofContent: readonly Corruption[] = [
  {
    check: 'markup-in-text',
    what: 'bodies that are HTML',
    by: `update qa.answer set body = '<p>' || replace(body, E'\\n', '<br>') || '</p>'`,
  },
  {
    check: 'markup-in-text',
    what: 'tags in one body of twelve',
    by: `update qa.question set body = '<div class="text">' || body || '</div>' where question_id::bigint % 12 < 4`,
  },
  {
    check: 'markup-in-text',
    what: 'entities in titles',
    by: "update qa.question set title = title || '&nbsp;&amp;&nbsp;' || title",
  },
  {
    check: 'cut-text',
    what: 'bodies cut at 30 characters',
    by: 'update qa.question set body = left(body, 30)',
  },
  {
    check: 'cut-text',
    what: 'bodies cut in a sentence',
    by: 'update qa.answer set body = left(body, greatest(25, length(body) - 9))',
  },
  {
    check: 'same-text',
    what: 'one body everywhere',
    by: 'update qa.question set body = (select min(body) from qa.question)',
  },
  {
    check: 'same-text',
    what: 'the first answer for every answer of a question',
    by: `update qa.answer a set body = (select min(b.body) from qa.answer b
      where (b.site, b.question_id) = (a.site, a.question_id))`,
  },
  {
    check: 'same-text',
    what: 'the question for its answers',
    by: `update qa.answer a set body = q.body from qa.question q where (q.site, q.question_id) = (a.site, a.question_id)`,
  },
  { check: 'same-text', what: 'titles for bodies', by: 'update qa.question set body = title' },
  {
    check: 'same-text',
    what: 'the name of the site for titles',
    by: "update qa.question set title = 'OKWAVE'",
  },
  {
    check: 'doubled-text',
    what: 'every body twice',
    by: "update qa.answer set body = body || E'\\n' || body",
  },
  {
    check: 'dates-missing',
    what: 'no question with a date',
    by: 'update qa.question set posted_at = null, posted_on = null',
  },
  {
    check: 'dates-missing',
    what: 'no answer of one layout with a date',
    by: `update qa.answer a set posted_at = null, posted_on = null from qa.question q
      where (q.site, q.question_id) = (a.site, a.question_id) and q.layout = 'okwave/classic'`,
  },
  {
    check: 'authors-missing',
    what: 'no answer with an author',
    by: 'update qa.answer set author_name = null, author_url = null',
  },
  {
    check: 'nothing-told',
    what: 'no date at all',
    by: `with a as (update qa.answer set posted_at = null, posted_on = null)
      update qa.question set posted_at = null, posted_on = null`,
  },
  {
    check: 'field-lost',
    what: 'no category, against the past of the crawl',
    by: `with past as (
        insert into crawl.field_coverage (host_group, layout, field, recent, past_pages, past_present)
        values ('sample.example', 'okwave/current', 'categories', '1111111111', 90, 90)
      ) update qa.question set categories = '{}'`,
  },
  {
    check: 'older-than-question',
    what: 'one answer older than its question',
    by: `update qa.answer set posted_at = '2001-02-03T04:05:06Z', posted_on = '2001-02-03'
      where ctid = (select min(ctid) from qa.answer)`,
  },
  {
    check: 'times-shifted',
    what: 'answers older than their questions',
    by: "update qa.answer set posted_at = posted_at - interval '20 years', posted_on = posted_on - 7305",
  },
  {
    check: 'posted-day',
    what: 'days a month off their times',
    by: 'update qa.question set posted_on = posted_on + 30 where posted_at is not null',
  },
  {
    check: 'posted-day',
    what: 'the beginning of 1970',
    by: "update qa.question set posted_at = '1970-01-01Z', posted_on = '1970-01-01'",
  },
  {
    check: 'impossible-rate',
    what: 'a rate that is not that of its counts',
    by: `update qa.answer set best_answer_percent = 100 - best_answer_percent where best_answer_percent < 40`,
  },
  {
    check: 'impossible-count',
    what: 'thanks by the billion',
    by: 'update qa.answer set thanks_count = 2013070812',
  },
  {
    check: 'impossible-url',
    what: 'relative URLs',
    by: "update qa.question set url = '/qa/q' || question_id",
  },
  {
    check: 'impossible-url',
    what: 'one URL for all',
    by: "update qa.question set url = 'https://sample.example/'",
  },
  {
    check: 'links-to-itself',
    what: 'related questions that are the question',
    by: 'update qa.related_question set related_question_id = question_id',
  },
  { check: 'nothing-whole', what: 'no question whole', by: 'update qa.question set complete = false' },
  {
    check: 'everything-gone',
    what: 'every question gone',
    by: "update qa.question set gone_at = changed_at, gone_reason = 'not-shown'",
  },
  {
    check: 'everything-gone',
    what: 'all answers gone, with their counts',
    by: [
      "update qa.reply set gone_at = changed_at, gone_reason = 'not-shown' where answer_key <> ''",
      "update qa.answer set gone_at = changed_at, gone_reason = 'not-shown'",
      "update qa.question set answer_count = 0, status = 'open'",
    ],
  },
  {
    check: 'nothing-told',
    what: 'no answer, no count and no state',
    by: [
      "delete from qa.reply where answer_key <> ''",
      'delete from qa.answer',
      "update qa.question set answer_count = 0, status = 'open'",
    ],
  },
  {
    check: 'foreign-host',
    what: 'one URL of four on another host',
    by: `update qa.question set url = replace(url, '//sample.example', '//ads.example') where question_id::bigint % 4 = 0`,
  },
  {
    check: 'foreign-host',
    what: 'every URL on another host than its capture',
    by: [
      `insert into crawl.capture (capture_id, site, path, url, captured_at, status, warc_file, warc_offset, warc_length,
          payload_digest, body_bytes)
        select question_id, site, '/qa/' || question_id, url, changed_at, 200, 'a', 0, 1, 'd', 1 from qa.question
        on conflict do nothing`,
      `update qa.question set capture_id = question_id, url = replace(url, '//sample.example', '//ads.example')`,
    ],
  },
  {
    check: 'one-author',
    what: 'answers by the asker',
    by: `update qa.answer a set author_name = q.asker_name from qa.question q
      where (q.site, q.question_id) = (a.site, a.question_id) and q.asker_name is not null`,
  },
  {
    check: 'one-author',
    what: 'a label for the name of every author',
    by: "update qa.answer set author_name = 'ベストアンサー' where author_name is not null",
  },
  {
    check: 'replies-by-others',
    what: 'thanks by others',
    by: "update qa.reply set author_name = author_name || '2' where author_name is not null",
  },
  {
    check: 'same-text',
    what: 'one text for every reply',
    by: "update qa.reply set body = 'ありがとうございました。とても参考になりました。'",
  },
  {
    check: 'same-text',
    what: 'one question for every related one',
    by: "update qa.related_question set related_question_id = '2000003', url = null, title = 'x'",
  },
  {
    check: 'doubled-text',
    what: 'every reply twice',
    by: "update qa.reply set body = body || E'\\n' || body",
  },
  {
    check: 'doubled-text',
    what: 'every title twice',
    by: 'update qa.question set title = title || title',
  },
  {
    check: 'impossible-url',
    what: 'images without a host',
    by: "update qa.question set image_urls = array['../img/1.png']",
  },
]

/** Each damages the rows of the sample site, all or part of them. */
export const corruptions: readonly Corruption[] = [...ofContent, ...fromOtherPlaces]
