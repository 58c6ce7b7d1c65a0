-- A layout names authors if the other layouts of its site do, and its answers have authors if its questions have askers.
-- A row is a layout without any authors on a site that names most of them elsewhere, or a layout where half of the
-- asker's replies have no author although the asker is known.
-- severity: error
with parts as (
  select site, layout, 'questions' as what, count(*) as rows, count(asker_name) as named
  from qa.question where gone_at is null group by site, layout
  union all
  select q.site, q.layout, 'answers', count(*), count(a.author_name)
  from qa.question q join qa.answer a using (site, question_id)
  where q.gone_at is null and a.gone_at is null group by q.site, q.layout
)
select p.site, p.layout, p.what, p.rows, p.named, o.layout as other_layout, o.what as other, o.rows as of_rows, o.named as named_there
from parts p
join lateral (
  select * from parts o
  where o.site = p.site and (o.layout = p.layout or o.what = p.what) and o.rows >= 10 and 2 * o.named > o.rows
  order by o.named desc limit 1
) o on true
where p.rows >= 10 and 20 * p.named < p.rows
union all
select site, layout, 'replies by the asker', count(*), count(author_name), layout, 'their askers', count(*), count(*)
from (
  select q.site, q.layout, r.author_name from qa.question q join qa.reply r using (site, question_id)
  where q.gone_at is null and r.gone_at is null and r.kind <> 'comment' and q.asker_name is not null
) replies
group by site, layout
having count(*) >= 10 and 2 * count(author_name) < count(*)
