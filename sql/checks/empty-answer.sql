-- An answer or a reply has a text, or at least an image.
-- severity: warning
select site, question_id, answer_key, 'answer' as what
from qa.answer
where gone_at is null and cardinality(image_urls) = 0 and body !~ '[^\u3000\u00a0\u200b\ufeff \t\n]'
union all
select site, question_id, answer_key, kind
from qa.reply
where gone_at is null and body !~ '[^\u3000\u00a0\u200b\ufeff \t\n]'
