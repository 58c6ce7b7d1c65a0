-- Which open questions have waited longest?
-- :rows = 3
select question_id, posted_on, left(title, 20) as title
from qa.unanswered_question
order by posted_on nulls last, question_id
limit :rows;

-- Over the sample database:
-- {"question_id":"2000048","posted_on":"2011-04-29","title":"多肉植物とミニトマトを並べて育てられます"}
-- {"question_id":"2000070","posted_on":"2012-03-09","title":"外付けハードディスクが急に認識されなくな"}
