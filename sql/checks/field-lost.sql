-- What most pages of a layout had when they were crawled, most of its questions here still have. A row is a field of a layout:
-- its share on the pages of the past (crawl.field_coverage), and here. Few pages have images: where at least twelve are expected,
-- there has to be one. Hosts that several sites share are not judged by images, which one of them may never have had.
-- severity: error
with past as (
  select g.site, c.layout, c.field, max(g.sites) as sites, sum(c.past_pages + length(c.recent)) as pages,
    sum(c.past_present + length(replace(c.recent, '0', ''))) as present
  from crawl.field_coverage c
  join (select site, host_group, count(*) over (partition by host_group) as sites from crawl.page group by 1, 2) g using (host_group)
  where c.layout <> '' group by 1, 2, 3
),
here as (
  select q.site, q.layout, f.field, count(*) as rows, count(*) filter (where f.has) as present
  from qa.question q
  cross join lateral (values
    ('postedAt', q.posted_on is not null), ('asker.name', q.asker_name is not null),
    ('categories', cardinality(q.categories) > 0), ('answerCount', q.answer_count is not null),
    ('thanksCount', q.thanks_count is not null), ('status', q.status <> 'unknown'),
    ('asker.url', case when q.asker_name is not null then q.asker_url is not null end),
    ('bestAnswer', case when q.status = 'solved' then exists (
      select from qa.answer a where (a.site, a.question_id) = (q.site, q.question_id) and a.is_best and a.gone_at is null) end),
    ('imageUrls', q.image_urls <> '{}' or exists (
      select from qa.answer a where (a.site, a.question_id) = (q.site, q.question_id) and a.image_urls <> '{}' and a.gone_at is null))
  ) as f (field, has)
  where q.gone_at is null and f.has is not null group by 1, 2, 3
  union all
  select q.site, q.layout, f.field, count(*), count(*) filter (where f.has)
  from qa.question q join qa.answer a using (site, question_id)
  cross join lateral (values
    ('answers.postedAt', a.posted_on is not null), ('answers.author', a.author_name is not null),
    ('answers.thanksCount', a.thanks_count is not null),
    ('answers.author.url', case when a.author_name is not null then a.author_url is not null end),
    ('answers.author.bestAnswerRate', case when a.author_name is not null then a.best_answer_percent is not null end)
  ) as f (field, has)
  where q.gone_at is null and a.gone_at is null and f.has is not null group by 1, 2, 3
)
select site, layout, field, round((past.present / past.pages)::numeric, 2)::float8 as share_on_pages, here.rows,
  here.present as rows_with_it
from past join here using (site, layout, field)
where past.pages >= 10 and here.rows >= 10
  and ((past.present > 0.5 * past.pages and here.present < 0.5 * here.rows * past.present / past.pages)
    or (field = 'imageUrls' and past.sites = 1 and here.rows * past.present / past.pages >= 12 and here.present = 0))
