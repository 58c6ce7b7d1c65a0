-- A question with a best answer is solved.
-- severity: error
select q.site, q.question_id, q.status, a.answer_key
from qa.question q
join qa.answer a on (a.site, a.question_id) = (q.site, q.question_id)
where a.is_best and a.gone_at is null and q.gone_at is null and q.status in ('open', 'closed')
