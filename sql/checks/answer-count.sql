-- A question that is whole has as many answers as its page declares.
-- severity: error
select q.site, q.question_id, q.answer_count as declared, count(a.answer_key) as found
from qa.question q
left join qa.answer a on (a.site, a.question_id) = (q.site, q.question_id) and a.gone_at is null
where q.complete and q.gone_at is null and q.answer_count is not null
group by q.site, q.question_id
having q.answer_count <> count(a.answer_key)
