-- The day on which something was posted is that of its time, in whatever time zone: one day off at most. And nothing was posted
-- before there were such sites.
-- severity: error
select what, site, question_id, posted_at, posted_on from (
  select 'question' as what, site, question_id, posted_at, posted_on from qa.question
  union all
  select 'answer ' || answer_key, site, question_id, posted_at, posted_on from qa.answer
  union all
  select 'reply to ' || answer_key, site, question_id, posted_at, posted_on from qa.reply
) posted
where abs(posted_on - (posted_at at time zone 'UTC')::date) > 1 or (posted_at is not null and posted_on is null)
  or posted_on < '1980-01-01'
