-- Few texts and titles of a site say everything twice. A row is a site where more than 5% do.
-- severity: error
select site, count(*) as texts, count(*) filter (where doubled) as doubled, min(question_id) filter (where doubled) as example
from (
  select site, question_id, length(body) >= 20
    and left(body, length(body) / 2) = right(body, length(body) / 2) as doubled
  from (
    select site, question_id, body from qa.question where gone_at is null
    union all
    select site, question_id, body from qa.answer where gone_at is null
    union all
    select site, question_id, body from qa.reply where gone_at is null
    union all
    select site, question_id, title from qa.question where gone_at is null
  ) texts
) judged
group by site
having count(*) >= 10 and count(*) filter (where doubled) > 0.05 * count(*)
