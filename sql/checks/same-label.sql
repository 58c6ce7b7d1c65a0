-- Texts do not begin or end with a label or a button of the page. A row is a layout of a site (the last day is judged
-- separately) where seven in ten texts of a kind (four in five replies) begin with the same four characters, or end with
-- the same five characters that do not end a sentence.
-- severity: error
-- needs: crawl.checked_text
with parts as (
  select site, layout, is_new, what, place, part, count(*) as texts
  from crawl.checked_text cross join lateral (values ('begin', left(body, 4)), ('end', right(body, 5))) as p (place, part)
  where body <> ''
  group by 1, 2, 3, 4, 5, 6
),
most as (
  select * from (
    select *, sum(texts) over (partition by site, layout, is_new, what, place) as of_texts from parts
  ) p
  where of_texts >= 10 and texts > case when what in ('title', 'question', 'answer') then 0.7 else 0.8 end * of_texts
    -- Replies of thanks normally begin with the same words.
    and (place = 'end' or what in ('title', 'question', 'answer') or part !~ '^(ありがと|有難|有り難|Than)')
    and (place = 'begin' or part !~ '[。．.!?！？؟۔।॥။።។៕」』）)…♪☆★〜～w笑 　]$')
)
select m.site, m.layout,
  case m.what when 'thanks' then 'thanks' else m.what || 's' end || ' that ' || m.place || ' with ' || m.part as what,
  m.of_texts::integer as texts, m.texts as alike
from most m
where (
  -- Texts that differ only in a number count as one.
  select count(distinct translate(left(t.body, 80), '0123456789０１２３４５６７８９', '')) from crawl.checked_text t
  where (t.site, t.layout, t.is_new, t.what) = (m.site, m.layout, m.is_new, m.what)
) >= case when m.what in ('title', 'question', 'answer') then 10 else 4 end
