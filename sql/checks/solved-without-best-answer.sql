-- A question that is solved and whole shows its best answer. Some sites hide or withdraw it.
-- severity: warning
select q.site, q.question_id, q.url
from qa.question q
where q.status = 'solved' and q.complete and q.gone_at is null
  and not exists (
    select from qa.answer a
    where (a.site, a.question_id) = (q.site, q.question_id) and a.is_best and a.gone_at is null)
