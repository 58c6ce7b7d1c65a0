-- URLs lead somewhere: http or https and a host (or a saved file), and no two questions have the same one.
-- severity: error
select 'question' as what, site, question_id, url from qa.question where url !~ '^(https?://[^/\s]|file:)'
union all
select 'related question ' || rank, site, question_id, url from qa.related_question where url !~ '^(https?://[^/\s]|file:)'
union all
select 'profile', site, question_id, url
from (
  select site, question_id, asker_url as url from qa.question
  union all select site, question_id, author_url from qa.answer
  union all select site, question_id, author_url from qa.reply
) profiles
where url !~ '^(https?://[^/\s]|file:)'
union all
select 'image', site, question_id, url
from (
  select site, question_id, unnest(image_urls) as url from qa.question
  union all select site, question_id, unnest(image_urls) from qa.answer
) images
where url !~* '^[a-z][a-z0-9+.-]*:'
union all
select 'same URL as ' || min(question_id), site, max(question_id), url
from qa.question where gone_at is null group by site, url having count(*) > 1
