/** How soon questions got their first answer, in SQL: said once for `qa.answers_by_month` and for reports. */

/** A row a question with answers. `first_at` is the first only where `has_first_time`, `first_on` only where `has_days`. */
export const firstAnswers = `-- Of the first answer nothing is known where one without a time, or without a day, may have come before.
select site, question_id, count(*) as answers, min(posted_on) as first_on, count(posted_on) = count(*) as has_days,
  min(posted_at) as first_at,
  count(posted_on) = count(*) and coalesce(
    min(posted_on) filter (where posted_at is null) > min(posted_on) filter (where posted_at is not null), true
  ) as has_first_time
from qa.answer where gone_at is null group by site, question_id`

/** The delay of a question `q` with the row `a` of `firstAnswers`: `hours` and `days`, each null where it is not known. */
export const firstAnswerDelays = `select case when a.has_first_time then extract(epoch from a.first_at - q.posted_at)::float8 / 3600 end as hours,
  case when a.has_days then a.first_on - q.posted_on end as days`
