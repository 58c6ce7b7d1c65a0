-- Most questions of a site are whole, or have further pages that are still due. A row is a layout of a site of which four fifths
-- are neither.
-- severity: error
select site, layout, count(*) as questions, count(*) filter (where is_open) as incomplete, min(question_id) filter (where is_open) as example
from (
  select q.site, q.layout, q.question_id, not q.complete and not exists (
    select from crawl.page p
    where p.site = q.site and p.question_id = q.question_id and p.due_at is not null and p.last_seen_at is null
  ) as is_open
  from qa.question q where q.gone_at is null
) judged
group by site, layout
having count(*) >= 10 and count(*) filter (where is_open) > 0.8 * count(*)
