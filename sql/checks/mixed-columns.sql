-- No column holds the values of another. A row is a site (its last day is judged separately) where nine in ten counts of
-- thanks equal the number of answers, of the answer, or of the question; where half of these counts are years or above
-- ten thousand; where half of the questions with several answers have all of them in one place; or where categories are
-- the title, navigation labels or empty.
-- severity: error
-- needs: crawl.checked_question
with questions as (
  select c.is_new, q.* from crawl.checked_question c join qa.question q using (site, question_id)
),
answers as (
  select q.is_new, a.*
  from crawl.checked_question q join qa.answer a on (a.site, a.question_id) = (q.site, q.question_id) where a.gone_at is null
),
counts as (
  select site, is_new, 'thanks to questions' as what, thanks_count as thanks, answer_count as other, question_id
  from questions where thanks_count is not null
  union all
  select site, is_new, 'thanks to answers', thanks_count, answer_number, question_id from answers where thanks_count is not null
),
counted as (
  select site, is_new, what, count(*) as rows, count(distinct other) as others, count(*) filter (where thanks = other) as is_other,
    count(*) filter (where thanks::text = question_id) as is_id, count(*) filter (where thanks between 1990 and 2035) as is_year,
    count(*) filter (where abs(thanks::bigint) > 10000) as is_huge
  from counts group by 1, 2, 3
),
places as (
  select site, is_new, count(*) as rows, count(*) filter (where first = last) as in_one
  from (
    select site, is_new, question_id, min(position) as first, max(position) as last from answers
    group by 1, 2, 3 having count(*) > 1
  ) a group by 1, 2
),
categories as (
  select site, is_new, count(*) as rows, count(*) filter (where title = any (categories)) as is_title,
    count(*) filter (where '' = any (categories)) as is_empty,
    count(*) filter (where lower(categories[1]) in ('top', 'home', 'トップ', 'トップページ', 'ホーム') or array_to_string(categories, '') ~ ' [>＞»] ') as is_path
  from questions where categories <> '{}' group by 1, 2
)
select site, what, rows, found
from (
  select site, what || ' that are the number of answers or of the answer' as what, rows, is_other as found from counted
  where is_other > 0.9 * rows and others >= 4
  union all
  select site, what || ' that are the id of the question', rows, is_id from counted where is_id > 0.1 * rows
  union all
  select site, what || ' that are years', rows, is_year from counted where is_year > 0.5 * rows
  union all
  select site, what || ' above ten thousand', rows, is_huge from counted where is_huge > 0.5 * rows
  union all
  select site, 'answers in one place', rows, in_one from places where in_one > 0.5 * rows
  union all
  select site, 'categories that are the title', rows, is_title from categories where is_title > 0.2 * rows
  union all
  select site, 'categories that are words of navigation', rows, is_path from categories where is_path > 0.5 * rows
) found where rows >= 10
union all
select site, 'empty categories', rows, is_empty from categories where is_empty > 0
