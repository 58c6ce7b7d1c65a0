-- On sites that number their questions, later numbers have later dates. A row is a site where ids and dates are
-- correlated (above 0.9) but one question in twenty, and at least five, has a date outside the dates of its neighbours:
-- it was misread.
-- severity: error
select site, count(*) as questions, count(*) filter (where is_odd) as odd, min(question_id) filter (where is_odd) as example
from (
  select site, question_id, id, posted_on,
    before <= after and (posted_on < before - 2 or posted_on > after + 2) as is_odd
  from (
    select site, question_id, id, posted_on, lag(posted_on) over in_order as before, lead(posted_on) over in_order as after
    from (
      select site, question_id, question_id::bigint as id, posted_on from qa.question
      where gone_at is null and posted_on is not null and question_id ~ '^[0-9]{1,15}$'
    ) numbered
    window in_order as (partition by site order by id)
  ) neighbours
) judged
group by site
having count(*) >= 20 and count(*) filter (where is_odd) >= 5 and count(*) filter (where is_odd) > 0.05 * count(*)
  and corr(id, posted_on - date '2000-01-01') > 0.9
