-- A profile URL belongs to one person, who may change names. A row is a site (its last day is judged separately) where
-- one profile URL belongs to at least five names and to three in ten of all names that have one.
-- severity: error
-- needs: crawl.checked_question
with people as (
  select q.site, c.is_new, q.asker_url as url, q.asker_name as name
  from crawl.checked_question c join qa.question q using (site, question_id) where q.asker_url is not null
  union
  select q.site, q.is_new, a.author_url, a.author_name
  from crawl.checked_question q join qa.answer a using (site, question_id) where a.gone_at is null and a.author_url is not null
  union
  select q.site, q.is_new, r.author_url, r.author_name
  from crawl.checked_question q join qa.reply r using (site, question_id) where r.gone_at is null and r.author_url is not null
),
profiles as (
  select *, sum(names) over (partition by site, is_new) as of_names
  from (select site, is_new, url, count(distinct name) as names from people group by 1, 2, 3) p
)
select site, url, names, of_names::integer from profiles where names >= 5 and names > 0.3 * of_names
