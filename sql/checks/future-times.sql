-- Nothing was seen in the future, and nothing was posted a day or more after it was first seen.
-- severity: error
select what, site, question_id, at from (
  select 'question' as what, site, question_id, posted_at, posted_on, first_seen_at, greatest(first_seen_at, changed_at, gone_at) as at
  from qa.question
  union all
  select 'answer ' || answer_key, site, question_id, posted_at, posted_on, first_seen_at, greatest(first_seen_at, changed_at, gone_at)
  from qa.answer
  union all
  select 'reply to ' || answer_key, site, question_id, posted_at, posted_on, first_seen_at, greatest(first_seen_at, changed_at, gone_at)
  from qa.reply
  union all
  select 'related question ' || rank, site, question_id, null, null, first_seen_at, greatest(first_seen_at, changed_at, gone_at)
  from qa.related_question
) seen
where at > now() + interval '5 minutes'
  or posted_at > first_seen_at + interval '1 day'
  -- A day of the page's own time zone, which may be 14 hours ahead.
  or posted_on > (first_seen_at at time zone 'UTC')::date + 1
