-- At any time, a question, an answer, a reply or a position in a list of related questions has one state: no version
-- begins before the previous one has ended.
-- severity: error
-- needs: qa.question_version, qa.answer_version, qa.reply_version, qa.related_question_version
select * from (
  select 'question' as what, site, question_id, valid_from, valid_to,
    lead(valid_from) over (partition by site, question_id order by valid_from, valid_to) as next_from
  from qa.question_version
  union all
  select 'answer ' || answer_key, site, question_id, valid_from, valid_to,
    lead(valid_from) over (partition by site, question_id, answer_key order by valid_from, valid_to)
  from qa.answer_version
  union all
  select 'reply to ' || answer_key || ' ' || kind || ' ' || ordinal, site, question_id, valid_from, valid_to,
    lead(valid_from) over (partition by site, question_id, answer_key, kind, ordinal order by valid_from, valid_to)
  from qa.reply_version
  union all
  select 'related question ' || rank, site, question_id, valid_from, valid_to,
    lead(valid_from) over (partition by site, question_id, rank order by valid_from, valid_to)
  from qa.related_question_version
) versions
where valid_to < valid_from or next_from < coalesce(valid_to, 'infinity')
