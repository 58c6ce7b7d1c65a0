-- Which best answers came fastest? Only where the pages tell the time of day of question and answer.
select question_id, answer_key, author_name, round(delay_hours::numeric, 1)::float8 as hours
from qa.best_answer
where delay_hours is not null
order by delay_hours, question_id
limit 3;

-- Over the sample database:
-- {"question_id":"2000005","answer_key":"1","author_name":"山吹2nd22","hours":1.2}
-- {"question_id":"2000163","answer_key":"1","author_name":"tanpopoの森","hours":2.5}
-- {"question_id":"2000249","answer_key":"2","author_name":"B_plan-san11","hours":4.9}
