-- Which questions are not here in full yet?
select question_id, answers_declared, answers_here, pages_seen
from qa.incomplete_question
order by question_id;

-- Over the sample database:
-- {"question_id":"2000030","answers_declared":5,"answers_here":5,"pages_seen":1}
