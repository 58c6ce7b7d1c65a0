-- Few answers of a site are older than their questions: else times of one or the other were misread. A row is a site where
-- three and more are, and more than 1%: a single one is named by older-than-question.
-- severity: error
select site, count(*) as answers, count(*) filter (where is_older) as older, min(question_id) filter (where is_older) as example
from (
  select q.site, q.question_id, coalesce(a.posted_at < q.posted_at, a.posted_on < q.posted_on) as is_older
  from qa.question q join qa.answer a using (site, question_id)
  where q.gone_at is null and a.gone_at is null and a.posted_on is not null and q.posted_on is not null
) judged
group by site
having count(*) >= 10 and count(*) filter (where is_older) >= 3 and count(*) filter (where is_older) > 0.01 * count(*)
