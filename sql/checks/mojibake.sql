-- Few questions, answers or replies of a site look like text decoded in the wrong encoding: 縺 and 繧 before half-width
-- kana (UTF-8 decoded as Shift_JIS), Ã and ã before a character that does not normally follow a letter (UTF-8 decoded as
-- windows-1252), ƒ and ‚ (Shift_JIS as windows-1252), ¤ and ¥ (EUC-JP as windows-1252). In French and Portuguese, é and ã
-- occur before a no-break space, a quotation mark, an ellipsis, a dash or a middle dot: such pairs do not count. People
-- quote garbled text, so a row is a site and a kind of text of which more than 1% have one such pair in forty characters
-- (at least three texts, except for questions).
-- severity: error
-- needs: crawl.checked_text, crawl.checked_question
select site, what, count(*) as texts, count(*) filter (where damaged) as damaged, min(question_id) filter (where damaged) as example
from (
  select site, question_id, what, 40 * regexp_count(beginning,
      '[縺繧繝][\uff61-\uff9f]|[ÃÂ][\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œžŸ]|[ãåæçèé][\u0080-\u009f\u00a1-\u00aa\u00ac-\u00b6\u00b8-\u00ba\u00bc-\u00bf‚ƒ„†‡ˆ‰ŠŒ•˜™šœžŸ]|[‚ƒ][\u0080-\u00ff]|[¤¥][\u00a1-\u00fe]')
    > length(beginning) as damaged
  from (
    select site, question_id, 'questions' as what, left(title || body, 100) as beginning from crawl.checked_question
    union all
    select site, question_id, case what when 'answer' then 'answers' else 'replies' end, left(body, 100)
    from crawl.checked_text where what not in ('title', 'question')
    union all
    select site, question_id, 'categories', array_to_string(q.categories, ' ')
    from crawl.checked_question c join qa.question q using (site, question_id)
  ) texts
) judged
group by site, what
having count(*) filter (where damaged) > 0.01 * count(*) and (what = 'questions' or count(*) filter (where damaged) >= 3)
