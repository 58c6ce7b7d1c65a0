-- How did the crawl do, day by day? Many rejects mean that the layout may have changed.
select day, site, visits, loaded, unchanged, gone, rejected, percent_rejected
from qa.crawl_health
order by day, site;

-- Over the sample database:
-- {"day":"2026-11-01","site":"sample","visits":40,"loaded":40,"unchanged":0,"gone":0,"rejected":0,"percent_rejected":0}
-- {"day":"2026-11-03","site":"sample","visits":40,"loaded":6,"unchanged":33,"gone":1,"rejected":0,"percent_rejected":0}
