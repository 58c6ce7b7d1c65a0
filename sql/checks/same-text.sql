-- Few texts of a site stand under several questions, or twice under one. The same question asked twice, under one title, does
-- not count. A row is a site and a kind of text of which more than a fifth do.
-- severity: error
with answers as (
  select q.site, q.question_id, q.title, md5(a.body) as text
  from qa.question q join qa.answer a using (site, question_id)
  where q.gone_at is null and a.gone_at is null and a.body <> ''
),
questions as (
  select site, question_id, title, md5(body) as text, body = title as is_title
  from qa.question where gone_at is null and body <> ''
),
counted as (
  select 'questions with the same text' as what, site, sum(n) as texts,
    coalesce(sum(n) filter (where titles > 1), 0) as same, min(example) filter (where titles > 1) as example
  from (
    select site, text, count(*) as n, count(distinct title) as titles, min(question_id) as example
    from questions group by site, text
  ) q group by site
  union all
  select 'answers with the same text', site, sum(n), coalesce(sum(n) filter (where titles > 1), 0),
    min(example) filter (where titles > 1)
  from (
    select site, text, count(*) as n, count(distinct title) as titles, min(question_id) as example
    from answers group by site, text
  ) a group by site
  union all
  select 'answers with the same text under one question', site, sum(n), coalesce(sum(n) filter (where n > 1), 0),
    min(question_id) filter (where n > 1)
  from (select site, question_id, text, count(*) as n from answers group by site, question_id, text) a group by site
  union all
  select 'answers with the text of their question', site, count(*), count(*) filter (where a.text = q.text),
    min(question_id) filter (where a.text = q.text)
  from answers a join questions q using (site, question_id) group by site
  union all
  select 'questions whose text is their title', site, count(*), count(*) filter (where is_title),
    min(question_id) filter (where is_title)
  from questions group by site
  union all
  -- Of one title: sites have several questions of one title by right, and titles of their own in most of them.
  select 'questions with one title', site, sum(texts), max(texts), (array_agg(example order by texts desc, example))[1]
  from (
    select site, title, count(distinct text) as texts, min(question_id) as example from questions group by site, title
  ) t group by site
)
select site, what, texts::integer, same::integer, example from counted where texts >= 10 and same > 0.2 * texts
