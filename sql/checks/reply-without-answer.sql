-- A reply that is there stands under an answer that is there.
-- severity: error
select r.site, r.question_id, r.answer_key, r.kind, r.ordinal
from qa.reply r
left join qa.answer a on (a.site, a.question_id, a.answer_key) = (r.site, r.question_id, r.answer_key)
where r.answer_key <> '' and r.gone_at is null and (a.answer_key is null or a.gone_at is not null)
