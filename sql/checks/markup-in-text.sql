-- Few texts contain HTML tags, character references or escapes such as \n as text. On sites about programming they are
-- legitimate, so a row is a layout of a site (the last day is judged separately) where more than 3% of the texts contain
-- them (half of the texts if 5% contain code), or where they are five times as frequent as in all other texts of the
-- site.
-- severity: error
-- needs: crawl.checked_text
with groups as (
  select site, layout, is_new, count(*) as texts, count(*) filter (where marked) as marked,
    min(question_id) filter (where marked) as example
  from (
    select site, question_id, layout, is_new,
      (strpos(body, '<') > 0 and body ~* '</?(p|br|div|span|a|b|i|em|strong|ul|ol|li|dl|table|tr|td|img|font|pre|code|blockquote|h[1-6])(\s[^<>]*)?/?>')
        or (strpos(body, '&') > 0 and body ~* '&(amp|lt|gt|quot|apos|nbsp|yen|hellip|#[0-9]{1,7}|#x[0-9a-f]{1,6});')
        or (strpos(body, '\') > 0 and body ~ '\\[nrt"]|\\u[0-9a-fA-F]{4}') as marked
    from crawl.checked_text
  ) judged group by 1, 2, 3
),
compared as (
  select *, sum(texts) over of_site - texts as other_texts, sum(marked) over of_site - marked as other_marked
  from groups window of_site as (partition by site)
),
suspected as (select * from compared where texts >= 10 and marked > 0.03 * texts)
select site, layout, texts, marked, example
from suspected s
where (marked > 0.05 * texts and other_texts >= 50 and marked * other_texts > 5 * other_marked * texts)
  or marked > 0.5 * texts
  or not (
    select count(*) filter (where t.body ~ '[{}]|\(\)|==|=>') > 0.05 * count(*) from crawl.checked_text t where t.site = s.site
  )
