-- A site has many people, and askers rarely answer themselves. A row is a site where one name stands over four fifths of
-- the questions or answers, or where half of the answers are by those who asked.
-- severity: error
with posts as (
  select site, question_id, title, 'questions' as what, asker_name as name from qa.question
  where gone_at is null and asker_name is not null
  union all
  select q.site, q.question_id, q.title, 'answers', a.author_name from qa.question q join qa.answer a using (site, question_id)
  where q.gone_at is null and a.gone_at is null and a.author_name is not null
),
-- Under different titles: one question that was asked a hundred times is no sign.
most as (
  select distinct on (site, what) site, what, name, titles
  from (select site, what, name, count(distinct title) as titles from posts group by 1, 2, 3) n
  order by site, what, titles desc, name
)
select site, what || ' by ' || name as what, titles as found, of_titles as of_all
from most join (select site, what, count(distinct title) as of_titles, count(distinct name) as names from posts group by 1, 2) t using (site, what)
where of_titles >= 10 and titles > 0.8 * of_titles
  and (select count(*) from posts p where (p.site, p.what, p.name) = (most.site, most.what, most.name))
    > 0.8 * (select count(*) from posts p where (p.site, p.what) = (most.site, most.what))
union all
select q.site, 'answers by the asker', count(*) filter (where a.author_name = q.asker_name), count(*)
from qa.question q join qa.answer a using (site, question_id)
where q.gone_at is null and a.gone_at is null and a.author_name is not null and q.asker_name is not null
group by q.site
having count(*) >= 10 and count(*) filter (where a.author_name = q.asker_name) > 0.5 * count(*)
