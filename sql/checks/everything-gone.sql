-- Not all of a site is gone. A row is a site of which more than nine tenths of the questions are, or where more than half
-- of the questions that are not gone have lost all their answers.
-- severity: error
select site, 'questions' as what, count(*) as questions, count(gone_at) as gone, max(gone_at) as last_gone_at
from qa.question
group by site
having count(*) >= 10 and count(gone_at) > 0.9 * count(*)
union all
select site, 'all answers of a question', count(*), count(*) filter (where is_lost), max(last_gone_at) filter (where is_lost)
from (
  select q.site, count(*) = count(a.gone_at) as is_lost, max(a.gone_at) as last_gone_at
  from qa.question q join qa.answer a using (site, question_id)
  where q.gone_at is null group by q.site, q.question_id
) answered
group by site
having count(*) >= 10 and 2 * count(*) filter (where is_lost) > count(*)
