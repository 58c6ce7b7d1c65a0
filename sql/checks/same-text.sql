-- Few texts of a site stand under several questions, or twice under one. The same question asked twice, under one title, does
-- not count. A row is a site and a kind of text of which more than a fifth do; of replies of 20 characters and more (short
-- thanks are alike by right), and of links more than half.
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
  union all
  select 'replies with one text', site, sum(n), case when 2 * max(n) > sum(n) then max(n) else 0 end,
    (array_agg(example order by n desc, example))[1]
  from (
    select r.site, md5(r.body) as text, count(*) as n, min(r.question_id) as example
    from qa.reply r join qa.question q using (site, question_id)
    where q.gone_at is null and r.gone_at is null and length(r.body) >= 20 group by 1, 2
  ) r group by site
  union all
  select 'related questions that are one', site, sum(n), case when 2 * max(n) > sum(n) then max(n) else 0 end,
    (array_agg(example order by n desc, example))[1]
  from (
    select r.site, coalesce(r.related_question_id, r.url, r.title) as listed, count(*) as n, min(r.question_id) as example
    from qa.related_question r join qa.question q using (site, question_id)
    where q.gone_at is null and r.gone_at is null group by 1, 2
  ) l group by site
)
select site, what, texts::integer, same::integer, example from counted where texts >= 10 and same > 0.2 * texts
