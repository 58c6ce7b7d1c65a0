-- Few answers of a site are older than their questions; otherwise the times of one or the other were misread. A row is a
-- site where at least three answers, and more than 1%, are older (older-than-question reports single ones); where most questions have
-- answers (those of the last day are judged separately) and half of them had the first one after 300 days or more; or where
-- more than 5% of the days differ from the day of their time both in UTC and on the site's clock; or a layout whose days
-- went by the site's clock and go by UTC since the last day, or the other way round.
-- severity: error
-- needs: crawl.checked_question
select site, 'answers older than their questions' as what, count(*) as of_all, count(*) filter (where is_older) as found, min(question_id) filter (where is_older) as example
from (
  select q.site, q.question_id, coalesce(a.posted_at < q.posted_at, a.posted_on < q.posted_on) as is_older
  from qa.question q join qa.answer a using (site, question_id)
  where q.gone_at is null and a.gone_at is null and a.posted_on is not null and q.posted_on is not null
) judged
group by site
having count(*) >= 10 and count(*) filter (where is_older) >= 3 and count(*) filter (where is_older) > 0.01 * count(*)
union all
select site, 'first answers after 300 days', count(first_on), count(*) filter (where first_on - posted_on >= 300),
  min(question_id) filter (where first_on - posted_on >= 300)
from (
  select q.site, q.question_id, c.is_new, q.posted_on, min(a.posted_on) as first_on
  from crawl.checked_question c join qa.question q using (site, question_id)
  left join qa.answer a on (a.site, a.question_id) = (q.site, q.question_id) and a.gone_at is null and a.posted_on is not null
  where q.posted_on is not null group by 1, 2, 3, 4
) first
group by site, is_new
having count(first_on) >= 10 and 2 * count(first_on) >= count(*)
  and count(*) filter (where first_on - posted_on >= 300) > 0.5 * count(first_on)
union all
select site, 'days that are not those of their times', count(*), count(*) filter (where is_other), min(question_id) filter (where is_other)
from (
  select p.site, p.question_id, p.posted_on <> (p.posted_at at time zone s.time_zone)::date
    and p.posted_on <> (p.posted_at at time zone 'UTC')::date as is_other
  from (
    select site, question_id, posted_at, posted_on from crawl.checked_question join qa.question using (site, question_id)
    union all
    select site, question_id, posted_at, posted_on from crawl.checked_question join qa.answer using (site, question_id)
    where answer.gone_at is null
  ) p join qa.site s using (site) where s.time_zone is not null and p.posted_at is not null
) days
group by site
having count(*) >= 10 and count(*) filter (where is_other) >= 3 and count(*) filter (where is_other) > 0.05 * count(*)
union all
select site, 'days that go by another clock than before: ' || layout, count(*), count(*) filter (where is_new),
  min(question_id) filter (where is_new)
from (
  select p.site, p.question_id, p.layout, p.is_new, p.posted_on = (p.posted_at at time zone 'UTC')::date as by_utc
  from (
    select c.site, c.question_id, c.layout, c.is_new, q.posted_at, q.posted_on
    from crawl.checked_question c join qa.question q using (site, question_id)
    union all
    select c.site, c.question_id, c.layout, c.is_new, a.posted_at, a.posted_on
    from crawl.checked_question c join qa.answer a using (site, question_id) where a.gone_at is null
  ) p join qa.site s using (site)
  where (p.posted_on = (p.posted_at at time zone 'UTC')::date) <> (p.posted_on = (p.posted_at at time zone s.time_zone)::date)
) told
group by site, layout
having count(*) filter (where is_new) >= 10 and count(*) filter (where not is_new) >= 10
  and (
    (count(*) filter (where is_new and by_utc) > 0.9 * count(*) filter (where is_new)
      and count(*) filter (where not is_new and by_utc) < 0.1 * count(*) filter (where not is_new))
    or (count(*) filter (where is_new and by_utc) < 0.1 * count(*) filter (where is_new)
      and count(*) filter (where not is_new and by_utc) > 0.9 * count(*) filter (where not is_new)))
