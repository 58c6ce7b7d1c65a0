-- Few questions of a site hold U+FFFD in more than one in a hundred of their characters: else its encoding was misread.
-- A row is a site with more than 1% of such questions.
-- severity: error
with texts as (
  select site, question_id, title || body as text from qa.question where gone_at is null
  union all
  select site, question_id, body from qa.answer where gone_at is null
),
-- Most questions have none, and are not looked at twice.
touched as (select distinct site, question_id from texts where strpos(text, E'\ufffd') > 0),
damaged as (
  select site, question_id
  from touched join texts using (site, question_id)
  group by site, question_id
  having 100 * sum(length(text) - length(replace(text, E'\ufffd', ''))) > sum(length(text))
)
select site, questions, damaged, example
from (select site, count(*) as damaged, min(question_id) as example from damaged group by site) found
join (select site, count(*) as questions from qa.question where gone_at is null group by site) known using (site)
where damaged > 0.01 * questions
