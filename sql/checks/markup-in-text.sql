-- Few texts hold HTML tags or character references as text. Sites about programming hold them by right, so a row is a layout
-- of a site, its last day apart, where they stand in more than 3% of the texts (half of them, where 5% hold code), or five
-- times as often as in all its other texts.
-- severity: error
with texts as (
  select q.site, q.question_id, q.layout, q.changed_at, q.title || E'\n' || q.body as text
  from qa.question q where q.gone_at is null
  union all
  select q.site, q.question_id, q.layout, q.changed_at, a.body
  from qa.question q join qa.answer a using (site, question_id) where q.gone_at is null and a.gone_at is null
  union all
  select q.site, q.question_id, q.layout, q.changed_at, r.body
  from qa.question q join qa.reply r using (site, question_id) where q.gone_at is null and r.gone_at is null
),
judged as (
  select site, question_id, layout, changed_at,
    (strpos(text, '<') > 0 and text ~* '</?(p|br|div|span|a|b|i|em|strong|ul|ol|li|dl|table|tr|td|img|font|pre|code|blockquote|h[1-6])(\s[^<>]*)?/?>')
      or (strpos(text, '&') > 0 and text ~* '&(amp|lt|gt|quot|apos|nbsp|yen|hellip|#[0-9]{1,7}|#x[0-9a-f]{1,6});') as marked,
    text ~ '[{}]|\(\)|==|=>' as code
  from texts
),
groups as (
  select site, layout, changed_at > (select max(changed_at) from qa.question) - interval '1 day' as is_new,
    count(*) as texts, count(*) filter (where marked) as marked, count(*) filter (where code) as code,
    min(question_id) filter (where marked) as example
  from judged group by 1, 2, 3
),
compared as (
  select *, sum(texts) over of_site - texts as other_texts, sum(marked) over of_site - marked as other_marked,
    sum(code) over of_site > 0.05 * sum(texts) over of_site as is_technical
  from groups window of_site as (partition by site)
)
select site, layout, texts, marked, example
from compared
where texts >= 10 and (
  marked > case when is_technical then 0.5 else 0.03 end * texts
  or (marked > 0.05 * texts and other_texts >= 50 and marked * other_texts > 5 * other_marked * texts)
)
