-- What was the question called on 2 November, or at any other time, and from when until when?
-- :at = 2026-11-02T00:00:00Z
select question_id, title, valid_from, valid_to
from qa.question_as_of(:at)
where valid_to is not null
order by question_id;

-- Over the sample database:
-- {"question_id":"2000005","title":"親子丼を作り置きしたいのですが、何日もちますか？","valid_from":"2026-11-01T00:00:00.000Z","valid_to":"2026-11-03T00:00:00.000Z"}
-- {"question_id":"2000034","title":"路面電車めぐりは初めてです。注意点はありますか？","valid_from":"2026-11-01T00:00:08.000Z","valid_to":"2026-11-03T00:00:00.000Z"}
