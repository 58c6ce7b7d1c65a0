-- Which related questions are not listed any more, and how long were they?
select question_id, related_question_id, first_rank, valid_from, valid_to, ended_by
from qa.related_history
where valid_to is not null
order by question_id, first_rank;

-- Over the sample database:
-- {"question_id":"2000034","related_question_id":"2000038","first_rank":1,"valid_from":"2026-11-01T00:00:08.000Z","valid_to":"2026-11-03T00:00:00.000Z","ended_by":"page-gone"}
-- {"question_id":"2000034","related_question_id":"2000057","first_rank":2,"valid_from":"2026-11-01T00:00:08.000Z","valid_to":"2026-11-03T00:00:00.000Z","ended_by":"page-gone"}
-- {"question_id":"2000034","related_question_id":"2000121","first_rank":3,"valid_from":"2026-11-01T00:00:08.000Z","valid_to":"2026-11-03T00:00:00.000Z","ended_by":"page-gone"}
-- {"question_id":"2000034","related_question_id":"2000187","first_rank":4,"valid_from":"2026-11-01T00:00:08.000Z","valid_to":"2026-11-03T00:00:00.000Z","ended_by":"page-gone"}
-- {"question_id":"2000038","related_question_id":"2000249","first_rank":1,"valid_from":"2026-11-01T00:00:10.000Z","valid_to":"2026-11-03T00:00:08.000Z","ended_by":"changed"}
