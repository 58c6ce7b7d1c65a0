-- A question has a title, and a text unless its page has none (the parser's warning empty-body). U+3000 and U+200B count
-- as blank.
-- severity: error
select site, question_id, url, title
from qa.question
where gone_at is null
  and (title !~ '[^\u3000\u00a0\u200b\ufeff \t\n]'
    or body !~ '[^\u3000\u00a0\u200b\ufeff \t\n]' and cardinality(image_urls) = 0
      and not checks @> '[{"code": "empty-body"}]')
