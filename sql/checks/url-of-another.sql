-- The URL of a question contains its id, on sites with a definition and on other sites where most URLs do. A row is a
-- site where at least three URLs, and one in twenty, do not: the id or the URL belongs to another question.
-- severity: error
with urls as (
  select site, 'questions' as what, question_id as id, url, question_id from qa.question where gone_at is null
  union all
  select q.site, 'related questions', r.related_question_id, r.url, q.question_id
  from qa.question q join qa.related_question r using (site, question_id)
  where q.gone_at is null and r.gone_at is null and r.related_question_id is not null and r.url is not null
)
select site, what, count(*) as urls, count(*) filter (where strpos(url, id) = 0) as of_others,
  min(question_id) filter (where strpos(url, id) = 0) as example
from urls
where url !~ '^file:'
group by site, what
having count(*) >= 10 and count(*) filter (where strpos(url, id) = 0) >= 3
  and count(*) filter (where strpos(url, id) = 0) > 0.05 * count(*)
  and (count(*) filter (where strpos(url, id) = 0) < 0.5 * count(*)
    or exists (select from qa.site s where s.site = urls.site and s.definition is not null))
