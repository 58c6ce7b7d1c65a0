-- A question with its answers, as one JSON document: how many answers, who gave the first on the page, and how it begins.
-- :rows = 3
select question_id, title, answer_count,
  answers -> 0 -> 'author' ->> 'name' as first_author, left(answers -> 0 ->> 'body', 20) as begins
from qa.thread
order by answer_count desc, question_id
limit :rows;

-- Over the sample database:
-- {"question_id":"2000021","title":"未経験の仕事に応募します。在宅勤務の準備は？","answer_count":10,"first_author":"sorano1","begins":"結論から書きます。\n　人事の仕事をしてい"}
-- {"question_id":"2000171","title":"シフォンケーキがうまく作れません","answer_count":10,"first_author":"山吹22","begins":"専門ではありませんが参考までに。\n付け合"}
-- {"question_id":"2000061","title":"老犬の散歩にかかる費用の目安","answer_count":9,"first_author":null,"begins":"それは気になりますね。\n　慣れるまで4週"}
