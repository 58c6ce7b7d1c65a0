-- What did the site edit, and what did it say before?
select question_id, row_kind, field, left(before, 24) as before, right(after, 12) as after, valid_from, valid_to
from qa.edit
order by valid_to desc, question_id
limit 3;

-- Over the sample database:
-- {"question_id":"2000171","row_kind":"reply","field":"body","before":"教えていただいた方法を試したところ、半分くらいは","after":"見てみます。\n追記です。","valid_from":"2026-11-01T00:00:48.000Z","valid_to":"2026-11-03T00:00:46.000Z"}
-- {"question_id":"2000005","row_kind":"question","field":"title","before":"親子丼を作り置きしたいのですが、何日もちますか？","after":"ますか？（解決しました）","valid_from":"2026-11-01T00:00:00.000Z","valid_to":"2026-11-03T00:00:00.000Z"}
