-- Few questions of a site hold U+FFFD in more than one in a hundred of their characters: else its encoding was misread.
-- A row is a site with more than 1% of such questions.
-- severity: error
select site, count(*) as questions, count(*) filter (where damaged) as damaged,
  min(question_id) filter (where damaged) as example
from (
  select site, question_id,
    100 * (length(text) - length(replace(text, E'\ufffd', ''))) > length(text) as damaged
  from (
    select q.site, q.question_id, q.title || q.body || coalesce(string_agg(a.body, ''), '') as text
    from qa.question q
    left join qa.answer a on (a.site, a.question_id) = (q.site, q.question_id) and a.gone_at is null
    where q.gone_at is null
    group by q.site, q.question_id
  ) texts
) questions
group by site
having count(*) filter (where damaged) > 0.01 * count(*)
