-- Questions loaded on the last day of a site resemble those loaded before. A row is a feature of a layout that most rows
-- had before and at most a tenth have now, or that few rows had before and most have now. Few threads have images, in
-- some categories none: where the shares of the categories let at least twelve be expected now, a tenth of them has to be there. Only features that do not depend on the age of a
-- question are compared.
-- severity: error
-- needs: crawl.checked_question
with answered as (
  select q.layout, q.is_new, a.*
  from crawl.checked_question q join (
    select site, question_id, answer_number, is_best, author_name, author_url, best_answer_percent, posted_on, posted_at,
      thanks_count, image_urls <> '{}' as has_images, length(body) > 60 as is_long, strpos(body, E'\n') > 0 as has_lines
    from qa.answer where gone_at is null
  ) a using (site, question_id)
),
groups as (
  select q.site, q.layout, c.is_new,
    array['categories', 'date', 'declared answers', 'thanks', 'status', 'profile of the asker', 'images',
      'related questions', 'asker', 'negative thanks', 'text that begins with the title', 'midnight'] as features,
    array[count(*), count(*), count(*), count(*), count(*), count(asker_name), count(*), count(*),
      -- Pages of OKWAVE name the asker only next to replies, which new questions lack.
      count(*) filter (where q.layout not like 'okwave/%'), count(thanks_count), count(*), count(posted_at)] as rows,
    array[count(*) filter (where categories <> '{}'), count(posted_on), count(answer_count), count(thanks_count),
      count(*) filter (where status <> 'unknown'), count(asker_url) filter (where asker_name is not null),
      count(*) filter (where image_urls <> '{}'),
      count(*) filter (where exists (
        select from qa.related_question r where (r.site, r.question_id) = (q.site, q.question_id) and r.gone_at is null)),
      count(asker_name) filter (where q.layout not like 'okwave/%'), count(*) filter (where thanks_count < 0),
      count(*) filter (where starts_with(q.body, q.title)), count(*) filter (where extract(epoch from posted_at) % 3600 = 0)] as having_it
  from crawl.checked_question c join qa.question q using (site, question_id)
  group by 1, 2, 3
  union all
  select site, layout, is_new,
    array['author of answers', 'profile of authors', 'rate of authors', 'date of answers', 'thanks to answers', 'number of answers',
      'images in answers', 'line breaks in answers', 'negative thanks to answers', 'answers on the hour'],
    array[count(*), count(author_name), count(author_name), count(*), count(*), count(*), count(*), count(*) filter (where is_long),
      count(thanks_count), count(posted_at)],
    array[count(author_name), count(author_url) filter (where author_name is not null),
      count(best_answer_percent) filter (where author_name is not null), count(posted_on), count(thanks_count), count(answer_number),
      count(*) filter (where has_images), count(*) filter (where is_long and has_lines), count(*) filter (where thanks_count < 0),
      count(*) filter (where extract(epoch from posted_at) % 3600 = 0)]
  from answered group by 1, 2, 3
  union all
  -- Only closed questions with at least three answers: nearly all of them have replies, whether old or new.
  select site, layout, is_new, array['replies', 'solved questions', 'best answer that was the first'],
    array[count(*), count(*), count(*) filter (where best is not null)],
    array[count(*) filter (where has_replies), count(*) filter (where solved), count(*) filter (where best = first)]
  from (
    select a.site, a.layout, a.is_new, a.question_id, q.status = 'solved' as solved, min(answer_number) as first,
      min(answer_number) filter (where is_best) as best,
      exists (select from qa.reply r where (r.site, r.question_id) = (a.site, a.question_id) and r.gone_at is null) as has_replies
    from answered a join qa.question q using (site, question_id) where q.status in ('solved', 'closed')
    group by 1, 2, 3, 4, 5 having count(*) >= 3
  ) over group by 1, 2, 3
  union all
  -- A solved question has an answer, and after a month most have all that they will get.
  select q.site, q.layout, q.is_new, array['answers to solved questions', 'several answers to solved questions'],
    array[count(*), count(*)], array[count(*) filter (where answers > 0), count(*) filter (where answers > 1)]
  from (
    select c.site, c.layout, c.is_new, (
      select count(*) from qa.answer a where (a.site, a.question_id) = (c.site, c.question_id) and a.gone_at is null) as answers
    from crawl.checked_question c join qa.question q using (site, question_id)
    where q.status = 'solved' and q.posted_on < q.changed_at::date - 30
  ) q group by 1, 2, 3
  union all
  select site, layout, is_new, array['one time of questions', 'one number of thanks to questions'],
    array[sum(n) filter (where what = 'at'),
      -- New questions have one vote or none, so a last day where most have one vote does not indicate a misread number.
      case when not is_new or max(n) filter (where what = 'thanks' and value in ('1', '-1')) is distinct from max(n) filter (where what = 'thanks')
        then sum(n) filter (where what = 'thanks') end],
    array[max(n) filter (where what = 'at'), max(n) filter (where what = 'thanks')]
  from (
    select q.site, q.layout, c.is_new, v.what, v.value, count(*) as n
    from crawl.checked_question c join qa.question q using (site, question_id)
    cross join lateral (values ('at', q.posted_at::text), ('thanks', nullif(q.thanks_count, 0)::text)) as v (what, value)
    where v.value is not null group by 1, 2, 3, 4, 5
  ) values group by 1, 2, 3
  union all
  select q.site, q.layout, q.is_new, array['author of replies', 'replies by the asker', 'profile of their authors', 'date of replies', 'date of comments'],
    array[count(*), count(*), count(author_name), count(*) filter (where kind <> 'comment'), count(*) filter (where kind = 'comment')],
    array[count(author_name), count(*) filter (where kind <> 'comment'), count(author_url) filter (where author_name is not null),
      count(posted_on) filter (where kind <> 'comment'), count(posted_on) filter (where kind = 'comment')]
  from crawl.checked_question q join qa.reply r using (site, question_id) where r.gone_at is null group by 1, 2, 3
),
shares as (
  select site, layout, is_new, f.feature, f.rows, f.having_it, f.having_it::float8 / f.rows as share
  from groups cross join unnest(features, rows, having_it) as f (feature, rows, having_it) where f.rows >= 10
),
images as (
  select site, layout, category, f.feature, count(*) filter (where not is_new) as rows_before,
    count(*) filter (where not is_new and f.has) as with_it_before, count(*) filter (where is_new) as rows,
    count(*) filter (where is_new and f.has) as with_it
  from (
    select c.site, q.layout, c.is_new, q.categories[1] as category, q.image_urls <> '{}' as in_question, exists (
      select from qa.answer a
      where (a.site, a.question_id) = (q.site, q.question_id) and a.gone_at is null and a.image_urls <> '{}') as in_answers
    from crawl.checked_question c join qa.question q using (site, question_id)
  ) q
  cross join lateral (values ('images', in_question), ('images in answers', in_answers)) as f (feature, has)
  group by 1, 2, 3, 4
)
select site, layout, feature, before.rows as rows_before, before.having_it as with_it_before, now.rows, now.having_it as with_it
from shares before join shares now using (site, layout, feature)
where now.is_new and not before.is_new
  and ((before.share > 0.5 and now.share < 0.1 * before.share)
    or (before.share < 0.2 and now.share > 0.8)
    or (feature = 'best answer that was the first' and before.share < 0.7 and now.share > 0.95))
union all
select site, layout, feature, sum(rows_before)::bigint, sum(with_it_before)::bigint, sum(rows)::bigint, sum(with_it)::bigint
from images where rows_before > 0
group by 1, 2, 3
having sum(rows * with_it_before::float8 / rows_before) >= 12
  and sum(with_it) < 0.1 * sum(rows * with_it_before::float8 / rows_before)
