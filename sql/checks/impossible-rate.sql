-- A best-answer rate is that of its two counts, rounded up or down.
-- severity: error
select what, site, question_id, best_answer_percent, best_answer_best, best_answer_answers from (
  select 'asker' as what, site, question_id, best_answer_percent, best_answer_best, best_answer_answers from qa.question
  union all
  select 'author of answer ' || answer_key, site, question_id, best_answer_percent, best_answer_best, best_answer_answers
  from qa.answer
  union all
  select 'author of reply to ' || answer_key, site, question_id, best_answer_percent, best_answer_best, best_answer_answers
  from qa.reply
) rates
where best_answer_percent is not null
  and abs(best_answer_percent - coalesce(100.0 * best_answer_best / nullif(best_answer_answers, 0), 0)) > 1
