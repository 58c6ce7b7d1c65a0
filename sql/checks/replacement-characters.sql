-- In few texts of a site, more than one in a hundred characters are U+FFFD, one in five are question marks, or one in
-- fifty are invisible (controls, soft hyphens, zero-width spaces); and few texts consist of the word undefined. Otherwise
-- their encoding or markup was misread. A row is a site and a kind of text of which more than 1% are such texts (at least
-- three if they have no U+FFFD).
-- severity: error
-- needs: crawl.checked_text
select site, what, count(*) as texts, count(*) filter (where replaced or odd) as damaged,
  min(question_id) filter (where replaced or odd) as example
from (
  -- Most texts have none of these characters and are skipped.
  select site, what, question_id,
    strpos(body, E'\ufffd') > 0 and 100 * (length(body) - length(replace(body, E'\ufffd', ''))) > length(body) as replaced,
    (beginning like '%?%?%?%?%' and length(beginning) >= 20 and 5 * (length(beginning) - length(replace(beginning, '?', ''))) > length(beginning))
      -- U+200D is not included: it joins the parts of an emoji.
      or (beginning ~ '[\u0001-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u200b\u200e\u200f\u2060\ufeff]' and length(beginning) >= 20
        -- Thai, Lao, Burmese and Khmer use U+200B between words; Hebrew and Arabic use directional marks.
        and 50 * (regexp_count(beginning, '[\u0001-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u2060\ufeff]')
          + case when beginning ~ '[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]' then 0 else regexp_count(beginning, '\u200b') end
          + case when beginning ~ '[\u0590-\u08ff]' then 0 else regexp_count(beginning, '[\u200e\u200f]') end) > length(beginning))
      or body in ('undefined', 'null', '[object Object]', 'NaN') as odd
  from (select site, what, question_id, body, left(body, 100) as beginning from crawl.checked_text) texts
) judged
group by site, what
having count(*) filter (where replaced) > 0.01 * count(*)
  or (count(*) filter (where odd) > 0.01 * count(*) and count(*) filter (where odd) >= 3)
