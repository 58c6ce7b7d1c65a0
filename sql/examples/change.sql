-- Which counts and states moved, and when was that seen?
select question_id, row_kind, answer_key, field, before, after, valid_to
from qa.change
order by valid_to desc, question_id
limit 3;

-- Over the sample database:
-- {"question_id":"2000021","row_kind":"answer","answer_key":"11","field":"thanks_count","before":null,"after":"5","valid_to":"2026-11-03T00:00:04.000Z"}
