-- What was changed or has gone was seen before.
-- severity: error
select what, site, question_id, first_seen_at, changed_at, gone_at from (
  select 'question' as what, site, question_id, first_seen_at, changed_at, gone_at from qa.question
  union all
  select 'answer ' || answer_key, site, question_id, first_seen_at, changed_at, gone_at from qa.answer
  union all
  select 'reply to ' || answer_key, site, question_id, first_seen_at, changed_at, gone_at from qa.reply
  union all
  select 'related question ' || rank, site, question_id, first_seen_at, changed_at, gone_at from qa.related_question
) seen
where changed_at < first_seen_at or gone_at < first_seen_at
