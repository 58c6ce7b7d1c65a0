/** `qa.site`: what is known of each site, for local times and links. */
import type { Kysely } from 'kysely'
import { createView } from './commented.ts'

/** Sites that have questions, by one look into the primary key for each: `select distinct` would read all of it. */
const sitesHere = `
  present as (
    (select site from qa.question order by site limit 1)
    union all
    select (select q.site from qa.question q where q.site > p.site order by q.site limit 1) from present p where p.site is not null
  )`

export async function createSiteView(db: Kysely<unknown>): Promise<void> {
  await createView(db, {
    name: 'qa.site',
    comment:
      'One row a site: those that have a definition, and those that have questions here. Join it by site for local times (posted_at at time zone time_zone) and links.',
    columns: {
      site: 'The site, as in qa.question.',
      definition: 'Name of its site definition; null where none describes it.',
      definition_version: 'Version of that definition.',
      has_questions: 'Whether questions of it are here, those that are gone included.',
      time_zone:
        'Time zone of the site, for AT TIME ZONE: posted_at at time zone time_zone is its local time. A name like Asia/Tokyo; a fixed offset has the sign of POSIX, Etc/GMT-8 is eight hours ahead of UTC. Null if unknown.',
      hosts: 'Hosts of the site, the canonical one first; *.example.com means all its subdomains.',
      mirrors: 'Hosts that show the same pages under the same paths.',
      question_url: 'URL of a question, with {id} for question_id; null if unknown.',
      question_paths:
        'All forms of the path of a question, with {id} for question_id; * stands for any text.',
      anonymous_names: 'Names that stand for nobody in particular: qa.person leaves them out.',
      anonymous_patterns: 'Regular expressions of such names.',
    },
    query: `
      with recursive ${sitesHere}
      select s.site, d.name, d.version, s.has_questions, d.time_zone,
        case when d.is_family or d.name is null then array[s.site] else d.hosts end, coalesce(d.mirrors, '{}'),
        case when d.question_paths[1] not like '%*%'
          then 'https://' || case when d.is_family then s.site else ltrim(d.hosts[1], '*.') end || d.question_paths[1] end,
        coalesce(d.question_paths, '{}'), coalesce(d.anonymous_names, '{}'), coalesce(d.anonymous_patterns, '{}')
      from (
        select site, bool_or(is_here) as has_questions
        from (
          select name as site, false as is_here from crawl.site_definition where not is_family
          union all select site, true from present where site is not null
        ) known
        group by site
      ) s
      left join lateral (
        select * from crawl.site_definition d
        where (d.name = s.site and not d.is_family) or (d.is_family and exists (
          select from unnest(d.hosts) as host
          where s.site = host or (host like '*.%' and s.site like '%' || substr(host, 2))
        ))
        order by d.is_family, d.name limit 1
      ) d on true`,
  })
}
