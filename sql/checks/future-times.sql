-- Nothing was seen, changed or gone in the future. What captures tell is no fault of the data: a clock that has been set
-- back leaves them ahead.
-- severity: error
select what, site, question_id, at from (
  select 'question' as what, site, question_id, greatest(first_seen_at, changed_at, gone_at) as at from qa.question
  union all
  select 'answer ' || answer_key, site, question_id, greatest(first_seen_at, changed_at, gone_at) from qa.answer
  union all
  select 'reply to ' || answer_key, site, question_id, greatest(first_seen_at, changed_at, gone_at) from qa.reply
  union all
  select 'related question ' || rank, site, question_id, greatest(first_seen_at, changed_at, gone_at)
  from qa.related_question
) seen
where at > now() + interval '5 minutes'
  and at > (select coalesce(max(captured_at), '-infinity') from crawl.capture)
