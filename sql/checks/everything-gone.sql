-- Not all of a site is gone. A row is a site of which more than nine tenths of the questions are.
-- severity: error
select site, count(*) as questions, count(gone_at) as gone, max(gone_at) as last_gone_at
from qa.question
group by site
having count(*) >= 10 and count(gone_at) > 0.9 * count(*)
