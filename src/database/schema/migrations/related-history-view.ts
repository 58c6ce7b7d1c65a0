/** `qa.related_history`: which questions a page listed as related, from when to when, whatever their place in the list. */
import type { Kysely } from 'kysely'
import { createView } from './commented.ts'

/**
 * A listed question is known by its id, else its URL, else its title. Its places in the list are joined to periods without a
 * gap, and cut where the question itself was gone: its list has no `gone_at` then.
 */
export async function createRelatedHistoryView(db: Kysely<unknown>): Promise<void> {
  await createView(db, {
    name: 'qa.related_history',
    comment:
      'Which questions a page listed as related, from when to when: one row a listed question and period without a gap, whatever its place in the list, as far as captures tell.',
    columns: {
      site: 'Whose question it is.',
      question_id: "The site's own id of the question whose page has the list.",
      related_question_id: 'Id of the listed question, on the same site; null if not told.',
      url: 'URL of the listed question, as last listed in the period; null if not told.',
      title: 'Its title, as last listed in the period.',
      valid_from: 'Time of the first capture that listed it.',
      valid_to:
        'Time of the first capture that no longer did, or that said that the question is gone; null where it is still listed.',
      ended_by:
        'changed: another question took its place; not-shown: the list was shorter; page-gone: the question with the list is gone; parser: another parser version does not read it, which may be no change at all. Null where it is still listed.',
      first_rank: 'Its place at the beginning of the period, 1 for the first.',
      last_rank: 'Its place at the end of the period.',
    },
    query: `
      with latest as (
        select site, question_id, rank, max(valid_to) as valid_to from qa.related_question_version
        group by site, question_id, rank
      ), place as (
        select site, question_id, rank, related_question_id, url, title, valid_from as since, valid_to as until, ended_by
        from qa.related_question_version
        union all
        select t.site, t.question_id, t.rank, t.related_question_id, t.url, t.title, greatest(t.changed_at, l.valid_to),
          t.gone_at, t.gone_reason
        from qa.related_question t
        left join latest l on l.site = t.site and l.question_id = t.question_id and l.rank = t.rank
      ), absence as (
        select v.site, v.question_id, tstzrange(v.valid_to, greatest(v.valid_to, coalesce((
            select min(n.valid_from) from qa.question_version n
            where n.site = v.site and n.question_id = v.question_id and n.valid_from >= v.valid_to
          ), t.changed_at))) as period
        from qa.question_version v join qa.question t on t.site = v.site and t.question_id = v.question_id
        where v.ended_by = 'page-gone'
        union all
        select site, question_id, tstzrange(gone_at, null) from qa.question where gone_at is not null
      ), gone as (
        select site, question_id, range_agg(period) as periods from absence group by site, question_id
      ), seen as (
        select p.site, p.question_id, coalesce(p.related_question_id, p.url, p.title) as listed, p.rank,
          p.related_question_id, p.url, p.title, lower(d.period) as since, upper(d.period) as until,
          case when upper(d.period) is null or upper(d.period) = p.until then p.ended_by else 'page-gone' end as ended_by
        from place p left join gone g on g.site = p.site and g.question_id = p.question_id
        cross join lateral unnest(
          tstzmultirange(tstzrange(least(p.since, p.until), p.until)) - coalesce(g.periods, '{}')
        ) as d (period)
      ), follows as (
        select *, since <= max(coalesce(until, 'infinity')) over (
            partition by site, question_id, listed order by since, rank rows between unbounded preceding and 1 preceding
          ) as goes_on
        from seen
      ), numbered as (
        select *, count(*) filter (where goes_on is not true) over (
            partition by site, question_id, listed order by since, rank
          ) as number
        from follows
      )
      select site, question_id, (array_agg(related_question_id order by since desc, rank))[1],
        (array_agg(url order by since desc, rank))[1], (array_agg(title order by since desc, rank))[1], min(since),
        case when bool_and(until is not null) then max(until) end,
        case when bool_and(until is not null) then (array_agg(ended_by order by until desc, rank))[1] end,
        (array_agg(rank order by since, rank))[1], (array_agg(rank order by since desc, rank))[1]
      from numbered group by site, question_id, listed, number`,
  })
}
