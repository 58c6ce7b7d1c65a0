-- Thanks and supplements are by who asked. A row is a site where more than a tenth are by others.
-- severity: error
select q.site, count(*) as replies, count(*) filter (where r.author_name <> q.asker_name) as by_others,
  min(q.question_id) filter (where r.author_name <> q.asker_name) as example
from qa.question q join qa.reply r using (site, question_id)
where q.gone_at is null and r.gone_at is null and r.kind <> 'comment' and r.author_name is not null and q.asker_name is not null
group by q.site
having count(*) >= 10 and count(*) filter (where r.author_name <> q.asker_name) > 0.1 * count(*)
