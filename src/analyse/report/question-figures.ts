/** Figures of a report about what is in the database now: questions, answers, how soon they came, and in which categories. */
import { firstAnswerDelays, firstAnswers } from '../../database/schema/first-answers.ts'
import { horizontalBars } from '../page/charts/horizontal-bars.ts'
import { columnsByClass, columnsOverTime } from '../page/charts/stacked-columns.ts'
import type { ReadSession } from '../read-session.ts'
import { type FigurePlan, objects } from './figure.ts'
import { ofSites, type ReportScope, timeStep } from './report-scope.ts'

/** What these figures need of the scope. */
type Sites = Pick<ReportScope, 'sites'>

export async function questionFigures(session: ReadSession, scope: Sites): Promise<readonly FigurePlan[]> {
  return [await postsByDay(session, scope), answersEach(scope), firstAnswer(scope), categories(scope)]
}

const dayMs = 86_400_000
/** As many as 60 columns of 28 days show. */
const mostDays = 60 * 28

/** Posts of a site may lie twenty years apart: the step is as many days as make 60 columns. */
async function postsByDay(session: ReadSession, scope: Sites): Promise<FigurePlan> {
  const { rows } = await session.all(`select coalesce(max(q.posted_on) - min(q.posted_on), 0)::int
from qa.question q where q.gone_at is null and ${ofSites(scope, 'q')}`)
  const span = Number(rows[0]?.[0] ?? 0)
  const wide = Math.max(
    1,
    span > mostDays ? Math.ceil(span / mostDays) * 28 : timeStep(span * dayMs).ms / dayMs,
  )
  const each = wide === 1 ? 'day' : `${wide} days`
  const bin = (day: string) => `(date_bin('${wide} days', ${day}::timestamp, timestamp '2000-01-03'))::date`
  return {
    id: 'posts',
    title: `Questions and answers by ${each}`,
    about:
      'By the local day on which they were posted, as the pages say it. Of the questions that are in the database now, whatever run found them.',
    empty: 'No question with a day is in the database.',
    statement: `select ${bin('posted_on')} as day, kind, count(*)::int as posts
from (
  select q.posted_on, 'questions' as kind from qa.question q where q.gone_at is null and ${ofSites(scope, 'q')}
  union all
  select a.posted_on, 'answers' from qa.answer a join qa.question q using (site, question_id)
  where a.gone_at is null and q.gone_at is null and ${ofSites(scope, 'q')}
) post
where posted_on is not null
group by 1, 2 order by 1, 2 desc`,
    draw: (result) =>
      columnsOverTime(
        {
          title: `Questions and answers by ${each}`,
          description: 'posts by the day they were posted',
          unit: 'posts',
        },
        objects(result).map((row) => ({
          place: new Date(`${String(row['day'])}T00:00:00Z`),
          series: String(row['kind']),
          value: Number(row['posts']),
        })),
        wide * dayMs,
        { series: ['questions', 'answers'] },
      ),
  }
}

function answersEach(scope: Sites): FigurePlan {
  const most = 12
  return {
    id: 'answers-each',
    title: 'Answers to a question',
    about: `How many questions have how many answers here; ${most} stands for ${most} and more.`,
    empty: 'No question is in the database.',
    statement: `select least(answers, ${most})::int as answers, status, count(*)::int as questions
from (
  select q.status, (select count(*) from qa.answer a
    where a.site = q.site and a.question_id = q.question_id and a.gone_at is null) as answers
  from qa.question q
  where q.gone_at is null and ${ofSites(scope, 'q')}
) counted
group by 1, 2 order by 1, 3 desc, 2`,
    draw: (result) =>
      columnsByClass(
        {
          title: 'Answers to a question',
          description: 'questions by their number of answers and their status',
          unit: 'questions',
        },
        Array.from({ length: most + 1 }, (_, index) => (index === most ? `${most}+` : String(index))),
        objects(result).map((row) => ({
          place: row['answers'] === most ? `${most}+` : String(row['answers']),
          series: String(row['status']),
          value: Number(row['questions']),
        })),
        { series: presentStatuses(objects(result).map((row) => String(row['status']))) },
      ),
  }
}

