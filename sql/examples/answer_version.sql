-- How did thanks grow? Every number that was seen, over time.
select question_id, answer_key, valid_from as since, thanks_count
from (
  select site, question_id, answer_key, valid_from, thanks_count from qa.answer_version
  union all select site, question_id, answer_key, changed_at, thanks_count from qa.answer
) seen
where (site, question_id, answer_key) in (select site, question_id, answer_key from qa.answer_version)
order by question_id, answer_key, since;

-- Over the sample database:
-- {"question_id":"2000021","answer_key":"11","since":"2026-11-01T00:00:04.000Z","thanks_count":null}
-- {"question_id":"2000021","answer_key":"11","since":"2026-11-03T00:00:04.000Z","thanks_count":5}
