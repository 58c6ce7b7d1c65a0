-- Which pages have not been seen for longest, and when are they due?
select question_id, path, last_seen_at, due_at
from qa.freshness
order by last_seen_at, question_id
limit 3;

-- Over the sample database:
-- {"question_id":"2000034","path":"/qa/q2000034.html","last_seen_at":"2026-11-01T00:00:08.000Z","due_at":null}
-- {"question_id":"2000005","path":"/qa/q2000005.html","last_seen_at":"2026-11-03T00:00:00.000Z","due_at":null}
-- {"question_id":"2000010","path":"/qa/q2000010.html","last_seen_at":"2026-11-03T00:00:02.000Z","due_at":null}
