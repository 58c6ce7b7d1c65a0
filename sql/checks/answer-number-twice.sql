-- No two answers of a question have the same number.
-- severity: error
select site, question_id, answer_number, count(*) as answers
from qa.answer
where answer_number is not null and gone_at is null
group by site, question_id, answer_number
having count(*) > 1
