-- Few questions of a site look like text read in another encoding: 縺 and 繧 before half-width kana (UTF-8 read as
-- Shift_JIS), Ã and ã before what follows no letter (UTF-8 read as windows-1252), ƒ and ‚ (Shift_JIS read so), ¤ and ¥
-- (EUC-JP read so). People quote such text, so a row is a site where more than 1% of the questions have one such pair
-- in forty characters.
-- severity: error
select site, count(*) as questions, count(*) filter (where damaged) as damaged,
  min(question_id) filter (where damaged) as example
from (
  select site, question_id, 40 * regexp_count(title || body,
      '[縺繧繝][\uff61-\uff9f]|[ÃÂãåæçèé][\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œžŸ]|[‚ƒ][\u0080-\u00ff]|[¤¥][\u00a1-\u00fe]')
    > length(title || body) as damaged
  from qa.question
  where gone_at is null
) questions
group by site
having count(*) filter (where damaged) > 0.01 * count(*)
