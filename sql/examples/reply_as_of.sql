-- Thanks and supplements, as they stood on 2 November.
-- :at = 2026-11-02T00:00:00Z
select kind, count(*) as replies
from qa.reply_as_of(:at)
group by kind
order by kind;

-- Over the sample database:
-- {"kind":"supplement","replies":66}
-- {"kind":"thanks","replies":56}
