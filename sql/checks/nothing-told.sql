-- A site with HTML pages shows when its questions were posted, and who asked and answered; and some of 30 questions have an
-- answer. Some sites show neither, and some crawls want only what has no answer yet, so this is only a warning.
-- severity: warning
select site, questions, 'no date' as what
from (
  select site, count(*) as questions, count(posted_on) as told from qa.question q
  where gone_at is null and layout not like '%/text' group by site
) q
where questions >= 10 and told = 0
  and not exists (select from qa.answer a where a.site = q.site and a.gone_at is null and a.posted_on is not null)
union all
select site, questions, 'no name'
from (
  select site, count(*) as questions, count(asker_name) as told from qa.question q
  where gone_at is null and layout not like '%/text' group by site
) q
where questions >= 10 and told = 0
  and not exists (select from qa.answer a where a.site = q.site and a.gone_at is null and a.author_name is not null)
union all
-- Pages of OKWAVE have a breadcrumb; other sites may have none.
select site, count(*), 'no category'
from qa.question q
where gone_at is null and layout like 'okwave/%' and layout not like '%/text' group by site
having count(*) >= 10 and count(*) filter (where categories <> '{}') = 0
union all
select site, count(*), 'no answer'
from qa.question q where gone_at is null group by site
having count(*) >= 30 and not exists (select from qa.answer a where a.site = q.site)
