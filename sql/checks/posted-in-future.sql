-- Nothing was posted a day or more after it was first seen. The page may say so itself: its clock, not ours.
-- severity: warning
select what, site, question_id, posted_at, posted_on, first_seen_at from (
  select 'question' as what, site, question_id, posted_at, posted_on, first_seen_at from qa.question
  union all
  select 'answer ' || answer_key, site, question_id, posted_at, posted_on, first_seen_at from qa.answer
  union all
  select 'reply to ' || answer_key, site, question_id, posted_at, posted_on, first_seen_at from qa.reply
) posted
where posted_at > first_seen_at + interval '1 day'
  -- A day of the page's own time zone, which may be 14 hours ahead.
  or posted_on > (first_seen_at at time zone 'UTC')::date + 1
