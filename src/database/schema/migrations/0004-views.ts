/**
 * Views for the usual questions of analysts. What is gone is left out; the tables have it. An answer under a question that
 * is gone has no `gone_at` of its own, so views join the question.
 */
import type { Kysely } from 'kysely'
import { createAsOfFunctions } from './as-of-functions.ts'
import { createView } from './commented.ts'
import { createCrawlViews } from './crawl-views.ts'
import { createEditViews } from './edit-views.ts'
import { createSiteView } from './site-view.ts'

const key = {
  site: 'Whose question it is.',
  question_id: "The site's own id of the question.",
}

/** Between two posts: by the times where both have one, else by the days. */
const hoursBetween = (from: string, to: string) => `
  case when ${from}.posted_at is not null and ${to}.posted_at is not null
    then extract(epoch from ${to}.posted_at - ${from}.posted_at)::float8 / 3600
    else 24.0::float8 * (${to}.posted_on - ${from}.posted_on) end`

/** Null where the page does not tell. */
const person = (row: string) =>
  `case when ${row}.author_name is not null then jsonb_build_object('name', ${row}.author_name, 'url', ${row}.author_url) end`

export async function up(db: Kysely<unknown>): Promise<void> {
  await createView(db, {
    name: 'qa.thread',
    comment: 'One row a question with all that hangs on it: answers and replies as JSON.',
    columns: {
      ...key,
      url: 'Canonical URL.',
      title: 'Title.',
      body: 'Text of the question.',
      status: 'open, solved, closed or unknown.',
      categories: 'Categories, outermost first.',
      asker_name: 'Name of the asker.',
      posted_at: 'When it was posted; null unless the page tells the time of day.',
      posted_on: 'The local day on which it was posted.',
      replies:
        'Supplements and comments on the question: an array of {kind, author: {name, url}, body, postedOn}.',
      answers:
        'Answers in the order of the page: an array of {key, number, isBest, author: {name, url}, body, postedOn, thanksCount, replies}.',
    },
    query: `
      select q.site, q.question_id, q.url, q.title, q.body, q.status, q.categories, q.asker_name, q.posted_at, q.posted_on,
        coalesce((
          select jsonb_agg(jsonb_build_object('kind', r.kind, 'author', ${person('r')}, 'body', r.body, 'postedOn', r.posted_on)
            order by r.kind, r.ordinal)
          from qa.reply r
          where r.site = q.site and r.question_id = q.question_id and r.answer_key = '' and r.gone_at is null
        ), '[]'),
        coalesce((
          select jsonb_agg(jsonb_build_object('key', a.answer_key, 'number', a.answer_number, 'isBest', a.is_best,
            'author', ${person('a')}, 'body', a.body, 'postedOn', a.posted_on, 'thanksCount', a.thanks_count,
            'replies', coalesce((
              select jsonb_agg(
                jsonb_build_object('kind', r.kind, 'author', ${person('r')}, 'body', r.body, 'postedOn', r.posted_on)
                order by r.kind, r.ordinal)
              from qa.reply r
              where r.site = a.site and r.question_id = a.question_id and r.answer_key = a.answer_key and r.gone_at is null
            ), '[]'))
            order by a.position, a.answer_key)
          from qa.answer a
          where a.site = q.site and a.question_id = q.question_id and a.gone_at is null
        ), '[]')
      from qa.question q where q.gone_at is null`,
  })

  await createView(db, {
    name: 'qa.best_answer',
    comment: 'Questions with the answer that the asker chose as the best.',
    columns: {
      ...key,
      title: 'Title of the question.',
      categories: 'Categories, outermost first.',
      answer_key: 'Identity of the answer within the question.',
      author_name: 'Name of who answered; null when withdrawn or hidden.',
      body: 'Text of the answer.',
      posted_on: 'The local day on which it was posted.',
      thanks_count: 'Thanks.',
      delay_hours:
        'Hours from question to answer; in whole days where the page does not tell the time of day; null if unknown.',
    },
    query: `
      select q.site, q.question_id, q.title, q.categories, a.answer_key, a.author_name, a.body, a.posted_on, a.thanks_count,
        ${hoursBetween('q', 'a')}
      from qa.question q join qa.answer a on a.site = q.site and a.question_id = q.question_id
      where a.is_best and a.gone_at is null and q.gone_at is null`,
  })

  await createView(db, {
    name: 'qa.answers_by_month',
    comment: 'How many answers, and how soon, by outermost category and the month of the question.',
    columns: {
      site: 'Whose questions they are.',
      category: 'Outermost category; null for questions without one.',
      month: 'First day of the month in which the questions were posted; null if unknown.',
      questions: 'Questions.',
      answered: 'Questions with at least one answer.',
      solved: 'Questions with a best answer chosen.',
      answers: 'Answers.',
      answers_each: 'Answers to a question on average.',
      median_first_delay_hours:
        'Median of the hours until the first answer, over the questions where that is known.',
    },
    query: `
      select q.site, q.categories[1], date_trunc('month', q.posted_on::timestamp)::date, count(*)::integer,
        count(*) filter (where a.answers > 0)::integer,
        count(*) filter (where q.status = 'solved')::integer,
        coalesce(sum(a.answers), 0)::integer,
        round(coalesce(sum(a.answers), 0)::numeric / count(*), 2)::float8,
        percentile_cont(0.5) within group (order by a.first_delay)
      from qa.question q
      left join lateral (
        select count(*) as answers, min(${hoursBetween('q', 'a')}) as first_delay
        from qa.answer a where a.site = q.site and a.question_id = q.question_id and a.gone_at is null
      ) a on true
      where q.gone_at is null
      group by 1, 2, 3`,
  })

  await createView(db, {
    name: 'qa.person',
    comment:
      'Who asks and answers, by name and profile URL as the pages tell them. Two people of one name without a URL are one row.',
    columns: {
      site: 'Site on which the name stands.',
      name: 'Name.',
      url: 'Profile URL; null where the pages do not tell.',
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
    query: `
      select site, name, url, count(*) filter (where role = 'asker')::integer,
        count(*) filter (where role = 'author')::integer, count(*) filter (where is_best)::integer,
        round(100.0 * count(*) filter (where is_best) / nullif(count(*) filter (where role = 'author'), 0), 1)::float8,
        (array_agg(percent order by told_at desc, best desc) filter (where percent is not null))[1],
        (array_agg(best order by told_at desc, best desc) filter (where percent is not null))[1],
        (array_agg(answers order by told_at desc, best desc) filter (where percent is not null))[1],
        min(posted_on), max(posted_on)
      from (
        select site, asker_name as name, asker_url as url, 'asker' as role, false as is_best,
          best_answer_percent as percent, best_answer_best as best, best_answer_answers as answers,
          changed_at as told_at, posted_on
        from qa.question where asker_name is not null and gone_at is null
        union all
        select a.site, a.author_name, a.author_url, 'author', a.is_best, a.best_answer_percent, a.best_answer_best,
          a.best_answer_answers, a.changed_at, a.posted_on
        from qa.answer a join qa.question q on q.site = a.site and q.question_id = a.question_id
        where a.author_name is not null and a.gone_at is null and q.gone_at is null
      ) post
      group by site, name, url`,
  })

  await createView(db, {
    name: 'qa.unanswered_question',
    comment: 'Open questions without an answer.',
    columns: {
      ...key,
      url: 'Canonical URL.',
      title: 'Title.',
      categories: 'Categories, outermost first.',
      asker_name: 'Name of the asker.',
      posted_at: 'When it was posted; null unless the page tells the time of day.',
      posted_on: 'The local day on which it was posted.',
    },
    query: `
      select q.site, q.question_id, q.url, q.title, q.categories, q.asker_name, q.posted_at, q.posted_on
      from qa.question q
      where q.gone_at is null and q.status in ('open', 'unknown') and coalesce(q.answer_count, 0) = 0
        and not exists (
          select from qa.answer a where a.site = q.site and a.question_id = q.question_id and a.gone_at is null
        )`,
  })

  await createView(db, {
    name: 'qa.related_pair',
    comment:
      'The graph of related questions: an edge from each question to each that its page lists with an id.',
    columns: {
      ...key,
      related_question_id: 'Id of the listed question, on the same site.',
      rank: 'Place in the list, 1 for the first.',
      title: 'Title of the question.',
      related_title: 'Title of the listed question: its own where it is here, else as listed.',
      is_here: 'Whether the listed question is here too.',
      is_mutual: 'Whether the listed question lists this one in turn.',
    },
    query: `
      select r.site, r.question_id, r.related_question_id, r.rank, q.title, coalesce(o.title, r.title),
        o.question_id is not null,
        exists (
          select from qa.related_question b
          where b.site = r.site and b.question_id = r.related_question_id and b.related_question_id = r.question_id
            and b.gone_at is null
        )
      from qa.related_question r
      join qa.question q on q.site = r.site and q.question_id = r.question_id
      left join qa.question o on o.site = r.site and o.question_id = r.related_question_id and o.gone_at is null
      where r.related_question_id is not null and r.gone_at is null and q.gone_at is null`,
  })

  await createAsOfFunctions(db)
  await createEditViews(db)
  await createSiteView(db)
  await createCrawlViews(db)
}
