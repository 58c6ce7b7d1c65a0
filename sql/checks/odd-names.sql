-- Names are names of people. A row is the askers, the authors of answers or the authors of comments of a site (its last
-- day is judged separately) where one name in twenty is a text or unreadable, one in five is a date, one post in twenty
-- has a name such as undefined, or seven in ten names begin or end alike, which indicates a label.
-- severity: error
-- needs: crawl.checked_question
with posts as (
  select q.site, c.is_new, 'askers' as who, q.asker_name as name
  from crawl.checked_question c join qa.question q using (site, question_id) where q.asker_name is not null
  union all
  select q.site, q.is_new, 'authors of answers', a.author_name
  from crawl.checked_question q join qa.answer a using (site, question_id) where a.gone_at is null and a.author_name is not null
  union all
  select q.site, q.is_new, case r.kind when 'comment' then 'authors of comments' else 'askers' end, r.author_name
  from crawl.checked_question q join qa.reply r using (site, question_id) where r.gone_at is null and r.author_name is not null
),
names as materialized (
  select n.*, regexp_replace(n.name, '[0-9０-９]+', '0', 'g') as wording
  from (select site, is_new, who, name, count(*) as posts from posts group by 1, 2, 3, 4) n
  left join (select site, anonymous_names, anonymous_patterns from qa.site) s using (site)
  where s.site is null or (
    n.name <> all (s.anonymous_names) and not exists (select from unnest(s.anonymous_patterns) p where n.name ~ p))
),
counted as (
  select site, is_new, who, count(*) as names, sum(posts) as posts, count(distinct wording) as different,
    count(*) filter (where length(name) > 60 or strpos(name, E'\n') > 0) as texts,
    count(*) filter (where name ~ '\ufffd|[ÃÂ][\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œžŸ]|[ãåæçèé][\u0080-\u009f\u00a1-\u00aa\u00ac-\u00b6\u00b8-\u00ba\u00bc-\u00bf‚ƒ„†‡ˆ‰ŠŒ•˜™šœžŸ]|[\u0001-\u001f\u0080-\u009f]') as damaged,
    count(*) filter (where name ~ '^[12][0-9]{3}[-/.年] ?[01]?[0-9]') as dates,
    coalesce(sum(posts) filter (where lower(name) in ('undefined', 'null', 'none', 'nan', '[object object]')), 0) as placeholders
  from names group by 1, 2, 3
),
labels as (
  select site, is_new, who, 'names that begin with ' || left(wording, 3) as what, count(distinct wording) as found
  from names group by site, is_new, who, left(wording, 3)
  union all
  select site, is_new, who, 'names that end with ' || right(wording, 2), count(distinct wording)
  from names group by site, is_new, who, right(wording, 2)
)
select site, who, what, found::integer, of_all::integer
from (
  select site, who, 'names that are texts' as what, texts as found, names as of_all from counted where texts >= 3 and texts > 0.05 * names
  union all
  select site, who, 'names that are hard to read', damaged, names from counted where damaged >= 3 and damaged > 0.05 * names
  union all
  select site, who, 'names that are dates', dates, names from counted where dates >= 3 and dates > 0.2 * names
  union all
  select site, who, 'posts by a name that stands for none', placeholders, posts from counted where placeholders >= 3 and placeholders > 0.05 * posts
  union all
  -- Names that differ only in a number (user12) count as one.
  select site, who, what, found, different from labels join counted using (site, is_new, who) where different >= 20 and found > 0.7 * different
) odd
