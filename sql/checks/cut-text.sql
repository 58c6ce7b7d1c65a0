-- Texts are whole. A row is a layout of a site, its last day apart, where a fifth of the texts have the same length and none is
-- longer, or where three quarters of the texts that hold a whole sentence end without a sign that ends one.
-- severity: error
with texts as (
  select q.site, q.question_id, q.layout, q.changed_at, 'question' as what, q.body from qa.question q where q.gone_at is null
  union all
  select q.site, q.question_id, q.layout, q.changed_at, 'answer', a.body
  from qa.question q join qa.answer a using (site, question_id) where q.gone_at is null and a.gone_at is null
),
judged as (
  select site, question_id, layout, what, body,
    changed_at > (select max(changed_at) from qa.question) - interval '1 day' as is_new,
    length(body) >= 20 and body ~ '[。．！？!?.][^。．！？!?.]' as has_sentence,
    body !~ '[。．.!?！？」』）)…♪☆★〜～w笑}>;:：」\]]\s*$' as is_open
  from texts where body <> ''
),
groups as (
  select site, layout, what, is_new, count(*) as texts, count(distinct body) as different,
    max(length(body)) as longest, count(*) filter (where has_sentence) as with_sentence,
    count(*) filter (where has_sentence and is_open) as open,
    min(question_id) filter (where has_sentence and is_open) as example
  from judged group by 1, 2, 3, 4
),
found as (
  select g.*, (
    select count(*) from judged j
    where (j.site, j.layout, j.what, j.is_new) = (g.site, g.layout, g.what, g.is_new) and length(j.body) = g.longest
  ) as as_long
  from groups g
)
select site, layout, what, texts, longest, as_long, with_sentence, open, example
from found
where texts >= 10 and (
  (5 * as_long >= texts and as_long >= 5 and 2 * different > texts)
  or (with_sentence >= 10 and open > 0.75 * with_sentence)
)
