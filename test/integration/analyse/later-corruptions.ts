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
]
