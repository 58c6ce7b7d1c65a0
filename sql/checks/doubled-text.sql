-- Few texts and titles say everything twice, and few texts begin with their title on a line of its own. A row is a site
-- where more than 5% say everything twice, or a layout of it, its last day apart, where three fifths begin so.
-- severity: error
-- needs: crawl.checked_text, crawl.checked_question
select site, 'texts that are doubled' as what, count(*) as texts, count(*) filter (where doubled) as doubled,
  min(question_id) filter (where doubled) as example
from (
  -- Most texts do not say their beginning again: they are not cut in halves.
  select site, question_id, strpos(substr(body, 9), left(body, 8)) > 0 and length(body) >= 20
    and left(body, length(body) / 2) = right(body, length(body) / 2) as doubled
  from crawl.checked_text
) judged
group by site
having count(*) >= 10 and count(*) filter (where doubled) > 0.05 * count(*)
union all
select site, 'texts that begin with their title: ' || layout, count(*), count(*) filter (where titled),
  min(question_id) filter (where titled)
from (
  select site, question_id, layout, is_new, starts_with(body, title || E'\n') as titled from crawl.checked_question
  -- Structured data may give the first line of a text as its title.
  where layout not like 'schema-org/%'
) judged
group by site, layout, is_new
having count(*) >= 10 and count(*) filter (where titled) > 0.6 * count(*)
