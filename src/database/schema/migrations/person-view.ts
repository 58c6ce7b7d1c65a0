/** `qa.person`: who asks and answers, each once. */
import type { Kysely } from 'kysely'
import { createView } from './commented.ts'

export async function createPersonView(db: Kysely<unknown>): Promise<void> {
  await createView(db, {
    name: 'qa.person',
    comment:
      'Who asks and answers: one row a site and name. Where pages tell several profile URLs of one name there is one row for each, and one more for posts of pages that tell none. Names that stand for nobody in particular (qa.site) are left out.',
    columns: {
      site: 'Site on which the name stands.',
      name: 'Name.',
      url: 'Profile URL; null where no page tells one, and of an ambiguous row.',
      identity:
        'url: known by a profile URL, posts of that name without one included where no other URL is known; name: by the name alone.',
      ambiguous:
        'Whether these posts may be of several people: their pages tell no URL, and others tell several of this name.',
      questions: 'Questions asked.',
      answers: 'Answers given.',
      best_answers: 'Answers chosen as the best.',
      percent_best: 'Of the answers here, in percent, those that were chosen.',
      told_percent:
        'Best-answer rate as a page last printed it, in percent; over all of the site, not only what is here.',
      told_best: 'Best answers behind that rate.',
      told_answers: 'Answers behind that rate.',
      first_posted_on: 'Day of the first post here.',
      last_posted_on: 'Day of the last post here.',
    },
    // The newest rate is the greatest array of time, best answers, percent and answers: that takes no sort.
    query: `
      select p.site, p.name, p.person_url, case when p.person_url is null then 'name' else 'url' end,
        p.person_url is null and p.urls > 1, sum(p.questions)::integer, sum(p.answers)::integer, sum(p.best)::integer,
        round(100.0 * sum(p.best) / nullif(sum(p.answers), 0), 1)::float8,
        (max(p.told))[3]::integer, (max(p.told))[2]::integer, (max(p.told))[4]::integer,
        min(p.first_on), max(p.last_on)
      from (
        select u.*, count(u.url) over named as urls,
          case when count(u.url) over named = 1 then max(u.url) over named else u.url end as person_url
        from (
          select site, name, url, count(*) filter (where role = 'asker') as questions,
            count(*) filter (where role = 'author') as answers, count(*) filter (where is_best) as best,
            max(array[extract(epoch from told_at)::float8, told_best, told_percent, told_answers])
              filter (where told_percent is not null) as told,
            min(posted_on) as first_on, max(posted_on) as last_on
          from (
            select site, asker_name as name, asker_url as url, 'asker' as role, false as is_best,
              best_answer_percent as told_percent, best_answer_best as told_best, best_answer_answers as told_answers,
              changed_at as told_at, posted_on
            from qa.question where asker_name is not null and gone_at is null
            union all
            select a.site, a.author_name, a.author_url, 'author', a.is_best, a.best_answer_percent, a.best_answer_best,
              a.best_answer_answers, a.changed_at, a.posted_on
            from qa.answer a
            where a.author_name is not null and a.gone_at is null and not exists (
              select from qa.question q where q.site = a.site and q.question_id = a.question_id and q.gone_at is not null)
          ) post
          group by site, name, url
        ) u
        window named as (partition by u.site, u.name)
      ) p
      where not exists (
        select from qa.site s
        where s.site = p.site and (p.name = any (s.anonymous_names) or p.name ~ any (s.anonymous_patterns))
      )
      group by p.site, p.name, p.person_url, p.urls`,
  })
}
