-- Few texts of a site occur under several questions, or twice under one. Questions that were posted twice under one title
-- do not count. A row is a site and a kind of text where more than a fifth of the texts are repeated; for replies with 20
-- characters or more (short thanks are legitimately alike) and for links the limit is half, all with one text. A row is
-- also a question that occurs in four fifths of at least 20 lists of related questions.
-- severity: error
-- needs: crawl.checked_question
with answers as materialized (
  select site, question_id, title, text, is_question, count(*) as n
  from (
    select q.site, q.question_id, hashtext(q.title) as title, hashtextextended(a.body, 0) as text, a.body = q.body as is_question
    from qa.question q join qa.answer a using (site, question_id)
    where q.gone_at is null and a.gone_at is null and a.body <> ''
  ) a group by site, question_id, title, text, is_question
),
questions as materialized (
  select site, question_id, hashtext(title) as title, hashtextextended(body, 0) as text, body = title as is_title, layout
  from qa.question where gone_at is null and body <> ''
),
replies as materialized (
  select r.site, r.question_id, r.answer_key, hashtextextended(r.body, 0) as text, length(r.body) >= 20 as is_long, count(*) as n
  from qa.reply r join qa.question q using (site, question_id)
  where q.gone_at is null and r.gone_at is null and length(r.body) >= 10 group by 1, 2, 3, 4, 5
),
links as materialized (
  select q.site, q.is_new, coalesce(r.related_question_id, r.url, r.title) as listed, count(*) as n, count(*) filter (where r.rank = 1) as lists,
    min(r.question_id) as example, min(r.title) as first_title, max(r.title) as last_title
  from crawl.checked_question q join qa.related_question r using (site, question_id) where r.gone_at is null group by 1, 2, 3
),
counted as (
  select 'questions with the same text' as what, site, sum(n) as texts,
    coalesce(sum(n) filter (where several), 0) as same, min(example) filter (where several) as example
  from (
    select site, text, count(*) as n, min(title) <> max(title) as several, min(question_id) as example
    from questions group by site, text
  ) q group by site
  union all
  select 'answers with the same text', site, sum(n), coalesce(sum(n) filter (where several), 0),
    min(example) filter (where several)
  from (
    select site, text, sum(n) as n, min(title) <> max(title) as several, min(question_id) as example
    from answers group by site, text
  ) a group by site
  union all
  select 'answers with the same text under one question', site, sum(n), coalesce(sum(n) filter (where n > 1), 0),
    min(question_id) filter (where n > 1)
  from answers group by site
  union all
  select 'answers with the text of their question', site, sum(n), coalesce(sum(n) filter (where is_question), 0),
    min(question_id) filter (where is_question)
  from answers group by site
  union all
  select 'questions whose text is their title', site, count(*), count(*) filter (where is_title),
    min(question_id) filter (where is_title)
  from questions q
  where not exists (select from crawl.site_definition d where q.layout = any (d.untitled_layouts)) group by site
  union all
  -- Per title: a site may have several questions with one title, but most titles differ.
  select 'questions with one title', site, sum(texts), max(texts), (array_agg(example order by texts desc, example))[1]
  from (
    select site, title, count(*) as texts, min(example) as example
    from (select site, title, text, min(question_id) as example from questions group by site, title, text) t group by site, title
  ) t group by site
  union all
  select 'replies with one text', site, sum(n), case when 2 * max(n) > sum(n) then max(n) else 0 end,
    (array_agg(example order by n desc, example))[1]
  from (
    select site, text, sum(n) as n, min(question_id) as example from replies where is_long group by 1, 2
  ) r group by site
  union all
  select 'replies with the same text under one answer', site, sum(n), coalesce(sum(n) filter (where n > 1), 0),
    min(question_id) filter (where n > 1)
  from replies group by site
  union all
  select 'related questions that are one', site, sum(n), case when 2 * max(n) > sum(n) then max(n) else 0 end,
    (array_agg(example order by n desc, example))[1]
  from links group by site, is_new
  union all
  select 'related questions with one title', site, sum(n), case when min(first_title) = max(last_title) and count(*) >= 10 then sum(n) else 0 end,
    min(example)
  from links group by site, is_new
  union all
  -- Share of the lists: a question that occurs in every list of ten is only a tenth of the links.
  select 'lists with one related question', site, sum(lists), case when max(n) > 0.8 * sum(lists) and count(*) >= 3 then max(n) else 0 end,
    (array_agg(example order by n desc, example))[1]
  from links group by site, is_new having sum(lists) >= 20
)
select site, what, texts::integer, same::integer, example from counted where texts >= 10 and same > 0.2 * texts
