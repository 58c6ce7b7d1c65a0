-- Every answer, reply and related question belongs to a question, and every page loaded as a question led to one.
-- severity: error
select 'answer' as what, site, question_id, answer_key as key from qa.answer a
where not exists (select from qa.question q where (q.site, q.question_id) = (a.site, a.question_id))
union all
select 'reply', site, question_id, answer_key || ' ' || kind || ' ' || ordinal from qa.reply r
where not exists (select from qa.question q where (q.site, q.question_id) = (r.site, r.question_id))
union all
select 'related question', site, question_id, rank::text from qa.related_question l
where not exists (select from qa.question q where (q.site, q.question_id) = (l.site, l.question_id))
union all
select 'page', site, question_id, path from crawl.page p
where p.question_id is not null
  and not exists (select from qa.question q where (q.site, q.question_id) = (p.site, p.question_id))