function presentStatuses(found: readonly string[]): readonly string[] {
  return ['solved', 'open', 'closed', 'unknown'].filter((status) => found.includes(status))
}

/** Of sites that merge questions. */
const early = 'before the question'
const delays = [
  early,
  'under 1 h',
  '1 to 6 h',
  '6 to 24 h',
  'same day',
  'next day',
  '2 to 6 days',
  'a week or more',
  'no answer',
]
const precisions = ['to the minute', 'to the day', 'not known']

/** Where a page tells days only, "0 hours" would be the fastest answer of all: such delays are kept apart. */
function firstAnswer(scope: Sites): FigurePlan {
  return {
    id: 'first-answer',
    title: 'Time to the first answer',
    about:
      'Pages that tell the time of day give hours; where only the day is known, "same day" may be a minute or 23 hours. The colours say which. Nothing is known where an answer without a time, or without a day, may have come first.',
    empty: 'No question is in the database.',
    statement: `select delay, precision, count(*)::int as questions
from (
  select case
      when a.question_id is null then 'no answer'
      when hours < 0 or hours is null and days < 0 then 'before the question'
      when hours < 1 then 'under 1 h' when hours < 6 then '1 to 6 h' when hours < 24 then '6 to 24 h'
      when days is null then 'not known'
      when hours is null and days = 0 then 'same day'
      when coalesce(hours / 24, days) < 2 then 'next day'
      when coalesce(hours / 24, days) < 7 then '2 to 6 days'
      else 'a week or more' end as delay,
    case when hours is not null then 'to the minute' when days is not null then 'to the day' else 'not known' end as precision
  from qa.question q
  left join (
    ${firstAnswers}
  ) a on a.site = q.site and a.question_id = q.question_id
  cross join lateral (
    ${firstAnswerDelays}
  ) f
  where q.gone_at is null and ${ofSites(scope, 'q')}
) waited
group by 1, 2 order by 3 desc, 1, 2`,
    draw: (result) => {
      const rows = objects(result)
      const isThere = (delay: string) => rows.some((row) => row['delay'] === delay)
      const classes = [
        ...delays.filter((delay) => delay !== early || isThere(delay)),
        ...['not known'].filter(isThere),
      ]
      return columnsByClass(
        {
          title: 'Time to the first answer',
          description: 'questions by how soon the first answer came',
          unit: 'questions',
        },
        classes,
        rows.map((row) => ({
          place: String(row['delay']),
          series: String(row['precision']),
          value: Number(row['questions']),
        })),
        { series: precisions.filter((one) => rows.some((row) => row['precision'] === one)) },
      )
    },
  }
}

function categories(scope: Sites): FigurePlan {
  const most = 15
  return {
    id: 'categories',
    title: 'Categories',
    about: `The outermost category of each question; the chart has the ${most} largest.`,
    empty: 'No question is in the database.',
    statement: `select coalesce(q.categories[1], '(none)') as category, count(*)::int as questions,
  count(*) filter (where q.status = 'solved')::int as solved,
  round(avg(a.answers), 1)::float8 as answers_each
from qa.question q
left join lateral (
  select count(*) as answers from qa.answer a
  where a.site = q.site and a.question_id = q.question_id and a.gone_at is null
) a on true
where q.gone_at is null and ${ofSites(scope, 'q')}
group by 1 order by 2 desc, 1 limit 200`,
    draw: (result) =>
      horizontalBars(
        { title: 'Categories', description: 'questions in the largest categories', unit: 'questions' },
        objects(result)
          .slice(0, most)
          .map((row) => ({ name: String(row['category']), value: Number(row['questions']) })),
      ),
  }
}
