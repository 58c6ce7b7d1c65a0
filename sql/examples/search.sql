-- Where do people speak of this? First what has it in the title, then the newest; `order by relevance desc` for the most relevant.
-- :words = 方法
-- :rows = 3
select question_id, answer_key, left(excerpt, 40) as excerpt
from qa.search(:words)
order by rank
limit :rows;

-- Over the sample database:
-- {"question_id":"2000249","answer_key":null,"excerpt":"無線ルーターの設定を元に戻す方法はありますか？ タイトルの件でご相談です。 予算"}
-- {"question_id":"2000187","answer_key":null,"excerpt":"無線ルーターの設定を元に戻す方法はありますか？ はじめまして。 説明書は読みまし"}
-- {"question_id":"2000163","answer_key":null,"excerpt":"表計算ソフトの設定を元に戻す方法はありますか？ 困っています。 ケーブルは別のも"}
