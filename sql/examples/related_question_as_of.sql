-- Which related questions did a list show on 2 November that is another now, and which does it show in their place?
-- :at = 2026-11-02T00:00:00Z
select then_shown.rank, then_shown.related_question_id, shown.related_question_id as now
from qa.related_question_as_of(:at) then_shown
join qa.question q using (site, question_id)
left join qa.related_question shown
  on shown.site = q.site and shown.question_id = q.question_id and shown.rank = then_shown.rank and shown.gone_at is null
where q.gone_at is null and shown.related_question_id is distinct from then_shown.related_question_id
order by q.question_id, then_shown.rank;

-- Over the sample database:
-- {"rank":1,"related_question_id":"2000249","now":"2000179"}
-- {"rank":2,"related_question_id":"2000179","now":"2000152"}
-- {"rank":3,"related_question_id":"2000152","now":"2000086"}
-- {"rank":4,"related_question_id":"2000086","now":"2000243"}
-- {"rank":5,"related_question_id":"2000243","now":"2000057"}
-- {"rank":6,"related_question_id":"2000057","now":"2000010"}
-- {"rank":7,"related_question_id":"2000010","now":"2000061"}
-- {"rank":8,"related_question_id":"2000061","now":null}
