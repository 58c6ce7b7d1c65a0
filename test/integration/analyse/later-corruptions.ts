/** Corruptions of what was loaded last: what could be right on a site, but not suddenly. */
import type { Corruption } from './corruptions.ts'

const isLater = "changed_at > '2026-10-15'"

export const laterCorruptions: readonly Corruption[] = [
  {
    check: 'unlike-before',
    what: 'replies without a date',
    by: `update qa.reply set posted_at = null, posted_on = null where ${isLater}`,
  },
  {
    check: 'unlike-before',
    what: 'replies without an author',
    by: `update qa.reply set author_name = null, author_url = null where ${isLater}`,
  },
  {
    check: 'unlike-before',
    what: 'no category',
    by: `update qa.question set categories = '{}' where ${isLater}`,
  },
  {
    check: 'cut-text',
    what: 'replies cut',
    by: `update qa.reply set body = left(body, 12) where ${isLater}`,
  },
  {
    check: 'one-profile',
    what: 'one profile',
    by: `update qa.answer set author_url = 'https://sample.example/login' where author_url is not null and ${isLater}`,
  },
  {
    check: 'unlike-before',
    what: 'titles in texts',
    by: `update qa.question set body = title || body where ${isLater}`,
  },
  {
    check: 'unlike-before',
    what: 'no thanks',
    by: `update qa.question set thanks_count = null where ${isLater}`,
  },
  {
    check: 'unlike-before',
    what: 'one count of thanks',
    by: `update qa.question set thanks_count = 5 where ${isLater}`,
  },
  {
    check: 'unlike-before',
    what: 'no status',
    by: `update qa.question set status = 'unknown' where ${isLater}`,
  },
  {
    check: 'unlike-before',
    what: 'no best answer',
    by: `with a as (update qa.answer set is_best = false where ${isLater})
      update qa.question set status = 'closed' where ${isLater}`,
  },
  {
    check: 'unlike-before',
    what: 'the first answer for the best one',
    by: [
      `update qa.answer set is_best = false where ${isLater}`,
      `update qa.answer a set is_best = true from qa.question q
        where (q.site, q.question_id) = (a.site, a.question_id) and q.status = 'solved' and a.${isLater}
          and answer_number = (
            select min(answer_number) from qa.answer b where (b.site, b.question_id) = (a.site, a.question_id))`,
    ],
  },
  {
    check: 'unlike-before',
    what: 'no time of day',
    by: `update qa.question set posted_at = posted_on::timestamp at time zone 'Asia/Tokyo' where ${isLater}`,
  },
  {
    check: 'unlike-before',
    what: 'one image for all',
    by: `update qa.answer set image_urls = array['https://sample.example/spacer.gif'] where ${isLater}`,
  },
  {
    check: 'unlike-before',
    what: 'no line breaks',
    by: `update qa.answer set body = replace(body, E'\\n', ' ') where ${isLater}`,
  },
  { check: 'unlike-before', what: 'no replies', by: `delete from qa.reply where ${isLater}` },
  {
    check: 'dates-against-ids',
    what: 'one layout a year early',
    by: `with a as (
        update qa.answer a set posted_at = a.posted_at - interval '365 days', posted_on = a.posted_on - 365
        from qa.question q where (q.site, q.question_id) = (a.site, a.question_id) and q.layout = 'okwave/classic'
      ) update qa.question set posted_at = posted_at - interval '365 days', posted_on = posted_on - 365
      where layout = 'okwave/classic'`,
  },
  {
    check: 'unlike-before',
    what: 'no images, where one answer of four had one',
    by: [
      `update qa.answer set image_urls = array['https://sample.example/' || question_id || '.png']
        where hashtext(question_id || answer_key) % 4 = 0`,
      `update qa.question set image_urls = '{}' where ${isLater}`,
      `update qa.answer set image_urls = '{}' where ${isLater}`,
    ],
  },
  {
    check: 'unlike-before',
    what: 'no answers and no counts',
    by: [
      `delete from qa.reply where answer_key <> '' and ${isLater}`,
      `delete from qa.answer where ${isLater}`,
      `update qa.question set answer_count = 0 where ${isLater}`,
    ],
  },
  {
    check: 'unlike-before',
    what: 'the best answer alone',
    by: [
      `delete from qa.reply r using qa.answer a where (a.site, a.question_id, a.answer_key) = (r.site, r.question_id, r.answer_key)
        and not a.is_best and a.${isLater}`,
      `delete from qa.answer where not is_best and ${isLater}`,
      `update qa.question q set answer_count = (
          select count(*) from qa.answer a where (a.site, a.question_id) = (q.site, q.question_id)) where ${isLater}`,
    ],
  },
  {
    check: 'times-shifted',
    what: 'times nine hours late, the days as before',
    by: ['question', 'answer'].map(
      (table) => `update qa.${table} set posted_at = posted_at + interval '9 hours' where ${isLater}`,
    ),
  },
  {
    check: 'field-lost',
    what: 'no images, against the past of the crawl',
    by: [
      `insert into crawl.field_coverage (host_group, layout, field, recent, past_pages, past_present)
        values ('sample.example', 'okwave/current', 'imageUrls', '0010010100', 90, 25)`,
      "update qa.question set image_urls = '{}'",
      "update qa.answer set image_urls = '{}'",
    ],
  },
  {
    check: 'field-lost',
    what: 'no best answer, against the past of the crawl',
    by: [
      `insert into crawl.field_coverage (host_group, layout, field, recent, past_pages, past_present)
        values ('sample.example', 'okwave/current', 'bestAnswer', '1111111111', 90, 90)`,
      'update qa.answer set is_best = false',
    ],
  },
  {
    check: 'answers-of-others',
    what: 'answers under other questions',
    by: `update qa.answer a set body = moved.body
      from (
        select site, question_id, answer_key, lead(body) over (order by hashtext(question_id || answer_key)) as body from qa.answer
      ) moved
      where (a.site, a.question_id, a.answer_key) = (moved.site, moved.question_id, moved.answer_key) and moved.body is not null`,
  },
]
