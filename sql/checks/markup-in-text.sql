-- Few texts contain HTML tags, character references or escapes such as \n as text. On sites about programming they are
-- legitimate, so a row is a layout of a site (the last day is judged separately) where more than 3% of the texts contain
-- them, unless 5% contain code; where one kind of them is five times as frequent as in all other texts of the site; or
-- where more than half of the texts are HTML from their first character to their last, or contain character references,
-- which no site has. Three questions have to contain them: one may be about HTML.
-- severity: error
-- needs: crawl.checked_text
with judged as (
  select site, question_id, layout, is_new, has_tag, has_reference, has_escape, body ~ '[{}]|\(\)|==|=>' as has_code,
    has_tag and starts_with(ltrim(body), '<') and right(rtrim(body), 1) = '>' as is_html,
    has_tag and body ~* '<br\s*/?>' as has_break
  from (
    select *,
      strpos(body, '<') > 0 and body ~* '</?(p|br|div|span|a|b|i|em|strong|ul|ol|li|dl|table|tr|td|img|font|pre|code|blockquote|h[1-6])(\s[^<>]*)?/?>' as has_tag,
      strpos(body, '&') > 0 and body ~* '&(amp|lt|gt|quot|apos|nbsp|yen|hellip|#[0-9]{1,7}|#x[0-9a-f]{1,6});' as has_reference,
      strpos(body, '\') > 0 and body ~ '\\[nrt"]|\\u[0-9a-fA-F]{4}' as has_escape
    from crawl.checked_text
  ) t
),
threads as (
  select site, layout, is_new, question_id, count(*) as texts, count(*) filter (where has_code) as with_code,
    array[count(*) filter (where has_tag or has_reference or has_escape), count(*) filter (where has_tag),
      count(*) filter (where has_break), count(*) filter (where is_html), count(*) filter (where has_reference),
      count(*) filter (where has_escape)] as marked
  from judged group by 1, 2, 3, 4
),
groups as (
  select site, layout, is_new, kind.what, sum(texts) as texts, sum(with_code) as with_code, sum(marked[kind.place]) as marked,
    count(*) filter (where marked[kind.place] > 0) as questions, min(question_id) filter (where marked[kind.place] > 0) as example
  from threads cross join (values
    (1, 'tags, references or escapes'), (2, 'tags'), (3, 'line breaks as <br>'), (4, 'HTML alone'), (5, 'references'), (6, 'escapes')
  ) as kind (place, what)
  group by 1, 2, 3, 4
),
compared as (
  select *, sum(texts) over of_kind - texts as other_texts, sum(marked) over of_kind - marked as other_marked,
    sum(with_code) over of_kind > 0.05 * sum(texts) over of_kind as is_about_code
  from groups window of_kind as (partition by site, what)
)
select site, layout, what, texts::integer, marked::integer, example
from compared
where texts >= 10 and questions >= 3 and (
  (what = 'tags, references or escapes' and not is_about_code and marked > 0.03 * texts)
  -- One text more than there are: of none in 50 nothing follows for the next ten.
  or (what <> 'tags, references or escapes' and other_texts >= 50
    and marked > 0.05 * texts and marked * other_texts > 5 * (other_marked + 1) * texts)
  or (what in ('HTML alone', 'references') and marked > 0.5 * texts))
