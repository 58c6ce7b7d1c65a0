-- The URL of a question is on a host of its site, or on the one that its page was fetched from. A row is a site where at
-- least three questions, and one in twenty, have another host; of questions loaded from files, less than half of them, as
-- saved copies may come from anywhere.
-- severity: error
with urls as (
  select q.site, q.question_id, q.url, substring(lower(q.url) from '^https?://([^/:?#]+)') as host, s.hosts || s.mirrors as hosts, q.capture_id
  from qa.question q join qa.site s using (site)
  where q.gone_at is null and q.url !~ '^file:' and s.definition is not null
),
judged as (
  select u.*, c.capture_id is not null as is_fetched,
    not exists (select from unnest(u.hosts) h where u.host = h or (h like '*.%' and u.host like '%' || substr(h, 2)))
      and (c.url is null or substring(lower(c.url) from '^https?://([^/:?#]+)') <> u.host) as is_foreign
  from urls u left join crawl.capture c on c.capture_id = u.capture_id
)
select site, count(*) as urls, count(*) filter (where is_foreign) as of_other_hosts, min(url) filter (where is_foreign) as example
from judged
group by site, is_fetched
having count(*) >= 10 and count(*) filter (where is_foreign) >= 3 and count(*) filter (where is_foreign) > 0.05 * count(*)
  and (is_fetched or 2 * count(*) filter (where is_foreign) < count(*))
