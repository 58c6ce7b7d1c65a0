-- Questions list others as related. A row is a site where three and more links, and more than a tenth,
-- lead to the question itself.
-- severity: error
select r.site, count(*) as links, count(*) filter (where r.related_question_id = r.question_id or r.url = q.url) as to_itself,
  min(r.question_id) filter (where r.related_question_id = r.question_id or r.url = q.url) as example
from qa.related_question r join qa.question q using (site, question_id)
where r.gone_at is null and q.gone_at is null
group by r.site
having count(*) >= 10
  and count(*) filter (where r.related_question_id = r.question_id or r.url = q.url) >= 3
  and count(*) filter (where r.related_question_id = r.question_id or r.url = q.url) > 0.1 * count(*)
