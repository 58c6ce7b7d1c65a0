-- Counts are of a size that a site can have: no question has 100,000 answers, and no text ten million thanks.
-- severity: error
select what, site, question_id, answer_count, thanks_count from (
  select 'question' as what, site, question_id, answer_count, thanks_count from qa.question
  union all
  select 'answer ' || answer_key, site, question_id, null, thanks_count from qa.answer
) counts
where answer_count > 100000 or abs(thanks_count::bigint) > 10000000
