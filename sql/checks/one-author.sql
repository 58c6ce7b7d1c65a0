-- A site has many people, and askers rarely answer themselves. A row is a site where four fifths of the questions or
-- answers have the same author, or where half of the answers are by the asker.
-- severity: error
with names as (
  select site, 'questions' as what, asker_name as name, count(*) as posts from qa.question
  where gone_at is null and asker_name is not null group by site, asker_name
  union all
  select q.site, 'answers', a.author_name, count(*) from qa.question q join qa.answer a using (site, question_id)
  where q.gone_at is null and a.gone_at is null and a.author_name is not null group by q.site, a.author_name
),
most as (
  select site, what, name from (select *, sum(posts) over (partition by site, what) as of_posts from names) n
  where posts > 0.8 * of_posts
),
-- Counts different titles: one question that was posted a hundred times does not indicate a wrong author.
titled as (
  select m.site, m.what, m.name, count(distinct q.title) filter (where q.asker_name = m.name) as titles, count(distinct q.title) as of_titles
  from most m join qa.question q using (site)
  where m.what = 'questions' and q.gone_at is null and q.asker_name is not null group by 1, 2, 3
  union all
  select m.site, m.what, m.name, count(distinct q.title) filter (where a.author_name = m.name), count(distinct q.title)
  from most m join qa.question q using (site) join qa.answer a using (site, question_id)
  where m.what = 'answers' and q.gone_at is null and a.gone_at is null and a.author_name is not null group by 1, 2, 3
)
select site, what || ' by ' || name as what, titles as found, of_titles as of_all
from titled where of_titles >= 10 and titles > 0.8 * of_titles
union all
select q.site, 'answers by the asker', count(*) filter (where a.author_name = q.asker_name), count(*)
from qa.question q join qa.answer a using (site, question_id)
where q.gone_at is null and a.gone_at is null and a.author_name is not null and q.asker_name is not null
group by q.site
having count(*) >= 10 and count(*) filter (where a.author_name = q.asker_name) > 0.5 * count(*)
