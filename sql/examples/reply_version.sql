-- Which replies are not shown any more, or said something else before?
select question_id, answer_key, kind, ended_by, left(body, 20) as said
from qa.reply_version
order by question_id, answer_key, kind, ordinal;

-- Over the sample database:
-- {"question_id":"2000171","answer_key":"","kind":"supplement","ended_by":"edited","said":"教えていただいた方法を試したところ、半分"}
