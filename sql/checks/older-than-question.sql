-- An answer is no older than its question, and a reply no older than what it replies to. Sites that merge questions have
-- some that are.
-- severity: warning
select q.site, q.question_id, 'answer ' || a.answer_key as what, coalesce(q.posted_at::text, q.posted_on::text) as asked,
  coalesce(a.posted_at::text, a.posted_on::text) as posted
from qa.question q join qa.answer a using (site, question_id)
where q.gone_at is null and a.gone_at is null and (a.posted_at < q.posted_at or a.posted_on < q.posted_on)
union all
select q.site, q.question_id, r.kind || ' ' || r.ordinal || ' to ' || r.answer_key,
  coalesce(q.posted_at::text, q.posted_on::text), coalesce(r.posted_at::text, r.posted_on::text)
from qa.question q join qa.reply r using (site, question_id)
where q.gone_at is null and r.gone_at is null and (r.posted_at < q.posted_at or r.posted_on < q.posted_on)
