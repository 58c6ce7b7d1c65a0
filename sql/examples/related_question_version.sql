-- What stood at each place of a list of related questions before something else did?
select question_id, rank, related_question_id, title, ended_by, valid_to
from qa.related_question_version
order by question_id, rank, valid_from;

-- Over the sample database:
-- {"question_id":"2000038","rank":1,"related_question_id":"2000249","title":"無線ルーターの設定を元に戻す方法はありますか？","ended_by":"changed","valid_to":"2026-11-03T00:00:08.000Z"}
-- {"question_id":"2000038","rank":2,"related_question_id":"2000179","title":"うさぎの爪切りは毎日必要ですか？","ended_by":"changed","valid_to":"2026-11-03T00:00:08.000Z"}
-- {"question_id":"2000038","rank":3,"related_question_id":"2000152","title":"雨の日の家族での車中泊、どう過ごしますか","ended_by":"changed","valid_to":"2026-11-03T00:00:08.000Z"}
-- {"question_id":"2000038","rank":4,"related_question_id":"2000086","title":"青春の一人旅は初めてです。注意点はありますか？","ended_by":"changed","valid_to":"2026-11-03T00:00:08.000Z"}
-- {"question_id":"2000038","rank":5,"related_question_id":"2000243","title":"肉じゃがの味つけを教えてください","ended_by":"changed","valid_to":"2026-11-03T00:00:08.000Z"}
-- {"question_id":"2000038","rank":6,"related_question_id":"2000057","title":"家庭用コンロできんぴらごぼうを上手に仕上げるには","ended_by":"changed","valid_to":"2026-11-03T00:00:08.000Z"}
-- {"question_id":"2000038","rank":7,"related_question_id":"2000010","title":"表計算ソフトとプリンターを同時に使うと動作が重いです","ended_by":"changed","valid_to":"2026-11-03T00:00:08.000Z"}
