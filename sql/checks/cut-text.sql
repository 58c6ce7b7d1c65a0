-- Texts are not truncated. A row is a layout of a site (the last day is judged separately) where a fifth of the texts (a
-- third of the titles) have the same length and none is longer, or where three quarters of the texts that contain a
-- complete sentence, or four fifths of the asker's replies (nine tenths if there are fewer than 30), do not end with a
-- punctuation mark that ends a sentence.
-- severity: error
-- needs: crawl.checked_text
with judged as materialized (
  select site, question_id, layout, is_new, length(body) as length, left(body, 60) as beginning,
    case when what in ('thanks', 'supplement') then 'reply' else what end as what,
    case
      when what = 'title' then false
      when what in ('thanks', 'supplement') then length(body) >= 10 and body ~ '[ぁ-ん]'
      else length(body) >= 20 and body ~ '[。．！？!?.؟۔।॥။።។៕][^。．！？!?.؟۔।॥။።។៕]'
    end as has_sentence,
    strpos('。．.!?！？؟۔।॥။።។៕」』）)…♪☆★〜～w笑}>;:：]', right(rtrim(right(body, 9), E' \n\t\u3000'), 1)) = 0 as is_open
  from crawl.checked_text where body <> ''
),
groups as (
  select site, layout, what, is_new, count(*) as texts, max(length) as longest,
    count(*) filter (where has_sentence) as with_sentence, count(*) filter (where has_sentence and is_open) as open,
    min(question_id) filter (where has_sentence and is_open) as example
  from judged group by 1, 2, 3, 4
),
found as (
  select g.site, g.layout, g.what, g.is_new, g.texts, g.longest, g.with_sentence, g.open, g.example, count(*) as as_long,
    -- Texts that differ only in a number count as one: their equal length does not indicate a limit.
    count(distinct translate(j.beginning, '0123456789０１２３４５６７８９', '')) as different
  from groups g join judged j using (site, layout, what, is_new)
  where j.length = g.longest and (g.what <> 'title' or g.layout not like 'schema-org/%')
  group by 1, 2, 3, 4, 5, 6, 7, 8, 9
)
select site, layout, what, texts, longest, as_long, with_sentence, open, example
from found
where texts >= 10 and (
  (different >= 5 and case what when 'title' then 3 else 5 end * as_long >= texts)
  or (with_sentence >= 10 and open > case when what <> 'reply' then 0.75 when with_sentence < 30 then 0.9 else 0.8 end * with_sentence)
)
