-- The capture that a row names is known. Records that were loaded from files name none.
-- severity: warning
select what, site, question_id, capture_id from (
  select 'question' as what, site, question_id, capture_id from qa.question
  union all
  select 'answer ' || answer_key, site, question_id, capture_id from qa.answer
  union all
  select 'reply to ' || answer_key, site, question_id, capture_id from qa.reply
  union all
  select 'related question ' || rank, site, question_id, capture_id from qa.related_question
) r
where capture_id is not null and not exists (select from crawl.capture c where c.capture_id = r.capture_id)
