-- A question has one best answer at most.
-- severity: error
select site, question_id, count(*) as best_answers
from qa.answer
where is_best and gone_at is null
group by site, question_id
having count(*) > 1
