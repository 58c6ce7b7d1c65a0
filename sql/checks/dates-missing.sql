-- Where questions of a layout say when they were posted, their answers do too, and the other way round, unless the site shows
-- the one alone; and one layout of a site tells it if the others do. A row is a layout that tells none where another part
-- of the site tells most.
-- severity: error
with parts as (
  select site, layout, 'questions' as what, count(*) as rows, count(posted_on) as dated
  from qa.question where gone_at is null group by site, layout
  union all
  select q.site, q.layout, 'answers', count(*), count(a.posted_on)
  from qa.question q join qa.answer a using (site, question_id)
  where q.gone_at is null and a.gone_at is null group by q.site, q.layout
)
select p.site, p.layout, p.what, p.rows, p.dated, o.layout as other_layout, o.what as other, o.rows as of_rows, o.dated as dated_there
from parts p
join lateral (
  select * from parts o
  where o.site = p.site and (o.layout = p.layout or o.what = p.what) and o.rows >= 10 and 2 * o.dated > o.rows
  order by o.dated desc limit 1
) o on true
where p.rows >= 10 and 20 * p.dated < p.rows
