/**
 * Views for the usual questions of analysts. What is gone is left out; the tables have it. An answer under a question that
 * is gone has no `gone_at` of its own, so views join the question.
 */
import type { Kysely } from 'kysely'
import { firstAnswerDelays, firstAnswers } from '../first-answers.ts'
import { createAsOfFunctions } from './as-of-functions.ts'
import { createCheckedTextViews } from './checked-text-views.ts'
import { createView } from './commented.ts'
import { createCrawlViews } from './crawl-views.ts'
import { createEditViews } from './edit-views.ts'
import { createPersonView } from './person-view.ts'
import { createRelatedHistoryView } from './related-history-view.ts'
import { createSiteView } from './site-view.ts'

const key = {
  site: 'Whose question it is.',
  question_id: "The site's own id of the question.",
}

/** Null where the page does not tell. */
const person = (row: string) =>
  `case when ${row}.author_name is not null then jsonb_build_object('name', ${row}.author_name, 'url', ${row}.author_url) end`

export async function up(db: Kysely<unknown>): Promise<void> {
  await createSiteView(db)
  await createCheckedTextViews(db)
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
      answer_count:
        'Answers as the page declares them; where it does not, those that are here. Sort by it: the length of answers takes the JSON of every question.',
      replies:
        'Supplements and comments on the question: an array of {kind, author: {name, url}, body, postedOn}.',
      answers:
        'Answers in the order of the page: an array of {key, number, isBest, author: {name, url}, body, postedOn, thanksCount, replies}.',
    },
    query: `
      select q.site, q.question_id, q.url, q.title, q.body, q.status, q.categories, q.asker_name, q.posted_at, q.posted_on,
        coalesce(q.answer_count, (select count(*)::integer from qa.answer a
          where a.site = q.site and a.question_id = q.question_id and a.gone_at is null)),
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
    comment:
      'Questions with the answer that the asker chose as the best, and its delay: in hours where both pages tell the time of day, in days where they tell only the day (delay_precision).',
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
        'Hours from question to answer; null unless the page tells the time of day of both: then look at delay_days.',
      delay_days:
        'Days from the local day of the question to that of the answer: the delay is less than a day more or less. Null if a day is unknown.',
      delay_precision: 'time: delay_hours is known; day: only delay_days is; null if neither.',
    },
    query: `
      select q.site, q.question_id, q.title, q.categories, a.answer_key, a.author_name, a.body, a.posted_on, a.thanks_count,
        extract(epoch from a.posted_at - q.posted_at)::float8 / 3600, a.posted_on - q.posted_on,
        case when a.posted_at is not null and q.posted_at is not null then 'time'
          when a.posted_on is not null and q.posted_on is not null then 'day' end
      from qa.question q join qa.answer a on a.site = q.site and a.question_id = q.question_id
      where a.is_best and a.gone_at is null and q.gone_at is null`,
  })

  await createView(db, {
    name: 'qa.answers_by_month',
    comment:
      'How many answers, and how soon, by outermost category and the month of the question. Delays are medians: in hours where pages tell the time of day, in days where they tell only the day; beside each stands the number of questions behind it.',
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
        'Median of the hours until the first answer, over the questions whose pages tell the time of day; null where none does.',
      first_delays_in_hours: 'How many questions that median is of.',
      median_first_delay_days:
        'Median of the days between the local days of question and first answer, over the questions where all days are known.',
      first_delays_in_days: 'How many questions that median is of; also those of which the hours are known.',
    },
    query: `
      select q.site, q.categories[1], date_trunc('month', q.posted_on::timestamp)::date, count(*)::integer,
        count(*) filter (where a.answers > 0)::integer,
        count(*) filter (where q.status = 'solved')::integer,
        coalesce(sum(a.answers), 0)::integer,
        round(coalesce(sum(a.answers), 0)::numeric / count(*), 2)::float8,
        percentile_cont(0.5) within group (order by f.hours), count(f.hours)::integer,
        percentile_cont(0.5) within group (order by f.days), count(f.days)::integer
      from qa.question q
      left join (
        ${firstAnswers}
      ) a on a.site = q.site and a.question_id = q.question_id
      cross join lateral (
        ${firstAnswerDelays}
      ) f
      where q.gone_at is null
      group by 1, 2, 3`,
  })

  await createPersonView(db)

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

  await createRelatedHistoryView(db)
  await createAsOfFunctions(db)
  await createEditViews(db)
  await createCrawlViews(db)
}
