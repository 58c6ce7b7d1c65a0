-- What did the site edit? The earlier title beside the present one. 'changed' would be a count or a state that moved,
-- 'parser' a difference between parsers.
select v.question_id, v.title as before, q.title as now, v.valid_from, v.valid_to
from qa.question_version v join qa.question q using (site, question_id)
where v.ended_by = 'edited'
order by v.question_id;

-- Over the sample database:
-- {"question_id":"2000005","before":"親子丼を作り置きしたいのですが、何日もちますか？","now":"親子丼を作り置きしたいのですが、何日もちますか？（解決しました）","valid_from":"2026-11-01T00:00:00.000Z","valid_to":"2026-11-03T00:00:00.000Z"}
