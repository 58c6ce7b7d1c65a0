-- Few texts and titles contain everything twice, and few texts begin with their title on a separate line. A row is a site
-- where more than 5% are doubled, or a layout of it (the last day is judged separately) where three fifths of the texts
-- begin with their title.
-- severity: error
-- needs: crawl.checked_text, crawl.checked_question
select site, 'texts that are doubled' as what, count(*) as texts, count(*) filter (where doubled) as doubled,
  min(question_id) filter (where doubled) as example
from (
  -- The beginning of most texts does not occur a second time; only the others are split into halves and compared.
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
  -- In structured data, the title may be the first line of the text.
  where layout not like 'schema-org/%'
) judged
group by site, layout, is_new
having count(*) >= 10 and count(*) filter (where titled) > 0.6 * count(*)
