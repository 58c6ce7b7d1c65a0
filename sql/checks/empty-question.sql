-- A question has a title and a text. U+3000 and U+200B are blank too.
-- severity: error
select site, question_id, url, title
from qa.question
where gone_at is null
  and (title !~ '[^\u3000\u00a0\u200b\ufeff \t\n]'
    or body !~ '[^\u3000\u00a0\u200b\ufeff \t\n]' and cardinality(image_urls) = 0)
